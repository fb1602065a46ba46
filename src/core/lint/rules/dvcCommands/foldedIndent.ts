import type { Fix, Report, TextEdit } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { Rule } from "../../rule.ts";
import { asScalar, asSeq, pairAt, type ScalarNode } from "../../source/nodes.ts";

/**
 * Reports commands that YAML joins to one line otherwise than it looks: lines of a folded text
 * (`>`) that are indented further than the first, and lines that end with `\` where YAML joins
 * them already.
 *
 * ## Why it matters
 * A folded text keeps the line break before a line that is indented further, so that DVC runs the
 * options on it as a command of their own. And where YAML joins the lines, a `\` at their end
 * stands before a blank: the next argument begins with a blank, as ` --epochs`.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: >-
 *       python train.py
 *         --epochs 10
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: >-
 *       python train.py
 *       --epochs 10
 * ```
 *
 * ## Fix
 * Takes the indentation or the `\` away.
 */
export const foldedIndent: Rule = {
  id: "DVC304",
  name: "folded-indent",
  summary: "command that YAML joins otherwise than it looks",
  severity: "error",
  confidence: "high",
  fix: "safe",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  *check(file, project): Iterable<Report> {
    for (const { name, body } of project.pipeline(file.path)?.stages ?? []) {
      const cmd = pairAt(body, "cmd")?.value;
      const items = asSeq(cmd)?.items;
      for (const item of items ?? (cmd === undefined ? [] : [cmd])) {
        const text = asScalar(item);
        if (text === undefined) continue;
        // An entry of a list is given to one shell with its line breaks.
        if (items === undefined) yield* indentedLines(file, text, name);
        yield* joinedBackslashes(file, text, name);
      }
    }
  },
};

interface SourceLine {
  readonly start: number;
  readonly end: number;
  /** Without the line's end. */
  readonly text: string;
  readonly indent: number;
}

/** The lines of a scalar as they are written; for block texts without the first, `>-`. */
function* linesOf(file: LintFile, node: ScalarNode): Iterable<SourceLine> {
  let start = node.style === "folded" ? file.text.indexOf("\n", node.start) + 1 : node.start;
  while (start > 0 && start < node.end) {
    const next = file.text.indexOf("\n", start);
    const end = next < 0 ? file.text.length : next;
    const text = file.text.slice(start, Math.min(end, node.end)).replace(/\r$/, "");
    yield { start, end: start + text.length, text, indent: /^ */.exec(text)?.[0].length ?? 0 };
    start = end + 1;
  }
}

function* indentedLines(file: LintFile, node: ScalarNode, stage: string): Iterable<Report> {
  if (node.style !== "folded") return;
  const lines = [...linesOf(file, node)].filter(({ text }) => text.trim() !== "");
  const least = lines[0]?.indent ?? 0;
  const deeper = lines.filter(({ indent }) => indent > least);
  const [first] = deeper;
  if (first === undefined) return;
  // Options, pipes and the like cannot begin a command; anything else might be meant as one.
  const isSure = /^\s*(?:-|[|&><;)])/.test(first.text);
  const edits = deeper.map(({ start, indent }): TextEdit => {
    return { path: file.path, start: start + least, end: start + indent, text: "" };
  });
  const fix: Fix = { title: "Take the indentation away", applicability: "safe", edits };
  yield {
    at: { start: first.start + first.indent, end: first.end },
    message: `this line of \`cmd\` of stage \`${stage}\` is indented further, so that YAML keeps the line break and DVC runs it as a command of its own`,
    ...(isSure ? {} : { severity: "warning", confidence: "medium" }),
    fixes: isSure ? [fix] : [{ ...fix, applicability: "unsafe" }],
  };
}

function* joinedBackslashes(file: LintFile, node: ScalarNode, stage: string): Iterable<Report> {
  const isJoined = node.style !== "literal" && node.style !== "double";
  if (!isJoined || !node.text.includes("\\ ")) return;
  const lines = [...linesOf(file, node)];
  const ending = lines.filter((line, index) => {
    const next = lines[index + 1];
    const isKept = node.style === "folded" && next !== undefined && next.indent > line.indent;
    return /(?<!\\)\\$/.test(line.text) && next !== undefined && next.text.trim() !== "" && !isKept;
  });
  const [first] = ending;
  if (first === undefined) return;
  const next = lines[lines.indexOf(first) + 1]?.text.trim() ?? "";
  const edits = ending.map(({ end, text }): TextEdit => {
    const blanks = /[ \t]*\\$/.exec(text)?.[0].length ?? 1;
    return { path: file.path, start: end - blanks, end, text: "" };
  });
  yield {
    at: { start: first.end - 1, end: first.end },
    message: `YAML joins these lines of \`cmd\` of stage \`${stage}\` already: the \`\\\` makes the next argument \`" ${next.split(/\s/, 1)[0] ?? ""}"\`, with a blank before it`,
    ...(next.startsWith("-") ? {} : { severity: "warning" }),
    fixes: [{ title: "Take the `\\` at the ends of lines away", applicability: "safe", edits }],
  };
}
