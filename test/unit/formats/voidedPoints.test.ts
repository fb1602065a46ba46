import { expect, test } from "vitest";
import { concatValid, voidLimits } from "../../../src/core/formats/points/voidedPoints.ts";
import { listPoints } from "../../support/formats/readClaim.ts";

function series(...steps: readonly number[]) {
  const column = Float64Array.from(steps);
  return { steps: column, times: column.map((step) => step * 1000), values: column };
}

test("the limits of files are set by those after them", () => {
  expect(voidLimits([null, null])).toEqual([Infinity, Infinity]);
  expect(voidLimits([null, 50, null, 20])).toEqual([20, 20, 20, Infinity]);
  expect(voidLimits([null, 20, null, 50])).toEqual([20, 50, 50, Infinity]);
  expect(voidLimits([])).toEqual([]);
});

test("points at the limit and above are left out", () => {
  const parts = [
    { points: series(1, 2, 3, 4), limit: 3 },
    { points: series(3, 9), limit: Infinity },
  ];
  expect(listPoints(concatValid(parts)).map(([step]) => step)).toEqual([1, 2, 3, 9]);
  expect(listPoints(concatValid(parts))[2]).toEqual([3, 3000, 3]);
});
