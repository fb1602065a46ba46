import type { TablePlan } from "./metricTable.ts";

/**
 * Plans a table whose steps stand in the first of these columns that it has: all others are
 * metrics. Undefined for a table that has none of them.
 */
export function planBy(
  ...stepNames: readonly string[]
): (names: readonly string[]) => TablePlan | undefined {
  return (names) => {
    const step = stepNames.map((name) => names.indexOf(name)).find((place) => place >= 0);
    if (step === undefined) return undefined;
    return { step, metrics: metricsBut(names, [step]) };
  };
}

/** All columns with a name but those at these places. */
export function metricsBut(
  names: readonly string[],
  places: readonly (number | undefined)[],
): { column: number; name: string }[] {
  return names
    .map((name, column) => ({ column, name }))
    .filter(({ column, name }) => name !== "" && !places.includes(column));
}
