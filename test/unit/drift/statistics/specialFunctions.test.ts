import { describe, expect, it } from "vitest";
import { betaRegularised } from "../../../../src/core/drift/statistics/beta.ts";
import { dampedBesselK } from "../../../../src/core/drift/statistics/besselK.ts";
import { chiSquareCdf, chiSquareSf } from "../../../../src/core/drift/statistics/chiSquare.ts";
import { binomialTest, fisherExact } from "../../../../src/core/drift/statistics/discrete.ts";
import { fSf } from "../../../../src/core/drift/statistics/fDistribution.ts";
import { gammaP, gammaQ, logGamma } from "../../../../src/core/drift/statistics/gamma.ts";
import {
  ksAsymptoticPValue,
  ksExactPValue,
  ksPValue,
  kolmogorovSf,
} from "../../../../src/core/drift/statistics/kolmogorov.ts";
import { oneSampleKolmogorovSf } from "../../../../src/core/drift/statistics/kolmogorovOneSample.ts";
import {
  erfc,
  normalCdf,
  normalQuantile,
  normalSf,
} from "../../../../src/core/drift/statistics/normal.ts";
import {
  studentTCdf,
  studentTQuantile,
  studentTSf,
} from "../../../../src/core/drift/statistics/studentT.ts";
import { driftConformance } from "../../../support/driftConformance.ts";
import { expectRelative } from "../../../support/expectRelative.ts";
import { measuredFisher, measuredValues } from "./measuredValues.ts";

const TOLERANCE = 1e-10;

type Calculation = (...values: number[]) => number;

/** Each row: the arguments, and the value last. */
function check(rows: readonly (readonly number[])[] | undefined, calculate: Calculation): void {
  expect(rows?.length).toBeGreaterThan(0);
  for (const row of rows ?? []) {
    expectRelative(calculate(...row.slice(0, -1)), row.at(-1)!, TOLERANCE);
  }
}

describe("special functions hold every digit that is asked for", () => {
  const published: Readonly<Record<string, Calculation>> = {
    norm_cdf: (z) => normalCdf(z),
    norm_sf: (z) => normalSf(z),
    norm_ppf: (p) => normalQuantile(p),
    chi2_sf: (x, df) => chiSquareSf(x, df),
    t_sf: (t, df) => studentTSf(t, df),
    f_sf: (f, one, two) => fSf(f, one, two),
    kstwobign_sf: (x) => kolmogorovSf(x),
    kstwo_sf: (d, n) => oneSampleKolmogorovSf(d, n),
    betainc: (a, b, x) => betaRegularised(a, b, x),
    gammaincc: (a, x) => gammaQ(a, x),
    binom_two_sided_p: (x, n, p) => binomialTest(x, n, p),
  };
  it.each(Object.keys(published))("as published: %s", (name) =>
    check(driftConformance.special[name], published[name]!),
  );

  const measured: Readonly<Record<string, Calculation>> = {
    logGamma: (x) => logGamma(x),
    gammaQ: (a, x) => gammaQ(a, x),
    gammaP: (a, x) => gammaP(a, x),
    betaRegularised: (a, b, x) => betaRegularised(a, b, x),
    normalSf: (z) => normalSf(z),
    normalQuantile: (p) => normalQuantile(p),
    studentTSf: (t, df) => studentTSf(t, df),
    studentTQuantile: (p, df) => studentTQuantile(p, df),
    oneSampleKolmogorovSf: (d, n) => oneSampleKolmogorovSf(d, n),
    ksExactPValue: (d, n, m) => ksExactPValue(d, n, m),
    binomialTest: (x, n, p) => binomialTest(x, n, p),
  };
  it.each(Object.keys(measured))("as measured with more digits: %s", (name) =>
    check(measuredValues[name], measured[name]!),
  );

  it("Fisher's exact test", () => {
    for (const [[[a, b], [c, d]], expected] of [
      driftConformance.special.hypergeom_fisher,
      ...measuredFisher,
    ] as [[[number, number], [number, number]], number][]) {
      expectRelative(fisherExact({ a, b, c, d }), expected, TOLERANCE);
    }
  });

  it("K of order ¼ from its integral", () => {
    // scipy.special.kv(0.25, x) e⁻ˣ
    check(
      [
        [0.001, 11.74472567194173],
        [0.5, 0.5824612940937465],
        [5, 2.501329905299072e-5],
        [60, 1.238720884972006e-53],
      ],
      (x) => dampedBesselK(0.25, x),
    );
  });
});

describe("relations that need no table", () => {
  it.each([-30, -3, -0.1, 0, 0.1, 3, 30])("the tails at %d complete each other", (z) => {
    expect(normalCdf(z) + normalSf(z)).toBeCloseTo(1, 14);
    expect(normalCdf(-z)).toBe(normalSf(z));
    expect(erfc(z) + erfc(-z)).toBeCloseTo(2, 14);
    expect(studentTCdf(z, 4) + studentTSf(z, 4)).toBeCloseTo(1, 14);
    expect(chiSquareCdf(z + 31, 7) + chiSquareSf(z + 31, 7)).toBeCloseTo(1, 14);
  });

  it("quantiles undo distributions", () => {
    for (const p of [1e-12, 0.01, 0.3, 0.5, 0.77]) {
      expectRelative(normalCdf(normalQuantile(p)), p, TOLERANCE);
      expectRelative(studentTCdf(studentTQuantile(p, 3.5), 3.5), p, TOLERANCE);
    }
  });

  it("Student's t without bound on its degrees of freedom is normal", () => {
    expectRelative(studentTSf(2, Number.POSITIVE_INFINITY), normalSf(2), 1e-15);
    expectRelative(studentTQuantile(0.9, Number.POSITIVE_INFINITY), normalQuantile(0.9), 1e-15);
  });
});

describe("ends and what lies outside", () => {
  const cases: readonly (readonly [string, () => number, number])[] = [
    ["quantile of 0", () => normalQuantile(0), Number.NEGATIVE_INFINITY],
    ["quantile of 1", () => normalQuantile(1), Number.POSITIVE_INFINITY],
    ["quantile of 2", () => normalQuantile(2), Number.NaN],
    ["t quantile of 1", () => studentTQuantile(1, 3), Number.POSITIVE_INFINITY],
    ["t quantile without degrees", () => studentTQuantile(0.3, 0), Number.NaN],
    ["t of NaN", () => studentTSf(Number.NaN, 3), Number.NaN],
    ["infinite t", () => studentTSf(Number.POSITIVE_INFINITY, 3), 0],
    ["chi-square of a negative", () => chiSquareSf(-1, 3), 1],
    ["chi-square without degrees", () => chiSquareSf(0, 0), Number.NaN],
    ["infinite chi-square", () => chiSquareSf(Number.POSITIVE_INFINITY, 3), 0],
    ["F of a negative", () => fSf(-1, 2, 3), 1],
    ["infinite F", () => fSf(Number.POSITIVE_INFINITY, 2, 3), 0],
    ["F without degrees", () => fSf(1, 0, 3), Number.NaN],
    ["beta at 0", () => betaRegularised(2, 3, 0), 0],
    ["beta at 1", () => betaRegularised(2, 3, 1), 1],
    ["beta outside", () => betaRegularised(2, 3, 1.5), Number.NaN],
    ["gamma P at infinity", () => gammaP(2, Number.POSITIVE_INFINITY), 1],
    ["gamma P at 0", () => gammaP(2, 0), 0],
    ["gamma Q at 0", () => gammaQ(2, 0), 1],
    ["gamma Q outside", () => gammaQ(0, 1), Number.NaN],
    ["gamma P outside", () => gammaP(1, -1), Number.NaN],
    ["log gamma at 0", () => logGamma(0), Number.POSITIVE_INFINITY],
    ["log gamma below", () => logGamma(-1), Number.NaN],
    ["Bessel at 0", () => dampedBesselK(0.25, 0), Number.POSITIVE_INFINITY],
    ["Bessel below", () => dampedBesselK(0.25, -1), Number.NaN],
    ["Kolmogorov at 0", () => kolmogorovSf(0), 1],
    ["Kolmogorov of NaN", () => kolmogorovSf(Number.NaN), Number.NaN],
    ["one sample, distance 0", () => oneSampleKolmogorovSf(0, 10), 1],
    ["one sample, distance 1", () => oneSampleKolmogorovSf(1, 10), 0],
    ["one sample without rows", () => oneSampleKolmogorovSf(0.1, 0), Number.NaN],
    ["two samples, one without rows", () => ksPValue(0.1, 0, 5), Number.NaN],
    ["two samples, no distance", () => ksPValue(0, 7, 5), 1],
    ["two samples with nothing in common", () => ksExactPValue(1, 3, 3), 0.1],
    ["two samples, more than all", () => ksExactPValue(1.5, 3, 3), 0],
    ["two large samples far apart", () => ksExactPValue(0.9, 9999, 10_000), 0],
    ["a binomial test without trials", () => binomialTest(0, 0, 0.5), Number.NaN],
    ["a table with an empty margin", () => fisherExact({ a: 0, b: 0, c: 3, d: 4 }), 1],
  ];
  it.each(cases)("%s", (_, calculate, expected) => {
    expectRelative(calculate(), expected, 1e-12);
  });
});

describe("the p-value of two samples", () => {
  it("is exact up to 10 000 rows a side and takes the limit beyond", () => {
    expect(ksPValue(0.03, 10_000, 5000)).toBe(ksExactPValue(0.03, 10_000, 5000));
    expect(ksPValue(0.03, 10_001, 5000)).toBe(ksAsymptoticPValue(0.03, 10_001, 5000));
  });

  it("spares the lattice where p is next to nothing, unless rows are few", () => {
    expect(ksPValue(0.2, 9000, 10_000)).toBe(ksAsymptoticPValue(0.2, 9000, 10_000));
    expect(ksPValue(0.2, 9000, 10_000)).toBeLessThan(1e-34);
    expect(ksPValue(0.5, 1999, 2000)).toBe(ksExactPValue(0.5, 1999, 2000));
  });

  it("does not depend on which side is which", () => {
    expectRelative(ksExactPValue(0.2, 37, 100), ksExactPValue(0.2, 100, 37), 1e-12);
  });

  it("is continuous where the method changes", () => {
    // The tail takes over at n d² = 2.2, with a relative error of e^(−6 · 2.2).
    for (const n of [1000, 100_000, 10_000_000]) {
      const d = Math.sqrt(2.2 / n);
      const below = oneSampleKolmogorovSf(d * (1 - 1e-9), n);
      expectRelative(oneSampleKolmogorovSf(d * (1 + 1e-9), n), below, 1e-5);
    }
  });

  it("of a hundred million rows is that of the limit", () => {
    expectRelative(oneSampleKolmogorovSf(1.5e-4, 1e8), kolmogorovSf(1.5), 1e-3);
    expectRelative(oneSampleKolmogorovSf(3e-4, 1e8), kolmogorovSf(3), 1e-3);
  });
});
