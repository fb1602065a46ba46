import type { Report } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { Rule } from "../../rule.ts";
import { asScalar, pairAt, type Pair } from "../../source/nodes.ts";
import { findBrokenLine, type LineFault } from "./brokenLine.ts";
import { joinInOneShell } from "./joinInOneShell.ts";
import { findLostState } from "./lostState.ts";
import { placeIn, splitLines } from "./stageCommands.ts";

/**
 * Reports commands of several lines that only work when one shell runs them all: lines that go on
 * with a `\` or `&&`, `if` and `for` over several lines, heredocs, and `cd`, `export` or variables
 * that later lines need.
 *
 * ## Why it matters
 * DVC splits a `cmd` that is a string into lines and runs each in a shell of its own. What a line
 * leaves open is a syntax error, and what it sets is gone in the next one.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: |
 *       cd src
 *       python train.py \
 *         --epochs 10
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd:
 *       - |
 *         set -e
 *         cd src
 *         python train.py \
 *           --epochs 10
 * ```
 *
 * ## Limits
 * An entry of a list is given to one shell as a whole, however many lines it has.
 *
 * ## Fix
 * Makes the text the only entry of a list, with `set -e` at its start, so that a line that fails
 * still ends the stage.
 */
export const multilineState: Rule = {
  id: "DVC303",
  name: "multiline-state",
  summary: "lines of a command that need one shell",
  severity: "error",
  confidence: "high",
  fix: "unsafe",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  *check(file, project): Iterable<Report> {
    for (const { name, body } of project.pipeline(file.path)?.stages ?? []) {
      const cmd = pairAt(body, "cmd");
      const text = asScalar(cmd?.value);
      if (cmd === undefined || text === undefined || !text.text.includes("\n")) continue;
      const lines = splitLines(text.text);
      const found = findBrokenLine(lines) ?? findLostState(lines);
      if (found !== undefined) yield report(file, cmd, { ...found, name, lines });
    }
  },
};

function report(
  file: LintFile,
  cmd: Pair,
  {
    name,
    line,
    piece,
    what,
    isWarning,
    lines,
  }: LineFault & { name: string; lines: readonly string[] },
): Report {
  const whole = placeIn(file, cmd.value, (lines[line] ?? "").trim());
  const offset = file.text.slice(whole.start, whole.end).indexOf(piece);
  const start = whole.start + Math.max(0, offset);
  const at = offset < 0 || whole === cmd.value ? whole : { start, end: start + piece.length };
  const fix = joinInOneShell(file, cmd);
  return {
    at,
    message: `each line of \`cmd\` of stage \`${name}\` runs in a shell of its own: ${what}`,
    ...(isWarning === true ? { severity: "warning" } : {}),
    ...(fix === undefined ? {} : { fixes: [fix] }),
  };
}
