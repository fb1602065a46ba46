import type { CategoryCounts, NumberSamples, TestResult } from "./driftTest.ts";

/** The answer where there is none: a side without values, or values that say nothing. */
export const undefinedResult: TestResult = { score: Number.NaN };

export function isNumberSideEmpty({ reference, current }: NumberSamples): boolean {
  return reference.length === 0 || current.length === 0;
}

export function isCategorySideEmpty({ reference, current }: CategoryCounts): boolean {
  return !reference.some((count) => count > 0) || !current.some((count) => count > 0);
}

export function sumOf(counts: readonly number[]): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}

/**
 * The categories that occur at all, in the order of their names (numbers by value), so that no result
 * depends on the order in which rows were read.
 */
export function presentInOrder(counts: CategoryCounts): CategoryCounts {
  const present = [...counts.categories.keys()].filter(
    (i) => (counts.reference[i] ?? 0) + (counts.current[i] ?? 0) > 0,
  );
  const name = (i: number): string => counts.categories[i] ?? "";
  const areNumbers = present.every((i) => name(i).trim() !== "" && !Number.isNaN(Number(name(i))));
  const byName = (a: number, b: number): number =>
    name(a) < name(b) ? -1 : Number(name(a) > name(b));
  present.sort((a, b) => (areNumbers && Number(name(a)) - Number(name(b))) || byName(a, b));
  return {
    categories: present.map(name),
    reference: present.map((i) => counts.reference[i] ?? 0),
    current: present.map((i) => counts.current[i] ?? 0),
  };
}
