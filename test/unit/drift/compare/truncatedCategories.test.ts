import { describe, expect, it } from "vitest";
import { defaultCompareOptions } from "../../../../src/core/drift/compare/compareOptions.ts";
import { compareProfiles } from "../../../../src/core/drift/compare/compareProfiles.ts";
import { profileFromValues } from "../../../../src/core/drift/profile/profileFromValues.ts";
import { seededRandom } from "../../../../src/base/seededRandom.ts";

/** Profiles list at most 1000 categories; of a committed one there are no rows to look at. */
describe("more categories than a profile lists", () => {
  const random = seededRandom(5);
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const even = (): string => `k${Math.floor(random() * 20_000)}`;
  const skewed = (): string => `z${Math.floor(Math.exp(normal() * 3) * 10)}`;
  const draw = (count: number, of: () => string): string[] => Array.from({ length: count }, of);

  function verdictOf(reference: string[], current: string[]): string | undefined {
    const report = compareProfiles(
      { label: "r", profile: profileFromValues({ word: reference }) },
      { label: "c", profile: profileFromValues({ word: current }) },
      defaultCompareOptions,
    );
    return report.features[0]?.verdict;
  }

  it.each([
    ["evenly, few rows", even, 10_000, 300],
    ["evenly, few rows before", even, 300, 10_000],
    ["unevenly, few rows", skewed, 10_000, 300],
    ["unevenly", skewed, 20_000, 2000],
  ] as const)("are no drift where they come as before: %s", (_, of, n, m) => {
    const runs = Array.from({ length: 20 }, () => verdictOf(draw(n, of), draw(m, of)));
    expect(runs.filter((verdict) => verdict === "drift").length).toBeLessThanOrEqual(2);
  });

  it.each([
    ["a new one is frequent", (): string => (random() < 0.3 ? "new" : even())],
    ["those that were rare are frequent", (): string => `k${Math.floor(random() * 5)}`],
  ])("are drift where %s", (_, of) => {
    expect(verdictOf(draw(10_000, even), draw(300, of))).toBe("drift");
  });
});
