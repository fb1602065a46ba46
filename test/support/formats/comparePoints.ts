import { expect } from "vitest";
import { numberOf } from "../../../src/core/formats/text/tolerantJson.ts";

/** Steps and values by metric, as a writer logged them; `"nan"` and `"inf"` as Python writes them. */
export type LoggedMetrics = Readonly<
  Record<string, readonly (readonly [number, number | string])[]>
>;

type FoundPoints = Readonly<Record<string, readonly (readonly [number, number, number])[]>>;

/** Every metric, step and value that was found against what was logged, and nothing else. */
export function comparePoints(
  found: FoundPoints,
  logged: LoggedMetrics,
  isLogged: (metric: string) => boolean = () => true,
): void {
  const names = Object.keys(found).filter(isLogged);
  expect(names.sort()).toEqual(Object.keys(logged).sort());
  for (const [name, points] of Object.entries(logged)) {
    const expected = points.map(([step, value]) => [step, valueOf(value)]);
    expect(
      found[name]?.map(([step, , value]) => [step, value]),
      name,
    ).toEqual(expected);
  }
}

const names: Readonly<Record<string, string>> = {
  nan: "NaN",
  inf: "Infinity",
  "-inf": "-Infinity",
};

function valueOf(value: number | string): number | undefined {
  return numberOf(typeof value === "string" ? (names[value] ?? value) : value);
}
