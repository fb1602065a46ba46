import type { Problem } from "../../../base/errors.ts";
import { numberOf } from "../text/tolerantJson.ts";
import { journalEntrySchema, type JournalEntry } from "./entries.ts";

/** Names longer than this are not kept. */
export const maxNameLength = 500;
const maxNesting = 16;
const maxNamesInLine = 100_000;

type Fault = Pick<Problem, "code" | "message" | "severity">;

export interface JournalLine {
  readonly entries: readonly JournalEntry[];
  readonly faults: readonly Fault[];
}

const entryTypes: ReadonlySet<unknown> = new Set(
  journalEntrySchema.options.map((option) => option.shape.type.value),
);

/**
 * The entries of one line, already parsed as JSON. A line without `type` may hold metrics, nested
 * ones too (names joined by `/`), and `params` and `tags` objects. Lines of a type that is not
 * known are from a later version: no entries and no fault.
 */
export function readJournalLine(line: unknown): JournalLine {
  if (!isObject(line)) return faulty("not-an-object", "a line must be a JSON object");
  if (typeof line["type"] !== "string") return readUntypedLine(line);
  if (!entryTypes.has(line["type"])) return { entries: [], faults: [] };
  const parsed = journalEntrySchema.safeParse(line);
  if (parsed.success) return { entries: [parsed.data], faults: [] };
  const issue = parsed.error.issues[0];
  const place = issue?.path.join(".") ?? "";
  return faulty(
    "invalid-entry",
    `a line of type "${line["type"]}" has a fault${place === "" ? "" : ` at ${place}`}: ${issue?.message ?? "unknown"}`,
  );
}

function readUntypedLine(line: Readonly<Record<string, unknown>>): JournalLine {
  const entries: JournalEntry[] = [];
  const faults: Fault[] = [];
  const metrics = new Map<string, number>();
  for (const [key, value] of Object.entries(line)) {
    if (key === "step" || key === "time") continue;
    if (key === "params" && isObject(value)) {
      entries.push({ type: "params", params: stringsOf(value) });
    } else if (key === "tags" && isObject(value)) {
      entries.push({ type: "tags", tags: stringsOf(value) });
    } else collectMetrics(value, { name: key, depth: 0 }, { metrics, faults });
  }
  if (metrics.size > 0) {
    const metricValues = Object.fromEntries(metrics);
    entries.push({ type: "metrics", ...placeOf(line), metrics: metricValues });
  }
  return { entries, faults };
}

function placeOf(line: Readonly<Record<string, unknown>>): { step?: number; time?: number } {
  const step = numberOf(line["step"]);
  const time = numberOf(line["time"]);
  return {
    ...(step !== undefined && Number.isFinite(step) && { step }),
    ...(time !== undefined && Number.isFinite(time) && { time }),
  };
}

interface Collected {
  readonly metrics: Map<string, number>;
  readonly faults: Fault[];
}

function collectMetrics(
  value: unknown,
  place: { readonly name: string; readonly depth: number },
  into: Collected,
): void {
  const { name, depth } = place;
  const number = numberOf(value);
  if (value === null || into.metrics.size >= maxNamesInLine) return;
  if (name.length > maxNameLength) {
    into.faults.push(fault("name-too-long", `a name is longer than ${maxNameLength} characters`));
  } else if (number !== undefined) {
    into.metrics.set(name, number);
  } else if (isObject(value) && depth < maxNesting) {
    for (const [key, inner] of Object.entries(value)) {
      collectMetrics(inner, { name: `${name}/${key}`, depth: depth + 1 }, into);
    }
  } else {
    into.faults.push(fault("not-a-number", `"${name}" is not a number, so it is not a metric`));
  }
}

/** Values as text, as a command line would give them; nested ones joined by `/`. */
function stringsOf(values: Readonly<Record<string, unknown>>): Record<string, string> {
  const strings = new Map<string, string>();
  collectStrings(values, { name: "", depth: 0 }, strings);
  return Object.fromEntries(strings);
}

function collectStrings(
  value: unknown,
  place: { readonly name: string; readonly depth: number },
  into: Map<string, string>,
): void {
  const { name, depth } = place;
  if (name.length > maxNameLength || into.size >= maxNamesInLine) return;
  if (isObject(value) && depth < maxNesting) {
    for (const [key, inner] of Object.entries(value)) {
      const innerName = name === "" ? key : `${name}/${key}`;
      collectStrings(inner, { name: innerName, depth: depth + 1 }, into);
    }
  } else into.set(name, typeof value === "string" ? value : JSON.stringify(value));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fault(code: string, message: string): Fault {
  return { code, message, severity: "warning" };
}

function faulty(code: string, message: string): JournalLine {
  return { entries: [], faults: [fault(code, message)] };
}
