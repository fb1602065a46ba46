import type { Fix, TextEdit } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { Pair } from "../../source/nodes.ts";

/** Makes a `cmd: |` the only entry of a list, so that DVC gives all lines to one shell. */
export function joinInOneShell(file: LintFile, cmd: Pair): Fix | undefined {
  const { value } = cmd;
  const { text, path } = file;
  if (value.kind !== "scalar" || value.style !== "literal") return undefined;
  const colon = text.indexOf(":", cmd.key.end);
  const headEnd = text.indexOf("\n", value.start);
  const isPlain = /^\|[-+]?[ \t\r]*$/.test(text.slice(value.start, headEnd));
  if (!isPlain || colon < 0 || text.slice(colon + 1, value.start).trim() !== "") return undefined;
  const column = cmd.key.start - (text.lastIndexOf("\n", cmd.key.start - 1) + 1);
  const lead = " ".repeat(column + 2);
  const head = { path, start: colon + 1, end: value.start, text: `\n${lead}- ` };
  const edits = [head, ...indentBlock(file, headEnd, value.end)];
  return { title: "Run all lines in one shell", applicability: "unsafe", edits };
}

/** Indents the lines between two places by two more, and begins them with `set -e`. */
function indentBlock({ text, path }: LintFile, from: number, to: number): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  for (let at = from + 1; at > 0 && at < to; at = text.indexOf("\n", at) + 1) {
    const next = text.indexOf("\n", at);
    const line = text.slice(at, next < 0 ? undefined : next);
    if (line.trim() === "") continue;
    const indent = /^ */.exec(line)?.[0] ?? "";
    const insert = edits.length === 0 ? `${indent}  set -e\n  ` : "  ";
    edits.push({ path, start: at, end: at, text: insert });
  }
  return edits;
}
