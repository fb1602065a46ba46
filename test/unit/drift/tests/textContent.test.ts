import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/base/seededRandom.ts";
import { areaUnderCurve, separateTexts } from "../../../../src/core/drift/tests/textClassifier.ts";
import {
  absoluteTextContent,
  percentileTextContent,
} from "../../../../src/core/drift/tests/textContent.ts";

const words = "order parcel arrived late early door street courier thanks number".split(" ");

function write(rows: number, seed: number, more: readonly string[] = []): string[] {
  const random = seededRandom(seed);
  const all = [...words, ...more];
  return Array.from({ length: rows }, () =>
    Array.from({ length: 8 }, () => all[Math.floor(random() * all.length)]).join(" "),
  );
}

describe("text content", () => {
  const reference = write(600, 1);
  const same = write(600, 2);
  const other = write(400, 3, ["refund", "broken", "壊れた"]);

  it("that is alike cannot be told apart", () => {
    expect(absoluteTextContent.compute({ reference, current: same }).score).toBeCloseTo(0.5, 1);
    expect(percentileTextContent.compute({ reference, current: same }).score).toBeLessThan(0.95);
  });

  it("with new words is found, and the interval leaves ½ out", () => {
    const samples = { reference, current: other };
    expect(absoluteTextContent.compute(samples).score).toBeGreaterThan(0.7);
    expect(percentileTextContent.compute(samples).score).toBeGreaterThan(0.999);
    const { auc, low, high } = separateTexts(samples, seededRandom(4));
    expect(low).toBeGreaterThan(0.6);
    expect(low).toBeLessThan(auc);
    expect(high).toBeGreaterThan(auc);
  });

  it("gives the same answer for the same random numbers", () => {
    const samples = { reference, current: other };
    const score = (seed: number): number =>
      absoluteTextContent.compute(samples, seededRandom(seed)).score;
    expect(score(9)).toBe(score(9));
  });

  it("of a handful of texts, or of none, has no answer", () => {
    for (const current of [[], ["a b"], ["a", "b", "c"]]) {
      expect(absoluteTextContent.compute({ reference, current }).score).toBeNaN();
      expect(percentileTextContent.compute({ reference, current }).score).toBeNaN();
    }
  });

  it("without words, of emoji only, or of a million characters is no trouble", () => {
    const empty = new Array<string>(20).fill("");
    const emoji = new Array<string>(20).fill("🚢🌊");
    const long = new Array<string>(20).fill("word ".repeat(200_000));
    expect(absoluteTextContent.compute({ reference: empty, current: emoji }).score).toBe(0.5);
    expect(absoluteTextContent.compute({ reference: empty, current: long }).score).toBe(1);
  });
});

describe("the area under the curve", () => {
  it.each([
    [[1, 2, 3], [4, 5], 1],
    [[4, 5], [1, 2, 3], 0],
    [[1, 2], [1, 2], 0.5],
    [[1, 3], [2], 0.5],
    [[7], [7], 0.5],
  ])("of %j against %j is %d", (reference, current, expected) => {
    expect(areaUnderCurve(reference, current)).toBe(expected);
  });
});
