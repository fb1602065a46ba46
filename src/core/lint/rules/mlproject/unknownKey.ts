import type { Report, Rule } from "../../rule.ts";
import { didYouMean, findSimilar } from "../../similarNames.ts";
import {
  asScalar,
  keyText,
  pairAt,
  pairsOf,
  target,
  type ScalarNode,
  type TreeNode,
} from "../../source/nodes.ts";
import type { LintFile } from "../../project/lintFile.ts";
import { entryPointsOf, topKeys } from "./mlProject.ts";

/**
 * Reports keys of `MLproject` that MLflow does not know.
 *
 * ## Why it matters
 * MLflow reads the keys it knows and never looks at the others: with `entrypoints` a project has no
 * entry points, with `parameter` an entry point has no parameters.
 *
 * ## Example
 * ```yaml MLproject
 * name: churn
 * entrypoints:
 *   main:
 *     command: python train.py
 * ```
 *
 * ## Use instead
 * ```yaml MLproject
 * name: churn
 * entry_points:
 *   main:
 *     command: python train.py
 * ```
 *
 * ## Limits
 * Keys that are like none that MLflow knows are notes of the authors: they are told as information.
 *
 * ## Fix
 * Suggests the key that was probably meant.
 */
export const unknownKey: Rule = {
  id: "MLF002",
  name: "mlproject-unknown-key",
  summary: "key that MLflow does not know",
  severity: "warning",
  confidence: "high",
  fix: "suggestion",
  since: "0.1.0",
  files: ["mlproject"],
  *check(file): Iterable<Report> {
    const { root } = file;
    yield* reportKeys(file, root, topKeys);
    yield* reportKeys(file, pairAt(root, "docker_env")?.value, dockerKeys);
    for (const { pair, parameters } of entryPointsOf(root)) {
      yield* reportKeys(file, pair.value, entryPointKeys);
      for (const { value } of pairsOf(parameters?.value)) {
        yield* reportKeys(file, value, parameterKeys);
      }
    }
  },
};

const dockerKeys = ["image", "volumes", "environment"];
/** `description` is read by nobody, but says what it is for. */
const entryPointKeys = ["parameters", "command", "description"];
const parameterKeys = ["type", "default", "description"];

function* reportKeys(
  file: LintFile,
  node: TreeNode | undefined,
  known: readonly string[],
): Iterable<Report> {
  const map = target(node);
  if (map?.kind !== "map") return;
  const present = new Set(pairsOf(map).map(keyText));
  const free = known.filter((name) => !present.has(name));
  for (const pair of map.pairs) {
    const key = asScalar(pair.key);
    if (key === undefined || key.text === "<<" || known.includes(key.text)) continue;
    yield reportMissingColon(file, key, known) ?? reportKey(file, key, { known, free });
  }
}

/** `{type int, default: 1}`: the two words are one key, without a value. */
function reportMissingColon(
  { path, text }: LintFile,
  key: ScalarNode,
  known: readonly string[],
): Report | undefined {
  const word = key.text.split(" ", 1)[0] ?? "";
  if (word === key.text || !known.includes(word)) return undefined;
  const message = `\`${key.text}\` is one key without a value: a \`:\` is missing behind \`${word}\``;
  const at = key.start + word.length;
  const edits = [{ path, start: at, end: at, text: ":" }];
  const fix = { title: `Write \`${word}:\``, applicability: "suggestion" as const, edits };
  const isPlain = key.style === "plain" && text[key.end] !== ":";
  return { at: key, message, ...(isPlain && { fixes: [fix] }) };
}

interface Keys {
  readonly known: readonly string[];
  /** Those that are not there yet. */
  readonly free: readonly string[];
}

function reportKey({ path }: LintFile, key: ScalarNode, { known, free }: Keys): Report {
  const { text, start, end } = key;
  const aliased = Object.hasOwn(aliases, text) ? (aliases[text] ?? []) : [];
  const meant = new Set([...aliased, ...findSimilar(text, free)]);
  const similar = [...meant].filter((name) => free.includes(name));
  const lead = `MLflow does not know the key \`${text}\` here and ignores it`;
  if (similar.length === 0) {
    return { at: key, message: `${lead}; it knows ${known.join(", ")}`, severity: "info" };
  }
  const fixes = similar.map((name) => ({
    title: `Rename to \`${name}\``,
    applicability: "suggestion" as const,
    edits: [{ path, start, end, text: name }],
  }));
  return { at: key, message: lead + didYouMean(similar), fixes };
}

const aliases: Readonly<Record<string, readonly string[]>> = {
  cmd: ["command"],
  params: ["parameters"],
  conda: ["conda_env"],
  docker: ["docker_env"],
  env: ["python_env"],
};
