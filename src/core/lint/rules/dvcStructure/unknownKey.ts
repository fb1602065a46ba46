import { misfitsOf, type Misfit } from "../../dvc/misfits.ts";
import type { KeyTable, Level } from "../../dvc/shape.ts";
import type { Report } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { Rule } from "../../rule.ts";
import { didYouMean, findSimilar } from "../../similarNames.ts";
import { asScalar, pairAt } from "../../source/nodes.ts";
import { describeOwner } from "./places.ts";
import { isRemovedField } from "./removedField.ts";

/**
 * Reports keys that DVC does not know at their place in `dvc.yaml`, `dvc.lock` and `.dvc` files.
 *
 * ## Why it matters
 * DVC refuses the whole file for one unknown key, and with it every command that looks at the
 * project's pipelines, not only at this one.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *     dep:
 *       - train.py
 *     outs:
 *       - model.pkl:
 *           cahce: false
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *     deps:
 *       - train.py
 *     outs:
 *       - model.pkl:
 *           cache: false
 * ```
 *
 * ## Fix
 * Suggests the key that was probably meant. Keys that belong one level deeper, as `cache` of an
 * output, are only told of.
 */
export const unknownKey: Rule = {
  id: "DVC001",
  name: "unknown-key",
  summary: "key that DVC does not know at this place",
  severity: "error",
  confidence: "high",
  fix: "suggestion",
  since: "0.1.0",
  files: ["dvc-pipeline", "dvc-lock", "dvc-file"],
  *check(file, project): Iterable<Report> {
    const isOldLock = file.kinds.has("dvc-lock") && pairAt(file.root, "schema") === undefined;
    for (const misfit of misfitsOf(file, project)) {
      // The first form of lock files has stages at its top, which DVC003 tells once.
      if (isOldLock && misfit.path.length === 1) continue;
      if (misfit.kind === "unknown-key" && !isTellingElsewhere(misfit)) {
        yield reportKey(file, misfit);
      }
    }
  },
};

/** What stands beside `foreach` is told by DVC008, what DVC once knew by DVC009. */
function isTellingElsewhere(misfit: Misfit): boolean {
  const { shape } = misfit;
  if (shape.kind !== "map") return true;
  const key = String(misfit.path.at(-1));
  const isLoop = shape.level === "stage" && (key === "foreach" || key === "do");
  return shape.level === "loop" || isLoop || isRemovedField(misfit);
}

function reportKey(file: LintFile, misfit: Misfit): Report {
  const { at, shape, path } = misfit;
  const key = asScalar(at)?.text ?? "";
  const owner = describeOwner(path.slice(0, -1));
  const keys = shape.kind === "map" ? shape.keys : {};
  const level = shape.kind === "map" ? shape.level : "pipeline";
  const place = placesBelow[level]?.get(key);
  const where = owner === "" ? "at the top of the file" : `in ${owner}`;
  if (place !== undefined) {
    return { at, message: `\`${key}\` is not a key ${where}: it belongs ${place}` };
  }
  const meant = candidatesFor(key, keys, level);
  const allowed = meant.length > 0 ? "" : `; allowed: ${listKeys(keys)}`;
  return {
    at,
    message: `\`${key}\` is not a key that DVC knows ${where}${didYouMean(meant)}${allowed}`,
    fixes: meant.map((name) => ({
      title: `Change to \`${name}\``,
      applicability: "suggestion",
      edits: [{ path: file.path, start: at.start, end: at.end, text: name }],
    })),
  };
}

function candidatesFor(key: string, keys: KeyTable, level: Level): readonly string[] {
  const other = synonyms
    .get(key.toLowerCase().replaceAll("-", "_"))
    ?.filter((it) => Object.hasOwn(keys, it));
  if (other !== undefined && other.length > 0) return other;
  return level === "pipeline" && key === "stage" ? ["stages"] : findSimilar(key, Object.keys(keys));
}

function listKeys(keys: KeyTable): string {
  return Object.keys(keys)
    .map((key) => `\`${key}\``)
    .join(", ");
}

/** Words of other tools for what DVC has. */
const synonyms: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    command: ["cmd"],
    commands: ["cmd"],
    run: ["cmd"],
    script: ["cmd"],
    dependencies: ["deps"],
    depends_on: ["deps"],
    inputs: ["deps"],
    input: ["deps"],
    output: ["outs"],
    outputs: ["outs"],
    out: ["outs"],
    parameters: ["params"],
    params_file: ["params"],
    variables: ["vars"],
    description: ["desc"],
    working_dir: ["wdir"],
    workdir: ["wdir"],
    cwd: ["wdir"],
    tags: ["labels"],
  }),
);

const belowOutput = "below an output, as `- model.pkl:` and indented `{key}`";
const inStage = "in a stage below `stages`";

/** Keys of another level, with where they belong. */
const placesBelow: Readonly<Partial<Record<Level, ReadonlyMap<string, string>>>> = {
  stage: new Map(
    ["cache", "persist", "push", "remote"].map((key) => [key, belowOutput.replace("{key}", key)]),
  ),
  pipeline: new Map(
    ["cmd", "deps", "outs", "wdir", "frozen", "always_changed", "foreach", "matrix"].map((key) => [
      key,
      inStage,
    ]),
  ),
};
