import type { Figure, Unit } from "./figure.ts";

/**
 * What a figure is made of: a measure by name, and what is asked of it. `isSampled`: the numbers are
 * samples of one level over time, which resemble their neighbours, so that chunks are compared and
 * not samples.
 */
export type FigureSource =
  | { readonly kind: "share"; readonly measure: string }
  | {
      readonly kind: "quantile";
      readonly measure: string;
      readonly q: number;
      readonly isSampled?: boolean;
    }
  /** `isDistribution`: the whole distribution is compared, not only its mean. */
  | {
      readonly kind: "mean";
      readonly measure: string;
      readonly isDistribution?: boolean;
      readonly isSampled?: boolean;
    }
  | { readonly kind: "sum"; readonly measure: string }
  /** Rows a second, or what a measure sums up to a second. */
  | { readonly kind: "rate"; readonly measure: string | null };

export interface FigureSpec {
  readonly id: string;
  readonly label: string;
  readonly unit: Unit;
  readonly better: Figure["better"];
  readonly source: FigureSource;
  /** The least effect that counts, where it is not that of its kind (see `leastEffects`). */
  readonly leastEffect?: number;
}

/**
 * The least change that counts as one, however certain it is. Shares: Cohen's
 * h = |2 asin √p₂ − 2 asin √p₁| of 0.1 (0.1 % → 0.7 %, 10 % → 13.2 %, 50 % → 55 %). Quantiles and
 * means: 10 % of the reference. Distributions: 0.1, the share of rows that moved (Kolmogorov's D).
 * Rates of a time follow the day and the week: half of the reference. Half of each is worth
 * watching.
 */
export const leastEffects: Readonly<Record<FigureSource["kind"], number>> = {
  share: 0.1,
  quantile: 0.1,
  mean: 0.1,
  sum: Number.POSITIVE_INFINITY,
  rate: 0.5,
};

/** Cohen's h of two shares (1988): the distance at which shares are equally hard to tell apart. */
export function cohensH(p1: number, p2: number): number {
  return Math.abs(2 * Math.asin(Math.sqrt(p2)) - 2 * Math.asin(Math.sqrt(p1)));
}
