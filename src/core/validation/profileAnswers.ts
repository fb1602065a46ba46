import { formatDuration, formatNumber } from "../charts/format.ts";
import type { ColumnProfile, DataProfile, NumberSummary } from "../drift/profile/profile.ts";
import type { Constraint } from "./constraints.ts";
import { percent } from "./constraints.ts";

/** What a profile says of one demand; `ask`: the rows that break it are to be counted. */
export type Answer =
  | { readonly kind: "passed"; readonly failedRows: number | null }
  | { readonly kind: "failed"; readonly failedRows: number | null; readonly message: string }
  | { readonly kind: "not-applicable"; readonly message: string }
  /** `rows`: those that have a value. */
  | { readonly kind: "ask"; readonly rows: number };

export interface Profiled {
  readonly profile: DataProfile;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}

const passed: Answer = { kind: "passed", failedRows: 0 };

export function answerFromProfile(
  constraint: Constraint,
  column: ColumnProfile | null,
  profiled: Profiled,
): Answer {
  if (constraint.kind === "rows") return answerRows(constraint, profiled.profile.rows);
  if (constraint.kind === "age") return answerAge(constraint.maxAgeMs, column, profiled);
  if (column === null) return { kind: "not-applicable", message: "the rule names no column" };
  return answerColumn(constraint, column, profiled.profile.rows);
}

type ColumnConstraint = Exclude<Constraint, { kind: "rows" | "age" }>;

function answerColumn(constraint: ColumnConstraint, column: ColumnProfile, all: number): Answer {
  const rows = all - column.nulls - (column.numbers?.nan ?? 0);
  switch (constraint.kind) {
    case "required":
      return passed;
    case "type":
      return answerType(constraint.type, column, rows);
    case "missing":
      return answerMissing(constraint.maxShare, all - rows, all);
    case "finite":
      return answerFinite(column);
    case "range":
      return answerRange(constraint, column, rows);
    case "allowed":
      return answerAllowed(constraint.values, column, rows);
    case "unique":
    case "pattern":
      return rows > 0 ? { kind: "ask", rows } : passed;
  }
}

function answerRows(
  { min, max }: { readonly min: number | null; readonly max: number | null },
  rows: number,
): Answer {
  const isInside = rows >= (min ?? 0) && rows <= (max ?? Infinity);
  if (isInside) return { kind: "passed", failedRows: null };
  return { kind: "failed", failedRows: null, message: `there are ${formatNumber(rows, 10)}` };
}

/** Of a column its newest time counts, else when the newest file was written. */
function answerAge(maxAgeMs: number, column: ColumnProfile | null, given: Profiled): Answer {
  if (column && column.type !== "timestamp") {
    return { kind: "failed", failedRows: null, message: `the column is a ${column.type}` };
  }
  const times = given.profile.files.map(({ modifiedAt }) => Date.parse(modifiedAt));
  const ofFiles = times.reduce((one, other) => Math.max(one, other), -Infinity);
  const newest = column ? (column.numbers?.max ?? -Infinity) : ofFiles;
  if (!Number.isFinite(newest)) {
    return { kind: "not-applicable", message: "there is no time to tell the age by" };
  }
  const age = given.nowMs - newest;
  if (age <= maxAgeMs) return { kind: "passed", failedRows: null };
  const what = column ? "the newest value" : "the newest file";
  return { kind: "failed", failedRows: null, message: `${what} is ${formatDuration(age)} old` };
}

/** Whether a text is a category depends on how often values repeat: both are texts to a rule. */
function answerType(wanted: ColumnProfile["type"], { type }: ColumnProfile, rows: number): Answer {
  if (rows === 0) return { kind: "not-applicable", message: "it has no values" };
  const kindOf = (item: ColumnProfile["type"]) => (item === "text" ? "category" : item);
  if (kindOf(wanted) === kindOf(type)) return passed;
  return { kind: "failed", failedRows: rows, message: `it is a ${type}` };
}

function answerMissing(maxShare: number, missing: number, rows: number): Answer {
  const share = rows === 0 ? 0 : missing / rows;
  if (share <= maxShare) return { kind: "passed", failedRows: missing };
  const message = `${missing} of ${rows} rows have no value (${percent(share)})`;
  return { kind: "failed", failedRows: missing, message };
}

function answerFinite({ numbers }: ColumnProfile): Answer {
  const count = numbers ? numbers.positiveInfinities + numbers.negativeInfinities : 0;
  if (count === 0) return passed;
  const noun = count === 1 ? "value is" : "values are";
  return { kind: "failed", failedRows: count, message: `${count} ${noun} infinite` };
}

function answerRange(
  bounds: { readonly min: number | string | null; readonly max: number | string | null },
  column: ColumnProfile,
  rows: number,
): Answer {
  if (rows === 0) return passed;
  const { type, numbers } = column;
  if (type === "category" || type === "text") {
    const isText = [bounds.min, bounds.max].every((bound) => typeof bound !== "number");
    if (isText) return { kind: "ask", rows };
  }
  if (type !== "number" && type !== "timestamp") {
    const message = `it is a ${type}, which has no least and greatest value`;
    return { kind: "failed", failedRows: null, message };
  }
  const min = boundOf(bounds.min, type);
  const max = boundOf(bounds.max, type);
  if (Number.isNaN(min) || Number.isNaN(max)) {
    const kind = type === "number" ? "numbers" : "times";
    return { kind: "failed", failedRows: null, message: `its bounds are not ${kind}` };
  }
  return isWithin(numbers, min, max) ? passed : { kind: "ask", rows };
}

function isWithin(numbers: NumberSummary | null, min: number | null, max: number | null): boolean {
  if (!numbers || numbers.min === null || numbers.max === null) return false;
  const isHigh = max !== null && (numbers.max > max || numbers.positiveInfinities > 0);
  const isLow = min !== null && (numbers.min < min || numbers.negativeInfinities > 0);
  return !isHigh && !isLow;
}

/** A bound as the profile counts: milliseconds for times. Null for none, NaN for nonsense. */
export function boundOf(
  bound: number | string | null,
  type: "number" | "timestamp",
): number | null {
  if (bound === null) return null;
  if (typeof bound === "number") return bound;
  return type === "number" ? Number(bound) : Date.parse(bound);
}

function answerAllowed(
  values: readonly (string | number | boolean)[],
  column: ColumnProfile,
  rows: number,
): Answer {
  if (rows === 0) return passed;
  const { categories, numbers, type } = column;
  const allowed = new Set(values.map(String));
  if (type === "number" && numbers?.values) {
    const known = new Set(values.map(Number));
    return numbers.values.every(([value]) => known.has(value)) ? passed : { kind: "ask", rows };
  }
  if (categories && categories.otherCount === 0 && !categories.isMasked) {
    const isKnown = categories.top.every(({ value }) => allowed.has(value));
    return isKnown ? passed : { kind: "ask", rows };
  }
  return { kind: "ask", rows };
}
