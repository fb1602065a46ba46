import type { StageOut } from "../../dvc/expandPipeline.ts";
import { projectPath } from "../../dvc/projectPaths.ts";
import type { Report } from "../../finding.ts";
import type { Rule } from "../../rule.ts";
import { editDistance } from "../../similarNames.ts";
import { isCovered, placeIn, stageCommands, type StageCommand } from "./stageCommands.ts";

/**
 * Reports paths in a command that differ from an output of the stage by a letter or two.
 *
 * ## Why it matters
 * The command writes one file and DVC waits for another: the stage ends with an output that does
 * not exist.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py --model models/final.pkl
 *     outs:
 *       - model/final.pkl
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py --model models/final.pkl
 *     outs:
 *       - models/final.pkl
 * ```
 */
export const outputNotMentioned: Rule = {
  id: "DVC306",
  name: "out-not-mentioned",
  summary: "path in a command that is almost an output",
  severity: "info",
  confidence: "low",
  fix: "suggestion",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  *check(file, project): Iterable<Report> {
    const told = new Set<string>();
    for (const command of stageCommands(file, project)) {
      if (command.stage.isPartial) continue;
      for (const { raw, path, out } of findNear(command)) {
        const key = `${command.cmd.node.start}:${raw}`;
        if (told.has(key) || project.kindOf(path) !== "missing") continue;
        told.add(key);
        const at = placeIn(file, command.cmd.node, raw);
        yield {
          at,
          message: `\`${raw}\` is no output of stage \`${command.stage.entry.name}\`, which has \`${out.text}\``,
          related: [
            { path: file.path, start: out.node.start, end: out.node.end, message: "the output" },
          ],
          fixes:
            at === command.cmd.node
              ? []
              : [
                  {
                    title: `Change to \`${out.text}\``,
                    applicability: "suggestion",
                    edits: [{ path: file.path, start: at.start, end: at.end, text: out.text }],
                  },
                ],
        };
      }
    }
  },
};

interface Near {
  readonly raw: string;
  readonly path: string;
  readonly out: StageOut;
}

function* findNear({ stage, shell }: StageCommand): Iterable<Near> {
  const { wdir } = stage;
  if (wdir === undefined) return;
  const words = shell.commands.flatMap((command) => command.words.slice(1));
  const named = words.flatMap(({ raw, isLiteral, text }) => {
    const isPath = isLiteral && text.length > 7 && /[/.]/.test(text) && /^[\w./-]+$/.test(text);
    const path = isPath ? projectPath(wdir, text) : undefined;
    return path === undefined ? [] : [{ raw, path }];
  });
  const known = [...stage.deps, ...stage.outs].map(({ path }) => path);
  const missing = stage.outs.filter(({ path }) => !named.some((it) => it.path === path));
  for (const { raw, path } of named.slice(0, 100)) {
    if (isCovered(path, known)) continue;
    const out = missing.find((it) => it.path !== undefined && isNear(path, it.path));
    if (out !== undefined) yield { raw, path, out };
  }
}

/** Digits make names of their own: `part1.csv` is not `part2.csv`. */
function isNear(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 2) return false;
  const digits = (text: string) => text.replace(/\D+/g, " ");
  return digits(one) === digits(other) && editDistance(one, other, 2) <= 2;
}
