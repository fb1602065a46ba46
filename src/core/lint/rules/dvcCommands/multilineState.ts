import { parseShell, type ShellCommand, type ShellText } from "../../dvc/shellCommand.ts";
import type { Report } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { Rule } from "../../rule.ts";
import { asScalar, pairAt, type Pair } from "../../source/nodes.ts";
import { joinInOneShell } from "./joinInOneShell.ts";
import { placeIn, splitLines } from "./stageCommands.ts";

/**
 * Reports commands of several lines that only work when one shell runs them all: lines that go on
 * with a `\` or `&&`, `if` and `for` over several lines, heredocs, and `cd`, `export` or variables
 * that later lines need.
 *
 * ## Why it matters
 * DVC splits a `cmd` that is a text into lines and runs each in a shell of its own. What a line
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
  since: "0.2.0",
  files: ["dvc-pipeline"],
  *check(file, project): Iterable<Report> {
    for (const { name, body } of project.pipeline(file.path)?.stages ?? []) {
      const cmd = pairAt(body, "cmd");
      const text = asScalar(cmd?.value);
      if (cmd === undefined || text === undefined || !text.text.includes("\n")) continue;
      const lines = splitLines(text.text);
      const found = findBreak(lines) ?? findLostState(lines);
      if (found !== undefined) yield report(file, cmd, { ...found, name, lines });
    }
  },
};

interface Broken {
  /** Position in the lines. */
  readonly line: number;
  /** Where the finding stands: this piece of the line, or the whole line. */
  readonly piece: string;
  readonly what: string;
  readonly isWarning?: boolean;
}

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
  }: Broken & { name: string; lines: readonly string[] },
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

/** The first line that a shell refuses by itself. */
function findBreak(lines: readonly string[]): Broken | undefined {
  const last = lines.findLastIndex((text) => text.trim() !== "");
  for (const [line, text] of lines.entries()) {
    const isLast = line >= last;
    if (/(?<!\\)(?:\\\\)*\\$/.test(text) && !isLast && !/^\s*#/.test(text)) {
      return { line, piece: text.trim(), what: "the `\\` at its end does not continue it" };
    }
    const { fault } = parseShell(text);
    if (fault === undefined || (fault.kind === "heredoc" && isLast)) continue;
    const what = describeFault(fault.kind, fault.detail);
    return { line, piece: text.trim(), what };
  }
  return undefined;
}

function describeFault(
  kind: "quote" | "unclosed" | "unexpected" | "open-operator" | "heredoc",
  detail: string,
): string {
  switch (kind) {
    case "quote":
      return `this one has a \`${detail}\` that is not closed`;
    case "unclosed":
      return `this one lacks its \`${detail}\``;
    case "unexpected":
      return `this one cannot have its \`${detail}\` without what belongs before it`;
    case "open-operator":
      return `nothing follows the \`${detail}\` at the end of this one`;
    case "heredoc":
      return `the text up to \`${detail}\` is run as commands`;
  }
}

/** The first line that sets something for lines behind it, which do not see it. */
function findLostState(lines: readonly string[]): Broken | undefined {
  const last = lines.findLastIndex((text) => text.trim() !== "" && !/^\s*#/.test(text));
  for (const [line, text] of lines.slice(0, Math.max(0, last)).entries()) {
    const later = { lines, from: line + 1 };
    const what = describeState(parseShell(text), later);
    if (what !== undefined) return { line, piece: text.trim(), what, isWarning: true };
  }
  return undefined;
}

const setters: Readonly<Record<string, string>> = {
  cd: "the folder that `cd` changes to",
  pushd: "the folder that `pushd` changes to",
  export: "what `export` sets",
  source: "what `source` sets",
  ".": "what `.` sets",
  alias: "what `alias` sets",
  unset: "what `unset` takes away",
  ulimit: "what `ulimit` sets",
  module: "what `module` loads",
};

interface LaterLines {
  readonly lines: readonly string[];
  readonly from: number;
}

function describeState({ commands }: ShellText, later: LaterLines): string | undefined {
  const last = commands.at(-1);
  if (last === undefined || last.depth > 0 || last.joinedBy === "|") return undefined;
  const [first, second] = last.words.map((word) => word.text);
  if (first === undefined) return describeVariable(last, later);
  const isActivating = /^(?:conda|mamba|micromamba|pyenv)$/.test(first) && second === "activate";
  const what = isActivating ? `what \`${first} activate\` sets` : setters[first];
  return what === undefined ? undefined : `${what} is gone in the next one`;
}

function describeVariable(
  { assignments }: ShellCommand,
  { lines, from }: LaterLines,
): string | undefined {
  const name = /^\w+/.exec(assignments[0]?.text ?? "")?.[0];
  const isUsed = name !== undefined && lines.slice(from).some((line) => uses(line, name));
  return isUsed ? `\`${name}\` is not set in the lines behind this one` : undefined;
}

function uses(line: string, name: string): boolean {
  if (!line.includes(name)) return false;
  return new RegExp(`\\$(?:${name}\\b|\\{${name}\\b)`).test(line);
}
