import type { Run } from "./run.ts";

/** A value that differs between two runs; null where a run does not have it. */
export interface Difference<T> {
  readonly key: string;
  readonly from: T | null;
  readonly to: T | null;
}

/** Parameters that differ, by name. */
export function differingParams(from: Run, to: Run): Difference<string>[] {
  return differences(from.params, to.params);
}

/** Metrics whose last value differs, by name. NaN equals NaN. */
export function differingMetrics(from: Run, to: Run): Difference<number>[] {
  const last = (run: Run): Record<string, number> =>
    Object.fromEntries(Object.entries(run.metrics).map(([key, summary]) => [key, summary.last]));
  return differences(last(from), last(to));
}

function differences<T>(
  from: Readonly<Record<string, T>>,
  to: Readonly<Record<string, T>>,
): Difference<T>[] {
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
  return keys
    .map((key) => ({ key, from: own(from, key), to: own(to, key) }))
    .filter((difference) => !Object.is(difference.from, difference.to));
}

function own<T>(values: Readonly<Record<string, T>>, key: string): T | null {
  return Object.hasOwn(values, key) ? (values[key] ?? null) : null;
}
