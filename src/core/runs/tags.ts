import type { Parsed, Problem } from "../../base/errors.ts";

/** Tags that mean something to Sextant itself; all start with `sextant.`. */

/** "true" on runs that the user starred. */
export const starTag = "sextant.starred";

export type Tags = Readonly<Record<string, string>>;

/** True for tags that tools keep for themselves and that users do not edit. */
export function isReservedTag(key: string): boolean {
  return key.startsWith("sextant.") || key.startsWith("mlflow.");
}

/** Tags in one line that a person can edit: `team=vision, baseline`; see `parseTags`. */
export function formatTags(tags: Tags): string {
  return Object.entries(tags)
    .map(([key, value]) => (value === "" ? quote(key) : `${quote(key)}=${quote(value)}`))
    .join(", ");
}

/**
 * Reads what `formatTags` wrote: parts separated by commas, each `key=value` or a word alone, whose
 * value is empty. Double quotes, doubled inside, keep commas, equal signs and spaces at the ends.
 */
export function parseTags(line: string): Parsed<Tags> {
  const problems: Problem[] = [];
  const tags = new Map<string, string>();
  const wholePart = /\s*((?:"(?:[^"]|"")*"|[^",])*)(?:,|$)/y;
  while (wholePart.lastIndex < line.length) {
    const start = wholePart.lastIndex;
    const part = wholePart.exec(line);
    if (part === null) {
      problems.push(problem(`a quote is not closed: ${line.slice(start).trim()}`));
      break;
    }
    const text = (part[1] ?? "").trim();
    if (text === "") continue;
    const { key, value } = parsePair(text);
    const fault = describeFault(key, text);
    if (fault === undefined) tags.set(key, value);
    else problems.push(problem(fault));
  }
  return { value: Object.fromEntries(tags), problems };
}

function parsePair(text: string): { readonly key: string; readonly value: string } {
  const pair = /^((?:"(?:[^"]|"")*"|[^"=])*)(?:=(.*))?$/s.exec(text);
  const [, key = "", value = ""] = pair ?? [];
  return { key: unquote(key.trim()), value: unquote(value.trim()) };
}

function describeFault(key: string, text: string): string | undefined {
  if (key === "") return `a tag has no name: ${text}`;
  return key.length > 250 ? "a tag's name has at most 250 characters" : undefined;
}

/** What makes `before` into `after`: new and changed values, and null for what is gone. */
export function collectTagChanges(
  before: Tags,
  after: Tags,
): Readonly<Record<string, string | null>> {
  const removed = Object.keys(before)
    .filter((key) => !Object.hasOwn(after, key))
    .map((key) => [key, null] as const);
  const set = Object.entries(after).filter(
    ([key, value]) => !Object.hasOwn(before, key) || before[key] !== value,
  );
  return Object.fromEntries<string | null>([...removed, ...set]);
}

function quote(text: string): string {
  const isPlain = !/[",=]/.test(text) && text.trim() === text;
  return isPlain ? text : `"${text.replaceAll('"', '""')}"`;
}

function unquote(text: string): string {
  return /^".*"$/s.test(text) ? text.slice(1, -1).replaceAll('""', '"') : text;
}

function problem(message: string): Problem {
  return { code: "tag-syntax", message, severity: "error" };
}
