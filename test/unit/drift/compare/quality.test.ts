import { describe, expect, it } from "vitest";
import { simulateCase, simulateFeatures } from "../../../bench/driftQuality/batches.ts";
import { nullCases, powerCases } from "../../../bench/driftQuality/cases.ts";

/** A part of `npm run bench:drift-quality`, quick enough for every run of the tests. */
describe("quality of the robust comparison", () => {
  it.each(nullCases.filter(({ id }) => /^(num-1000-|cat3-|cat10-1000-)/.test(id)))(
    "rarely alarms without drift: $label",
    (qualityCase) => {
      const { drift, watch, significant } = simulateCase(qualityCase, { runs: 400, seed: 7 });
      expect(drift + watch).toBeLessThanOrEqual(0.06);
      // What the test itself promises, and two standard errors of 400 runs.
      expect(significant).toBeLessThanOrEqual(0.072);
    },
  );

  it("finds a shift of 0.3 standard deviations", () => {
    const [smallest] = powerCases;
    if (smallest === undefined) throw new Error("no case");
    expect(simulateCase(smallest, { runs: 100, seed: 8, shift: 0.3 }).drift).toBeGreaterThan(0.9);
  });

  it("keeps 20 clean columns quiet", () => {
    expect(simulateFeatures({ runs: 40, seed: 9 }).any).toBeLessThanOrEqual(0.06);
  });
});
