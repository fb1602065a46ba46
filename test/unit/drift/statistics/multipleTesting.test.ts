import { describe, expect, it } from "vitest";
import {
  corrections,
  type Correction,
} from "../../../../src/core/drift/statistics/multipleTesting.ts";
import { driftConformance } from "../../../support/driftConformance.ts";
import { expectRelative } from "../../../support/expectRelative.ts";

const { p, bh, by, bonferroni, holm } = driftConformance.padjust;

function check(
  correction: Correction,
  pValues: readonly number[],
  expected: readonly number[],
): void {
  const adjusted = corrections[correction](pValues);
  expect(adjusted).toHaveLength(expected.length);
  adjusted.forEach((value, i) => expectRelative(value, expected[i]!, 1e-12));
}

describe("p-values adjusted for their number", () => {
  const published = { bh, by, bonferroni, holm, none: p };
  it.each(Object.keys(published) as Correction[])("as published: %s", (correction) =>
    check(correction, p, published[correction]),
  );

  it.each(Object.keys(published) as Correction[])("%s keeps the order it was given", (correction) =>
    check(correction, [...p].reverse(), [...published[correction]].reverse()),
  );

  it.each(["bh", "by", "bonferroni", "holm"] as const)(
    "%s does not count what could not be tested",
    (correction) => {
      const expected = corrections[correction]([0.01, 0.04]);
      check(
        correction,
        [Number.NaN, 0.01, Number.NaN, 0.04],
        [Number.NaN, expected[0]!, Number.NaN, expected[1]!],
      );
    },
  );

  it("rejects four of the classic fifteen, where Bonferroni rejects three", () => {
    expect(corrections.bh(p).filter((q) => q <= 0.05)).toHaveLength(4);
    expect(corrections.bonferroni(p).filter((q) => q <= 0.05)).toHaveLength(3);
  });

  it.each(["bh", "by", "bonferroni", "holm", "none"] as const)("%s of nothing", (correction) =>
    check(correction, [], []),
  );
});
