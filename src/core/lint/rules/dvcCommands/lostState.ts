import { ownValue } from "../../../../base/ownValue.ts";
import { parseShell, type ShellCommand, type ShellText } from "../../dvc/shellCommand.ts";
import type { LineFault } from "./brokenLine.ts";

/** The first line that sets something for lines behind it, which do not see it. */
export function findLostState(lines: readonly string[]): LineFault | undefined {
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
  const what = isActivating ? `what \`${first} activate\` sets` : ownValue(setters, first);
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
