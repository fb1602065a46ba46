import { projectPath } from "../../dvc/projectPaths.ts";
import type { ShellCommand, ShellWord } from "../../dvc/shellCommand.ts";
import type { Report } from "../../finding.ts";
import type { Rule } from "../../rule.ts";
import { isCovered, placeIn, stageCommands, type StageCommand } from "./stageCommands.ts";

/**
 * Reports files that all stages of a `foreach` or `matrix` write, by `>`, `tee` or `papermill` to one
 * and the same path that is no output.
 *
 * ## Why it matters
 * Each stage overwrites what the others wrote. Which one is left depends on the order in which they
 * ran, and DVC does not know of the file.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   evaluate:
 *     foreach: [small, large]
 *     do:
 *       cmd: python evaluate.py ${item} > scores.txt
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   evaluate:
 *     foreach: [small, large]
 *     do:
 *       cmd: python evaluate.py ${item} > scores-${item}.txt
 *       outs:
 *         - scores-${item}.txt
 * ```
 */
export const sharedWrite: Rule = {
  id: "DVC307",
  name: "foreach-shared-write",
  summary: "file that all stages of a loop write",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  *check(file, project): Iterable<Report> {
    const writers = new Map<string, { readonly stage: string; isTold: boolean }>();
    for (const command of stageCommands(file, project)) {
      const { stage, cmd } = command;
      if (stage.entry.kind === "stage" || !cmd.isResolved) continue;
      for (const { path, raw } of writtenPaths(command)) {
        if (
          isCovered(
            path,
            stage.outs.map((out) => out.path),
          )
        )
          continue;
        const key = `${cmd.node.start}:${path}`;
        const first = writers.get(key);
        if (first === undefined) writers.set(key, { stage: stage.name, isTold: false });
        else if (!first.isTold && first.stage !== stage.name) {
          first.isTold = true;
          yield {
            at: placeIn(file, cmd.node, raw),
            message: `all stages of \`${stage.entry.name}\` write \`${path}\`, and it is no output: each overwrites what the others wrote`,
          };
        }
      }
    }
  },
};

/** Files that are written over, not appended to. */
function* writtenPaths({ stage, shell }: StageCommand): Iterable<{ path: string; raw: string }> {
  for (const command of shell.commands) {
    for (const word of command.depth === 0 ? writtenWords(command) : []) {
      const isKnown = word.isLiteral && stage.wdir !== undefined;
      const path = isKnown ? projectPath(stage.wdir, word.text) : undefined;
      if (path !== undefined) yield { path, raw: word.raw };
    }
  }
}

function writtenWords({ words, redirects }: ShellCommand): readonly ShellWord[] {
  const outputs = redirects.flatMap(({ operator, to }) =>
    /^(?:>|&>|>\|)$/.test(operator) && to !== undefined ? [to] : [],
  );
  const [name, ...args] = words;
  const isAppending = args.some(({ text }) => text === "-a" || text === "--append");
  if (name?.text === "tee" && !isAppending) {
    outputs.push(...args.filter(({ text }) => !text.startsWith("-")));
  }
  // `papermill in.ipynb out.ipynb`
  const notebooks = args.filter(({ text }) => text.endsWith(".ipynb"));
  if (name?.text === "papermill" && notebooks[1] !== undefined) outputs.push(notebooks[1]);
  return outputs;
}
