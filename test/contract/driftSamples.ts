import { seededRandom } from "../../src/base/seededRandom.ts";
import type { RandomSource } from "../../src/core/drift/tests/driftTest.ts";

/** Samples of many shapes and sizes, with and without drift, the same each time. */

/** A standard normal number (Box and Muller). */
export function normal(random: RandomSource): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A whole number from `low` to `high`, both included. */
export function whole(random: RandomSource, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}

export interface NumberPair {
  readonly name: string;
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

const shapes: Readonly<Record<string, (random: RandomSource) => number>> = {
  normal,
  uniform: (random) => random(),
  exponential: (random) => -Math.log(1 - random()),
  lognormal: (random) => Math.exp(1.5 * normal(random)),
  heavyTailed: (random) => normal(random) / Math.abs(normal(random)),
  twoHumps: (random) => normal(random) * 0.3 + (random() < 0.4 ? 3 : 0),
  /** Ties. */
  rounded: (random) => Math.round(normal(random) * 4) / 4,
  whole: (random) => Math.floor(-3 * Math.log(1 - random())),
  fewValues: (random) => whole(random, 1, 4),
};

/** The least and greatest number of rows of either side. */
export type Rows = readonly [least: number, greatest: number];

/** `count` pairs, by turns of each shape; a third has no drift. */
export function numberPairs(count: number, seed: number, [least, greatest]: Rows): NumberPair[] {
  const random = seededRandom(seed);
  const kinds = Object.entries(shapes);
  return Array.from({ length: count }, (_, index) => {
    const [shape, draw] = kinds[index % kinds.length] ?? ["normal", normal];
    const isDiscrete = shape === "fewValues" || shape === "whole";
    const scale = isDiscrete ? 1 : 10 ** whole(random, -2, 3);
    const isMoved = index % 3 !== 0;
    const shift = isMoved ? (isDiscrete ? whole(random, 0, 1) : normal(random)) : 0;
    const spread = isMoved && !isDiscrete ? 0.5 + random() : 1;
    const rows = (): number => whole(random, least, greatest);
    return {
      name: `${shape} ${String(index)}`,
      reference: Array.from({ length: rows() }, () => scale * draw(random)),
      current: Array.from({ length: rows() }, () => scale * (shift + spread * draw(random))),
    };
  });
}

/** How often each category was seen: `c0`, `c1`, … */
export interface CountPair {
  readonly name: string;
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

/** Counts of 2 to `mostCategories` categories, each seen on one side at least. */
export function countPairs(
  count: number,
  seed: number,
  { mostCategories, rows }: { readonly mostCategories: number; readonly rows: Rows },
): CountPair[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const categories = whole(random, 2, mostCategories);
    const weights = Array.from({ length: categories }, () => 0.05 + random() ** 2);
    const moved =
      index % 3 === 0 ? weights : weights.map((weight) => weight * (0.3 + 2 * random()));
    const reference = drawCounts(weights, whole(random, ...rows), random);
    const current = drawCounts(moved, whole(random, ...rows), random);
    for (let place = 0; place < categories; place += 1) {
      if ((reference[place] ?? 0) + (current[place] ?? 0) === 0) current[place] = 1;
    }
    return { name: `${String(categories)} categories ${String(index)}`, reference, current };
  });
}

function drawCounts(weights: readonly number[], rows: number, random: RandomSource): number[] {
  const counts = weights.map(() => 0);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  for (let row = 0; row < rows; row += 1) {
    let left = random() * total;
    const place = weights.findIndex((weight) => (left -= weight) < 0);
    const at = place === -1 ? weights.length - 1 : place;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts;
}
