import { describe, expect, it } from "vitest";
import {
  confidenceSequence,
  cuped,
  mixtureRatio,
  momentsFromSums,
  momentsOfShare,
  relativeLift,
  sampleRatioMismatch,
  type CovariateArm,
} from "../../../../src/core/drift/statistics/experiments.ts";
import {
  meanDifference,
  momentsOf,
  welchTest,
} from "../../../../src/core/drift/statistics/meanTests.ts";
import { driftConformance } from "../../../support/driftConformance.ts";
import { expectRelative } from "../../../support/expectRelative.ts";

const { ab } = driftConformance;
const a = momentsFromSums(1396.87, 52377.9767, 3407);
const b = momentsFromSums(2422.7, 134698.29, 3461);

describe("two arms, as published to five digits", () => {
  it("differ by Welch's test", () => {
    const result = meanDifference(a, b);
    expect(result.difference).toBeCloseTo(0.29, 5);
    expect(result.low).toBeCloseTo(0.04538, 5);
    expect(result.high).toBeCloseTo(0.53462, 5);
    expect(result.pValue).toBeCloseTo(0.02016, 5);
    expect(result.standardError).toBeCloseTo(0.12478, 5);
  });

  it("differ relatively, by the delta method", () => {
    const result = relativeLift(a, b);
    expect(result.difference).toBeCloseTo(0.70732, 5);
    expect(result.low).toBeCloseTo(-0.03526, 5);
    expect(result.high).toBeCloseTo(1.44989, 5);
    expect(result.pValue).toBeCloseTo(0.06191, 5);
    expect(result.standardError).toBeCloseTo(0.37879, 5);
  });

  it("of shares differ relatively", () => {
    const result = relativeLift(momentsOfShare(14, 28), momentsOfShare(16, 30));
    expect(result.difference).toBeCloseTo(0.06667, 5);
    expect(result.pValue).toBeCloseTo(0.80707, 3);
  });

  it("have no relative difference from 0", () => {
    expect(relativeLift({ rows: 5, mean: 0, variance: 1 }, b).difference).toBeNaN();
  });
});

describe("sample ratio mismatch", () => {
  it.each(ab.srm)("$obs", ({ obs, w, chi2, p }) => {
    const result = sampleRatioMismatch(obs, w);
    expectRelative(result.statistic, chi2, 1e-10);
    expectRelative(result.pValue, p, 1e-10);
    expect(result.isMismatch).toBe(p < 0.001);
  });

  it("takes weights of any scale", () => {
    expect(sampleRatioMismatch([510, 240, 250], [2, 1, 1])).toEqual(
      sampleRatioMismatch([510, 240, 250], [0.5, 0.25, 0.25]),
    );
  });
});

describe("sequential tests", () => {
  it.each(ab.sequential_asymptotic_cs_abs)("confidence sequence at $diff", (row) => {
    const [first, second] = [momentsFromSums(...row.a), momentsFromSums(...row.b)];
    const { difference, standardError } = meanDifference(first, second);
    expectRelative(standardError, row.se, 1e-10);
    const rows = first.rows + second.rows;
    const result = confidenceSequence({ difference, standardError, rows }, row.alpha, row.N);
    expectRelative(result.rho, row.rho, 1e-10);
    expectRelative(result.difference, row.diff, 1e-10);
    expectRelative(result.low, row.ci[0], 1e-10);
    expectRelative(result.high, row.ci[1], 1e-10);
    expectRelative(result.pValue, row.p, 1e-10);
  });

  it.each(ab.msprt)("mixture ratio at $theta_hat", (row) => {
    const observed = { effect: row.theta_hat, variance: row.V, rows: row.n };
    const result = mixtureRatio(observed, row.tau2);
    expectRelative(result.ratio, row.Lambda, 1e-10);
    expectRelative(result.pValue, row.p, 1e-10);
  });

  it("a p-value that is always valid never rises", () => {
    expect(mixtureRatio({ effect: 0, variance: 0.5, rows: 1000 }, 0.001, 0.03).pValue).toBe(0.03);
  });
});

describe("CUPED", () => {
  const covariate = Array.from({ length: 60 }, (_, i) => 3 * Math.sin(i) + 10);
  const outcome = covariate.map((x, i) => 0.8 * x + Math.cos(2 * i) + 0.5 * (i % 2));
  const arm = (group: number): CovariateArm => ({
    outcome: Float64Array.from(outcome.filter((_, i) => i % 2 === group)),
    covariate: Float64Array.from(covariate.filter((_, i) => i % 2 === group)),
  });

  it("takes out what the covariate explains", () => {
    const result = cuped(arm(0), arm(1));
    expectRelative(result.theta, ab.cuped.theta, 1e-10);
    expectRelative(result.difference, ab.cuped.diff_cuped, 1e-10);
    expectRelative(result.pValue, ab.cuped.p_cuped, 1e-10);
    expectRelative(result.varianceReduction, ab.cuped.var_reduction, 1e-10);
    const raw = welchTest(momentsOf(arm(1).outcome), momentsOf(arm(0).outcome));
    expectRelative(raw.pValue, ab.cuped.p_raw, 1e-10);
  });

  it("changes nothing where the covariate is constant", () => {
    const flat = ({ outcome: values }: CovariateArm): CovariateArm => ({
      outcome: values,
      covariate: values.map(() => 7),
    });
    const result = cuped(flat(arm(0)), flat(arm(1)));
    expect(result.theta).toBe(0);
    expectRelative(result.difference, ab.cuped.diff_raw, 1e-10);
    expect(result.varianceReduction).toBeCloseTo(0, 12);
  });
});
