import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/base/seededRandom.ts";
import { orderByShare } from "../../../src/core/performance/orderByShare.ts";

describe("the order of shares", () => {
  it.each<readonly [readonly number[], readonly number[]]>([
    [[], []],
    [[0.5], [0]],
    [
      [1, 0, 0.5],
      [1, 2, 0],
    ],
    [
      [0.5, 0.5, 0.1, 0.5],
      [2, 0, 1, 3],
    ],
    [
      [7, -1, 0.5],
      [1, 2, 0],
    ],
  ])("%j: %j", (values, order) => {
    expect([...orderByShare(Float64Array.from(values))]).toEqual(order);
  });

  it("is that of a sort by comparing", () => {
    const random = seededRandom(3);
    const values = Float64Array.from({ length: 5000 }, () => random());
    const order = Uint32Array.from(values.keys()).sort(
      (a, b) => (values[a] ?? 0) - (values[b] ?? 0),
    );
    expect(orderByShare(values)).toEqual(order);
  });
});
