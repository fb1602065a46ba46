import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/base/seededRandom.ts";
import { createDealer } from "../../../../src/core/drift/tests/evidently/permutedCounts.ts";

describe("rows dealt anew", () => {
  /** Each category keeps its share on average, with the variance of the hypergeometric distribution. */
  it.each([
    ["one by one", [30, 50, 20], 40],
    ["one by one, the larger side", [30, 50, 20], 60],
    ["by category", [50_000, 30_000, 40, 3], 30_000],
    ["by category, the larger side", [50_000, 30_000, 40, 3], 60_000],
  ] as const)("%s", (_, totals, drawn) => {
    const deal = createDealer(totals, drawn, seededRandom(8));
    const all = totals.reduce((sum, count) => sum + count, 0);
    const rounds = 4000;
    const dealt = new Set<number>();
    let isPossible = true;
    const sums = totals.map(() => 0);
    const squares = totals.map(() => 0);
    for (let round = 0; round < rounds; round++) {
      const counts = deal();
      dealt.add(counts.reduce((sum, count) => sum + count, 0));
      counts.forEach((count, i) => {
        const total = totals[i]!;
        isPossible &&= count >= 0 && count <= total;
        sums[i]! += count / rounds;
        squares[i]! += (count - (total * drawn) / all) ** 2 / rounds;
      });
    }
    expect([...dealt]).toEqual([drawn]);
    expect(isPossible).toBe(true);
    totals.forEach((total, i) => {
      const share = drawn / all;
      const variance = (total * share * (1 - share) * (all - total)) / (all - 1);
      expect(Math.abs(sums[i]! - total * share)).toBeLessThan(4 * Math.sqrt(variance / rounds));
      expect(squares[i]! / variance).toBeGreaterThan(0.85);
      expect(squares[i]! / variance).toBeLessThan(1.15);
    });
  });
});
