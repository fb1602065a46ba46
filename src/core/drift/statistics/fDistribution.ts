import { betaRegularised } from "./beta.ts";

/** P(F > f) with df1 and df2 degrees of freedom: I at df2/(df2 + df1 f) of (df2/2, df1/2). */
export function fSf(f: number, df1: number, df2: number): number {
  if (!(df1 > 0) || !(df2 > 0) || Number.isNaN(f)) return Number.NaN;
  if (f <= 0) return 1;
  if (f === Number.POSITIVE_INFINITY) return 0;
  const total = df2 + df1 * f;
  return betaRegularised(df2 / 2, df1 / 2, df2 / total, (df1 * f) / total);
}
