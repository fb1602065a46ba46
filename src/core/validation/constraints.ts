import { formatDuration, formatNumber } from "../charts/format.ts";
import type { ColumnType } from "../drift/profile/profile.ts";
import type { ValidationRule } from "../monitors/monitor.ts";

/** What a rule demands, one thing each: a rule of the configuration may demand several. */
export type Constraint =
  | { readonly kind: "required" }
  | { readonly kind: "type"; readonly type: ColumnType }
  | { readonly kind: "missing"; readonly maxShare: number }
  | { readonly kind: "finite" }
  | {
      readonly kind: "range";
      readonly min: number | string | null;
      readonly max: number | string | null;
      readonly maxOutside: number;
    }
  | {
      readonly kind: "allowed";
      readonly values: readonly (string | number | boolean)[];
      readonly maxOutside: number;
    }
  | { readonly kind: "unique" }
  | { readonly kind: "pattern"; readonly pattern: string; readonly maxOutside: number }
  | { readonly kind: "rows"; readonly min: number | null; readonly max: number | null }
  | { readonly kind: "age"; readonly maxAgeMs: number };

/** The demands of a rule; presence first, because the others need it. */
export function constraintsOf(rule: ValidationRule): readonly Constraint[] {
  return [...tableConstraints(rule), ...(rule.column === null ? [] : columnConstraints(rule))];
}

function* tableConstraints({ minRows, maxRows, maxAgeMs }: ValidationRule): Iterable<Constraint> {
  if (minRows !== null || maxRows !== null) yield { kind: "rows", min: minRows, max: maxRows };
  if (maxAgeMs !== null) yield { kind: "age", maxAgeMs };
}

function* columnConstraints(rule: ValidationRule): Iterable<Constraint> {
  const { type, maxMissing, min, max, allowed, maxOutside, pattern } = rule;
  if (rule.isRequired) yield { kind: "required" };
  if (type !== null) yield { kind: "type", type };
  if (maxMissing !== null) yield { kind: "missing", maxShare: maxMissing };
  if (!rule.allowsInfinite) yield { kind: "finite" };
  if (min !== null || max !== null) yield { kind: "range", min, max, maxOutside };
  if (allowed !== null) yield { kind: "allowed", values: allowed, maxOutside };
  if (rule.isUnique) yield { kind: "unique" };
  if (pattern !== null) yield { kind: "pattern", pattern, maxOutside };
}

const maxShownValues = 5;

/** The constraint as people read it: `age between 0 and 120`. */
export function describeConstraint(column: string | null, constraint: Constraint): string {
  const name = column ?? "the data";
  switch (constraint.kind) {
    case "required":
      return `${name} is there`;
    case "type":
      return `${name} is a ${constraint.type}`;
    case "missing":
      return `${name} ${describeMissing(constraint.maxShare)}`;
    case "finite":
      return `${name} has no infinities`;
    case "range":
      return `${name} ${describeRange(constraint)}`;
    case "allowed":
      return `${name} is one of ${listed(constraint.values)}`;
    case "unique":
      return `${name} has no value twice`;
    case "pattern":
      return `${name} matches ${constraint.pattern}`;
    case "rows":
      return describeRows(constraint);
    case "age":
      return `${name} is not older than ${formatDuration(constraint.maxAgeMs)}`;
  }
}

function describeMissing(maxShare: number): string {
  return maxShare === 0 ? "has no missing values" : `misses at most ${percent(maxShare)}`;
}

/** "between 0 and 120", "at least 0". */
export function describeRange({
  min,
  max,
}: {
  readonly min: number | string | null;
  readonly max: number | string | null;
}): string {
  if (min !== null && max !== null) return `between ${shown(min)} and ${shown(max)}`;
  return min === null ? `at most ${shown(max ?? "")}` : `at least ${shown(min)}`;
}

function describeRows({ min, max }: { readonly min: number | null; readonly max: number | null }) {
  return `${describeRange({ min, max })} rows`;
}

export function percent(share: number): string {
  return `${formatNumber(share * 100, 3)} %`;
}

function listed(values: readonly (string | number | boolean)[]): string {
  const first = values.slice(0, maxShownValues).map(String).join(", ");
  const others = values.length - maxShownValues;
  return others > 0 ? `${first} and ${others} more` : first;
}

function shown(bound: number | string): string {
  return typeof bound === "number" ? formatNumber(bound, 10) : bound;
}
