import type { LintFile } from "../../project/lintFile.ts";
import type { SourceFault } from "../../source/parsedSource.ts";
import type { Fix } from "../../finding.ts";
import type { Report, Rule } from "../../rule.ts";
import { findTab } from "./tabsBetween.ts";

/**
 * Reports the first place where a file breaks the grammar of YAML, JSON, TOML or Python.
 *
 * ## Why it matters
 * Nothing of such a file is read. For DVC one broken file is enough that no command works.
 *
 * ## Example
 * ```yaml params.yaml
 * train:
 *   lr: [0.1, 0.2
 *   epochs: 3
 * ```
 *
 * ## Use instead
 * ```yaml params.yaml
 * train:
 *   lr: [0.1, 0.2]
 *   epochs: 3
 * ```
 *
 * ## Limits
 * Only files of pipelines are looked at, and no templates of Jinja. What stands behind the first
 * fault is often its consequence and is not told.
 *
 * ## Fix
 * A tab between values becomes a space. Other faults have no fix.
 */
export const syntaxFault: Rule = {
  id: "YML004",
  name: "syntax-fault",
  summary: "file that its reader cannot read",
  severity: "error",
  confidence: "high",
  fix: "safe",
  since: "0.1.0",
  files: [
    "dvc-pipeline",
    "dvc-lock",
    "dvc-file",
    "params",
    "mlproject",
    "python-env",
    "conda",
    "yolo",
    "hydra",
    "kedro-catalog",
    "kedro-parameters",
    "deepspeed",
    "accelerate",
  ],
  *check(file): Iterable<Report> {
    if (!/^utf-8/.test(file.encoding) || isTemplate(file)) return;
    const [fault] = [...file.faults].sort((one, other) => one.start - other.start);
    if (fault !== undefined) {
      if (isAccepted(file, fault) || isConflict(file, fault)) return;
      yield { at: fault, message: describe(file, fault) };
      return;
    }
    if (file.language !== "yaml") return;
    const tab = findTab(file);
    if (tab !== undefined) {
      const message = "a tab stands between values, which the readers of Python refuse: use spaces";
      yield { at: { start: tab, end: tab + 1 }, message, fixes: [replaceTab(file, tab)] };
    }
    // DVC's own files are told by DVC rules.
    const isOfDvc = ["dvc-pipeline", "dvc-lock", "dvc-file"].some((kind) =>
      (file.kinds as ReadonlySet<string>).has(kind),
    );
    if (isOfDvc || file.documentCount < 2) return;
    const start = file.text.lastIndexOf("\n---") + 1;
    yield { at: { start, end: start + 3 }, message: "a second document begins: one is read alone" };
  },
};

/** The blanks around go with it. */
function replaceTab({ path, text }: LintFile, tab: number): Fix {
  const isBlank = (at: number): boolean => text[at] === " " || text[at] === "\t";
  let start = tab;
  while (isBlank(start - 1)) start -= 1;
  let end = tab + 1;
  while (isBlank(end)) end += 1;
  const isLineEnd = text[end] === "\n" || text[end] === "\r" || end === text.length;
  const edits = [{ path, start, end, text: isLineEnd ? "" : " " }];
  const title = isLineEnd ? "Remove the tab" : "Replace the tab by a space";
  return { title, applicability: "safe", edits };
}

function isTemplate({ path, text }: LintFile): boolean {
  return path.includes("{{") || text.includes("{%") || text.includes("{{ cookiecutter");
}

/** Python's readers let brackets close at any column; the parser here wants them indented. */
function isAccepted({ text, language }: LintFile, { message }: SourceFault): boolean {
  return language === "yaml" && /sufficiently indented/.test(message) && hasPairs(text);
}

function hasPairs(text: string): boolean {
  const count = (sign: string): number => text.split(sign).length;
  return count("[") === count("]") && count("{") === count("}");
}

/** DVC011 tells of those in DVC's files. */
function isConflict({ kinds, lines, text }: LintFile, { start }: SourceFault): boolean {
  if (!kinds.has("dvc-pipeline") && !kinds.has("dvc-lock") && !kinds.has("dvc-file")) return false;
  const { line } = lines.position(start);
  const around = text.slice(lines.lineStart(Math.max(0, line - 1)), lines.lineStart(line + 2));
  return /^(?:<{7}|={7}|>{7})/m.test(around);
}

function describe(file: LintFile, { code, message, start }: SourceFault): string {
  const { line } = file.lines.position(start);
  const text = file.text.slice(file.lines.lineStart(line), file.lines.lineStart(line + 1));
  if (/^(?:<{7}|={7}|>{7})/.test(text)) return "a merge conflict is left in the file";
  const isOwn = !/^[A-Z]/.test(message);
  return isOwn ? message : (messages[code] ?? lower(message));
}

/** What the sentences of the package that reads unusual YAML mean for who wrote the file. */
const messages: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: "a tab is used as indentation: YAML takes spaces alone",
  BAD_INDENT: "the line is not indented like its neighbours",
  BAD_DQ_ESCAPE:
    "an unknown escape in double quotes: write `\\\\` for a backslash, or use single quotes",
  BLOCK_AS_IMPLICIT_KEY:
    "a mapping begins inside of another value: a string with `: ` needs quotes",
  BLOCK_IN_FLOW: "a list or mapping of lines stands inside of brackets",
  MULTILINE_IMPLICIT_KEY:
    "a key goes over several lines: a `:` is missing, or quotes are not closed",
  UNEXPECTED_TOKEN: "something stands here that does not belong to the value before it",
  MISSING_CHAR: "a quote, bracket, colon or comma is missing",
  BAD_SCALAR_START: "a string must not begin with this sign: put it in quotes",
  BAD_ALIAS: "there is no anchor of this name before it",
  BAD_COLLECTION_TYPE: "the tag does not fit the value",
};

function lower(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, "");
}
