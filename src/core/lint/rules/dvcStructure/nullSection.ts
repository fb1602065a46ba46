import { misfitsOf, type Misfit } from "../../dvc/misfits.ts";
import type { Fix, Report } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { Rule } from "../../rule.ts";
import { pairsOf } from "../../source/nodes.ts";
import { isWithoutCmd } from "./missingCmd.ts";
import { describePlace } from "./places.ts";
import { deleteColon, deletePair, replaceNode } from "./structureFixes.ts";

/**
 * Reports keys with nothing below them, where DVC wants a list, a mapping or a value.
 *
 * ## Why it matters
 * `deps:` with no entries is not an empty list but null, and DVC refuses the file: often all
 * entries were commented out or moved away. An empty list is written `[]`.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *     deps:
 *     outs:
 *       - model.pkl:
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *     outs:
 *       - model.pkl
 * ```
 *
 * ## Fix
 * Deletes the key; for an output without flags, its colon.
 */
export const nullSection: Rule = {
  id: "DVC004",
  name: "null-section",
  summary: "key with nothing below it",
  severity: "error",
  confidence: "high",
  fix: "safe",
  since: "0.1.0",
  files: ["dvc-pipeline", "dvc-lock", "dvc-file"],
  *check(file, project): Iterable<Report> {
    for (const misfit of misfitsOf(file, project)) {
      if (misfit.kind !== "null" || isWithoutCmd(misfit) || isLoopValue(misfit)) continue;
      const fix = isOutput(misfit) ? fixOutput(file, misfit) : fixSection(file, misfit);
      yield {
        at: misfit.pair?.key ?? misfit.at,
        message: messageFor(misfit),
        ...(fix === undefined ? {} : { fixes: [fix] }),
      };
    }
  },
};

/** `foreach:` and `do:` are told by DVC008. */
function isLoopValue({ path }: Misfit): boolean {
  const key = path.at(-1);
  return path[0] === "stages" && path.length === 3 && (key === "foreach" || key === "do");
}

function isOutput({ shape, pair }: Misfit): boolean {
  return pair !== undefined && shape.kind === "map" && shape.level === "output";
}

function messageFor(misfit: Misfit): string {
  const { path, pair } = misfit;
  if (isOutput(misfit)) return `no flags below ${describePlace(path)}: leave the colon away`;
  if (path.length === 2 && path[0] === "stages") return `stage \`${path[1]}\` is empty`;
  if (pair === undefined) return `${describePlace(path)} is empty`;
  const hint = wantsList(misfit) ? "; write `[]` for an empty list" : "";
  return `nothing below ${describePlace(path)}${hint}`;
}

function wantsList({ shape }: Misfit): boolean {
  return shape.kind === "list";
}

function fixOutput(file: LintFile, { pair }: Misfit): Fix | undefined {
  const edit = pair === undefined ? undefined : deleteColon(file, pair);
  return edit && { title: "Take the colon away", applicability: "safe", edits: [edit] };
}

function fixSection(file: LintFile, misfit: Misfit): Fix | undefined {
  const { pair, parent, path, at } = misfit;
  if (pair === undefined || parent?.kind !== "map") return undefined;
  const isName = path.length === 2;
  const written = file.text.slice(at.start, at.end);
  if (parent.isFlow) {
    if (!wantsList(misfit) || written === "") return undefined;
    return {
      title: "Write an empty list",
      applicability: "safe",
      edits: [replaceNode(file, at, "[]")],
    };
  }
  const isAlone = pairsOf(parent).length < 2 && path.length > 1;
  const edit = isName || isAlone ? undefined : deletePair(file, pair);
  return edit && { title: `Delete \`${path.at(-1)}\``, applicability: "safe", edits: [edit] };
}
