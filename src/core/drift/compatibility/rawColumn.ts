import type { CategoryCounts, NumberSamples } from "../tests/driftTest.ts";

/** The values of a column on both sides, in the order of rows, as tests of raw values take them. */
export type RawColumn =
  | {
      readonly kind: "numbers";
      readonly name: string;
      /** NaN where a value is missing; may hold infinities. */
      readonly reference: Float64Array;
      readonly current: Float64Array;
    }
  | {
      readonly kind: "categories" | "texts";
      readonly name: string;
      /** Null where a value is missing. */
      readonly reference: readonly (string | null)[];
      readonly current: readonly (string | null)[];
    };

/** Without what is missing. */
export function presentTexts(values: readonly (string | null)[]): string[] {
  return values.filter((value) => value !== null);
}

export function finiteValues(values: Float64Array): Float64Array {
  return values.filter(Number.isFinite);
}

/** How often each value occurs on both sides. */
export function countCategories(
  reference: readonly (string | null)[],
  current: readonly (string | null)[],
): CategoryCounts {
  const counts = new Map<string, [number, number]>();
  const add = (values: readonly (string | null)[], side: 0 | 1): void => {
    for (const value of values) {
      if (value === null) continue;
      const pair = counts.get(value) ?? [0, 0];
      pair[side]++;
      counts.set(value, pair);
    }
  };
  add(reference, 0);
  add(current, 1);
  return {
    categories: [...counts.keys()],
    reference: [...counts.values()].map(([r]) => r),
    current: [...counts.values()].map(([, c]) => c),
  };
}

/** Numbers by their values, for tests of categories. */
export function countNumbers({ reference, current }: NumberSamples): CategoryCounts {
  return countCategories(Array.from(reference, String), Array.from(current, String));
}
