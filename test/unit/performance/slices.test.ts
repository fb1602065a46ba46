import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/base/seededRandom.ts";
import type { SliceSide } from "../../../src/core/performance/sliceCounts.ts";
import { findSlices, type SliceOptions } from "../../../src/core/performance/slices.ts";

const errors: SliceOptions = { metric: { id: "accuracy", isAccuracy: true } };
const amounts: SliceOptions = { metric: { id: "mae", isAccuracy: false } };

/** Three columns of four categories; the loss is drawn by the codes of a row. */
function side(
  rows: number,
  seed: number,
  loss: (codes: readonly number[], random: () => number) => number,
): SliceSide {
  const random = seededRandom(seed);
  const columns = ["a", "b", "c"].map((name) => ({
    name,
    labels: ["is missing", "1", "2", "3"].map((label) => `${name} = ${label}`),
    codes: new Uint8Array(rows),
  }));
  const losses = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const codes = columns.map(({ codes: all }) => (all[row] = Math.floor(random() * 4)));
    losses[row] = loss(codes, random);
  }
  return { columns, losses };
}

function erring(rows: number, seed: number, rate: (codes: readonly number[]) => number): SliceSide {
  return side(rows, seed, (codes, random) => (random() < rate(codes) ? 1 : 0));
}

function foundIn(
  current: SliceSide,
  reference: SliceSide | null = null,
  options: SliceOptions = errors,
): readonly string[] {
  return findSlices(current, reference, options).slices.map(
    ({ conditions, verdict }) => `${conditions.map(({ label }) => label).join(" & ")}: ${verdict}`,
  );
}

describe("the slices where a model does worst", () => {
  const worseInA2 = ([a]: readonly number[]): number => (a === 2 ? 0.3 : 0.1);
  const worseInPair = ([a, b]: readonly number[]): number => (a === 2 && b === 1 ? 0.4 : 0.1);

  it("are none where all are alike", () => {
    for (let seed = 0; seed < 20; seed += 1)
      expect(foundIn(erring(4000, seed, () => 0.1))).toEqual([]);
  });

  it("are told by one column where that says all", () => {
    expect(foundIn(erring(8000, 1, worseInA2))).toEqual(["a = 2: watch"]);
  });

  it("are told by two columns where one alone is not it", () => {
    expect(foundIn(erring(8000, 1, worseInPair))).toEqual(["a = 2 & b = 1: watch"]);
    expect(foundIn(erring(8000, 1, worseInPair), null, { ...errors, single: true })).toEqual([
      "b = 1: watch",
      "a = 2: watch",
    ]);
  });

  it("are worth a look where they were as bad before", () => {
    const current = erring(8000, 1, worseInA2);
    expect(foundIn(current, erring(8000, 2, worseInA2))).toEqual(["a = 2: watch"]);
    expect(
      foundIn(
        current,
        erring(8000, 2, () => 0.1),
      ),
    ).toEqual(["a = 2: worse"]);
  });

  it("are told where they fell, though they are no worse than the rest", () => {
    const before = erring(20_000, 2, ([a]) => (a === 2 ? 0.02 : 0.1));
    expect(
      foundIn(
        erring(20_000, 7, () => 0.1),
        before,
      ),
    ).toEqual(["a = 2: worse"]);
  });

  it("come by rows times excess", () => {
    const current = erring(20_000, 3, ([a, b]) => (a === 2 ? 0.2 : 0.1) + (b === 1 ? 0.3 : 0));
    expect(foundIn(current, null, { ...errors, single: true })).toEqual([
      "b = 1: watch",
      "a = 2: watch",
    ]);
    expect(foundIn(current, null, { ...errors, single: true, most: 1 })).toEqual(["b = 1: watch"]);
  });

  it("have enough rows, and differ by as much as matters", () => {
    const current = erring(20_000, 4, worseInA2);
    expect(foundIn(current, null, { ...errors, tolerance: 0.5 })).toEqual([]);
    const report = findSlices(current, null, { ...errors, minRows: 30_000 });
    expect(report).toMatchObject({ slices: [], searched: 0, verdict: "not-enough-rows" });
    expect(findSlices(current, null, { ...errors, minRows: 1 }).minRows).toBe(30);
  });

  it("are found in amounts as in errors", () => {
    const current = side(8000, 5, ([a, b], random) => random() * (a === 3 && b === 0 ? 4 : 1));
    expect(foundIn(current, null, amounts)).toEqual(["a = 3 & b = is missing: watch"]);
  });

  it("are the same in any order of rows", () => {
    const current = erring(4000, 6, worseInA2);
    const turned = {
      losses: current.losses.toReversed(),
      columns: current.columns.map((column) => ({ ...column, codes: column.codes.toReversed() })),
    };
    expect(findSlices(turned, null, errors)).toEqual(findSlices(current, null, errors));
  });

  it("leave rows without a loss out", () => {
    const current = erring(8000, 1, worseInA2);
    const gaps = {
      ...current,
      losses: current.losses.map((loss, row) => (row % 2 === 0 ? NaN : loss)),
    };
    const { overall, slices } = findSlices(gaps, null, errors);
    expect(overall.rows).toBe(4000);
    expect(slices.map(({ rows }) => rows < 1100)).toEqual([true]);
  });

  it("are shown as shares of right rows with the reference beside them", () => {
    const { slices, overall, better, reason, verdict } = findSlices(
      erring(8000, 1, worseInA2),
      erring(8000, 2, () => 0.1),
      errors,
    );
    expect(better).toBe("higher");
    expect(overall.value).toBeCloseTo(0.85, 1);
    const { value, low, high, share = 0, reference } = slices[0] ?? {};
    expect([value, reference?.value]).toEqual([expect.closeTo(0.7, 1), expect.closeTo(0.9, 1)]);
    expect([low, value, high].toSorted()).toEqual([low, value, high]);
    expect(low).not.toBe(high);
    expect(share).toBeCloseTo(0.25, 1);
    expect(verdict).toBe("worse");
    expect(reason).toMatch(
      /^Worst where a = 2 \(2\d(\.\d)? % of rows\): 0\.\d+, 0\.\d+ in the reference\.$/u,
    );
  });
});
