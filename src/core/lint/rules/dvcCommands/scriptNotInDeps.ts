import type { StageInstance } from "../../dvc/expandPipeline.ts";
import type { Report } from "../../finding.ts";
import type { Rule } from "../../rule.ts";
import { addDependency } from "./addDependency.ts";
import { findScriptFile } from "./scriptFiles.ts";
import { findIn, isCovered, placeIn, stageCommands } from "./stageCommands.ts";

/**
 * Reports scripts and modules of the project that a stage runs and does not name in `deps`, itself
 * or by a folder above it.
 *
 * ## Why it matters
 * DVC runs a stage again when a dependency changes. A change of a script that is none goes
 * unnoticed: `dvc repro` says that everything is up to date, with results of the old code.
 *
 * ## Example
 * ```python train.py
 * print("training")
 * ```
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *     deps:
 *       - data.csv
 * ```
 *
 * ## Use instead
 * ```python train.py
 * print("training")
 * ```
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *     deps:
 *       - data.csv
 *       - train.py
 * ```
 *
 * ## Limits
 * Looks only at what the command names, not at what the script imports. Stages that always run,
 * frozen ones, and those with dependencies that are not known are left alone.
 *
 * ## Fix
 * Adds the script to `deps`.
 */
export const scriptNotInDeps: Rule = {
  id: "DVC301",
  name: "script-not-in-deps",
  summary: "script that a stage runs and does not depend on",
  severity: "warning",
  confidence: "high",
  fix: "safe",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  *check(file, project): Iterable<Report> {
    const told = new Set<string>();
    for (const { stage, cmd, scripts } of stageCommands(file, project)) {
      for (const use of scripts) {
        const path = findUncovered(stage, findScriptFile(use, project));
        const key = `${cmd.node.start}:${path}`;
        if (path === undefined || told.has(key)) continue;
        told.add(key);
        const what =
          use.kind === "module" ? `module \`${use.name}\` (\`${path}\`)` : `\`${use.name}\``;
        const isWritten = findIn(file, cmd.node, use.word.raw) !== undefined;
        yield {
          at: placeIn(file, cmd.node, use.word.raw),
          message: `stage \`${stage.entry.name}\` runs ${what}, which is not in its \`deps\`: DVC does not see when it changes`,
          ...(isWritten ? { fixes: addDependency(file, stage, path) } : {}),
        };
      }
    }
  },
};

function findUncovered(stage: StageInstance, path: string | undefined): string | undefined {
  if (path === undefined || stage.isAlwaysChanged || stage.isFrozen) return undefined;
  if (stage.deps.some(({ isResolved }) => !isResolved)) return undefined;
  const covers = [...stage.deps, ...stage.outs].map((it) => it.path);
  const params = stage.params.map(({ file }) => file);
  return isCovered(path, covers) || isCovered(path, params) ? undefined : path;
}
