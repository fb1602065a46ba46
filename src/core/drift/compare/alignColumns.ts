import { missingRows } from "./columnChecks.ts";
import { isSelected, roleOf, type CompareOptions } from "./compareOptions.ts";
import { byFallingCount } from "../profile/categoryLabels.ts";
import type {
  CategorySummary,
  ColumnProfile,
  DataProfile,
  NumberSummary,
} from "../profile/profile.ts";
import type { SchemaChange } from "../report/driftReport.ts";

/** A column that both sides have and that can be compared. */
export interface AlignedColumn {
  readonly name: string;
  readonly reference: ColumnProfile;
  readonly current: ColumnProfile;
}

/** A column that cannot be compared, and what happened to it. */
export interface BrokenColumn {
  readonly name: string;
  readonly reference: ColumnProfile;
  readonly current: ColumnProfile | null;
  readonly change: SchemaChange;
}

export interface Alignment {
  readonly aligned: readonly AlignedColumn[];
  readonly broken: readonly BrokenColumn[];
  /** Those of broken columns, added ones, and a target that is not there yet. */
  readonly changes: readonly SchemaChange[];
  readonly problems: readonly string[];
}

/**
 * Puts the columns of both sides together by name. Another storage of the same kind of values
 * (INTEGER → DOUBLE, 0/1 → boolean) is no change; a column without any value has no type to change.
 * A target that is missing in the current data is no fault: labels come later.
 */
export function alignColumns(
  reference: DataProfile,
  current: DataProfile,
  options: CompareOptions,
): Alignment {
  const aligned: AlignedColumn[] = [];
  const broken: BrokenColumn[] = [];
  const changes: SchemaChange[] = [];
  const problems: string[] = [];
  const others = new Map(current.columns.map((column) => [column.name, column]));
  for (const column of reference.columns) {
    const { name } = column;
    if (!isSelected(name, options)) continue;
    const other = others.get(name) ?? null;
    const found = alignOne(column, other);
    if ("problem" in found) problems.push(found.problem);
    else if ("aligned" in found) aligned.push(found.aligned);
    else {
      changes.push(found.change);
      const isLabel = other === null && roleOf(name, options) === "target";
      if (!isLabel) broken.push({ name, reference: column, current: other, change: found.change });
    }
  }
  changes.push(...addedColumns(reference, current, options));
  problems.push(...unknownColumns(reference, current, options));
  return { aligned, broken, changes, problems };
}

type Found =
  | { readonly aligned: AlignedColumn }
  | { readonly change: SchemaChange }
  | { readonly problem: string };

function alignOne(reference: ColumnProfile, current: ColumnProfile | null): Found {
  const { name } = reference;
  if (current === null) return { change: missingColumn(reference) };
  const isSame = reference.type === current.type;
  if (isSame || isEmpty(reference) || isEmpty(current)) {
    return { aligned: { name, reference, current } };
  }
  const [r, c] = [asBoolean(reference), asBoolean(current)];
  if (r !== null && c !== null) return { aligned: { name, reference: r, current: c } };
  if (isTextual(reference) && isTextual(current)) {
    return {
      problem:
        `Column '${name}' is a ${reference.type} in one profile and a ${current.type} in the other; ` +
        "profile the current data again with --like and the reference to compare it",
    };
  }
  return { change: changedType(reference, current) };
}

function isTextual({ type }: ColumnProfile): boolean {
  return type === "category" || type === "text";
}

function isEmpty(column: ColumnProfile): boolean {
  const { numbers, categories } = column;
  if (numbers !== null) {
    const { count, positiveInfinities, negativeInfinities } = numbers;
    return count + positiveInfinities + negativeInfinities === 0;
  }
  if (categories !== null) return categories.top.length === 0 && categories.otherCount === 0;
  // Of nested values only the missing ones are counted.
  return false;
}

function missingColumn({ name, storedType }: ColumnProfile): SchemaChange {
  return {
    kind: "missing",
    column: name,
    reference: storedType,
    current: null,
    message: `Column '${name}' is missing in the current data`,
  };
}

function changedType(reference: ColumnProfile, current: ColumnProfile): SchemaChange {
  return {
    kind: "type-changed",
    column: reference.name,
    reference: reference.storedType,
    current: current.storedType,
    message:
      `Column '${reference.name}' changed from ${reference.type} (${reference.storedType}) ` +
      `to ${current.type} (${current.storedType})`,
  };
}

function addedColumns(
  reference: DataProfile,
  current: DataProfile,
  options: CompareOptions,
): SchemaChange[] {
  const known = new Set(reference.columns.map(({ name }) => name));
  return current.columns
    .filter(({ name }) => !known.has(name) && isSelected(name, options))
    .map(({ name, storedType }) => ({
      kind: "added",
      column: name,
      reference: null,
      current: storedType,
      message: `Column '${name}' is new: the reference does not have it`,
    }));
}

/** Columns that the options name and neither side has. */
function unknownColumns(
  reference: DataProfile,
  current: DataProfile,
  { columns, roles }: CompareOptions,
): string[] {
  const known = new Set([...reference.columns, ...current.columns].map(({ name }) => name));
  const named = new Set([...(columns.include ?? []), ...Object.keys(roles)]);
  return [...named]
    .filter((name) => !known.has(name))
    .map((name) => `Column '${name}' is in neither the reference nor the current data`);
}

const spellings: Readonly<Record<string, "true" | "false">> = {
  true: "true",
  false: "false",
  "1": "true",
  "0": "false",
};

/** The column as booleans, where all its values are true or false by some spelling; else null. */
function asBoolean(column: ColumnProfile): ColumnProfile | null {
  if (column.type === "boolean") return column;
  const listed = listedValues(column);
  if (listed === null) return null;
  const counts = { true: 0, false: 0 };
  for (const [value, count] of listed) {
    const meant = spellings[value.toLowerCase()];
    if (meant === undefined) return null;
    counts[meant] += count;
  }
  const top = Object.entries(counts)
    .map(([value, count]) => ({ value, count }))
    .filter(({ count }) => count > 0)
    .sort(byFallingCount);
  const categories: CategorySummary = {
    distinct: top.length,
    isExact: true,
    top,
    otherCount: 0,
    isMasked: false,
  };
  const nulls = missingRows(column);
  return { ...column, type: "boolean", nulls, numbers: null, categories };
}

/** Up to four values with their counts; null where there are more, or some that are not listed. */
function listedValues({ type, numbers, categories }: ColumnProfile): [string, number][] | null {
  if (type === "number" && numbers !== null) return listedNumbers(numbers);
  return type === "category" && categories !== null ? listedCategories(categories) : null;
}

function listedNumbers({
  values,
  positiveInfinities,
  negativeInfinities,
}: NumberSummary): [string, number][] | null {
  if (values === null || values.length > 2) return null;
  if (positiveInfinities + negativeInfinities > 0) return null;
  return values.map(([value, count]) => [String(value), count]);
}

function listedCategories({
  top,
  otherCount,
  isMasked,
}: CategorySummary): [string, number][] | null {
  if (isMasked || otherCount > 0 || top.length > 4) return null;
  return top.map(({ value, count }) => [value, count]);
}
