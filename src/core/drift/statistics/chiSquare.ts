import { gammaP, gammaQ } from "./gamma.ts";

/** P(X > x) for a chi-square variable: Q(df/2, x/2). 1 for x ≤ 0; NaN unless df > 0. */
export function chiSquareSf(x: number, degreesOfFreedom: number): number {
  if (x <= 0) return degreesOfFreedom > 0 ? 1 : Number.NaN;
  return gammaQ(degreesOfFreedom / 2, x / 2);
}

/** P(X ≤ x) for a chi-square variable: P(df/2, x/2). */
export function chiSquareCdf(x: number, degreesOfFreedom: number): number {
  if (x <= 0) return degreesOfFreedom > 0 ? 0 : Number.NaN;
  return gammaP(degreesOfFreedom / 2, x / 2);
}
