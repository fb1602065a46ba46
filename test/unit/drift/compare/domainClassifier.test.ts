import { describe, expect, it } from "vitest";
import { classifyDomain } from "../../../../src/core/drift/compare/domainClassifier.ts";
import { encodeColumn, type EncodedColumn } from "../../../../src/core/drift/compare/encodeRows.ts";
import { seededRandom } from "../../../../src/base/seededRandom.ts";
import { correlated, normal } from "../../../bench/driftQuality/cases.ts";

const rows = 800;

function columns(before: number, after: number, seed: number): EncodedColumn[] {
  const random = seededRandom(seed);
  const [a, b] = correlated(rows, before, random);
  const [c, d] = correlated(rows, after, random);
  const draw = (): Float64Array => Float64Array.from({ length: rows }, () => normal(random));
  const kinds = (): string[] => Array.from({ length: rows }, () => `k${Math.floor(random() * 30)}`);
  return [
    encodeColumn({ kind: "numbers", name: "a", reference: a, current: c }),
    encodeColumn({ kind: "numbers", name: "b", reference: b, current: d }),
    encodeColumn({ kind: "numbers", name: "noise", reference: draw(), current: draw() }),
    encodeColumn({ kind: "categories", name: "kind", reference: kinds(), current: kinds() }),
  ];
}

describe("classifyDomain", () => {
  it("sees a correlation that turned over, and names the pair", () => {
    const found = classifyDomain(columns(0.7, -0.7, 1), rows);
    expect(found?.verdict).toBe("drift");
    expect(found?.low).toBeGreaterThan(0.6);
    expect(found?.reasons[0]?.columns).toEqual(["a", "b"]);
  });

  it("says the same of the same rows", () => {
    const data = columns(0.7, 0.2, 2);
    expect(classifyDomain(data, rows)).toEqual(classifyDomain(data, rows));
  });

  it("is silent without drift", () => {
    const areas = Array.from({ length: 12 }, (_, seed) => {
      const found = classifyDomain(columns(0.5, 0.5, seed + 10), rows);
      expect(found?.verdict).toBe("stable");
      return found?.auc ?? Number.NaN;
    });
    const mean = areas.reduce((sum, area) => sum + area, 0) / areas.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.015);
  });

  it("sees what is missing more often, and says nothing of few rows", () => {
    const reference = Array.from({ length: rows }, (_, i) => (i % 10 === 0 ? null : "x"));
    const current = Array.from({ length: rows }, (_, i) => (i % 2 === 0 ? null : "x"));
    const column = encodeColumn({ kind: "categories", name: "c", reference, current });
    expect(classifyDomain([column], rows)).toMatchObject({ verdict: "drift", rows: 2 * rows });
    expect(classifyDomain([column], 50)).toBeNull();
    expect(classifyDomain([], 0)).toBeNull();
  });
});

describe("encodeColumn", () => {
  it("gives bins, and codes for what is missing, infinite and rare", () => {
    const numbers = encodeColumn({
      kind: "numbers",
      name: "n",
      reference: Float64Array.from({ length: 10 }, (_, i) => i),
      current: Float64Array.from([-5, 99, Number.NaN, Infinity]),
    });
    expect(numbers.levels).toBe(11);
    expect([...numbers.codes.subarray(10)]).toEqual([0, 9, 10, 10]);
    const categories = encodeColumn({
      kind: "categories",
      name: "c",
      reference: [...Array.from({ length: 40 }, (_, i) => `k${i % 20}`), null],
      current: ["k0", "unseen"],
    });
    expect(categories.levels).toBe(17);
    expect([...categories.codes.subarray(40)]).toEqual([16, 0, 15]);
  });
});
