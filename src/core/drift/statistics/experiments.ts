import { chiSquareSf } from "./chiSquare.ts";
import {
  meanDifference,
  momentsOf,
  type DifferenceEstimate,
  type SampleMoments,
} from "./meanTests.ts";
import { mean } from "./samples.ts";
import { studentTQuantile, studentTTwoSidedP } from "./studentT.ts";

/** Comparing the arms of an experiment: a (control) and b (treatment). */

/** Moments from a sum and a sum of squares, as experiment platforms keep them. */
export function momentsFromSums(sum: number, squares: number, rows: number): SampleMoments {
  return { rows, mean: sum / rows, variance: (squares - (sum * sum) / rows) / (rows - 1) };
}

/** Moments of a proportion: x of n rows, with variance p(1 − p). */
export function momentsOfShare(count: number, rows: number): SampleMoments {
  const share = count / rows;
  return { rows, mean: share, variance: share * (1 - share) };
}

/**
 * b/a − 1 by the delta method: variance v_b/(n_b a²) + v_a b²/(n_a a⁴), Satterthwaite's degrees of
 * freedom. NaN where the mean of a is 0.
 */
export function relativeLift(
  a: SampleMoments,
  b: SampleMoments,
  confidence = 0.95,
): DifferenceEstimate {
  if (a.mean === 0) {
    const nan = Number.NaN;
    return { difference: nan, low: nan, high: nan, standardError: nan, pValue: nan };
  }
  const difference = (b.mean - a.mean) / a.mean;
  const standardError = relativeError(a, b);
  const va = a.variance / a.rows;
  const vb = b.variance / b.rows;
  const df = (va + vb) ** 2 / (va ** 2 / (a.rows - 1) + vb ** 2 / (b.rows - 1));
  const half = standardError * studentTQuantile(0.5 + confidence / 2, df);
  const pValue = studentTTwoSidedP(difference / standardError, df);
  return { difference, low: difference - half, high: difference + half, standardError, pValue };
}

/** The standard error of b/a. */
export function relativeError(a: SampleMoments, b: SampleMoments): number {
  const ofB = b.variance / b.rows / a.mean ** 2;
  const ofA = ((a.variance / a.rows) * b.mean ** 2) / a.mean ** 4;
  return Math.sqrt(ofA + ofB);
}

export interface RatioMismatch {
  readonly statistic: number;
  readonly pValue: number;
  /** p < 0.001: the arms did not get the rows they should have; nothing else is to be trusted. */
  readonly isMismatch: boolean;
}

/** Sample ratio mismatch: chi-square of the rows of each arm against the planned weights. */
export function sampleRatioMismatch(
  rows: readonly number[],
  weights: readonly number[],
): RatioMismatch {
  const total = rows.reduce((sum, value) => sum + value, 0);
  const weight = weights.reduce((sum, value) => sum + value, 0);
  const statistic = rows.reduce((sum, observed, i) => {
    const expected = (total * (weights[i] ?? 0)) / weight;
    return observed === expected ? sum : sum + (observed - expected) ** 2 / expected;
  }, 0);
  const pValue = chiSquareSf(statistic, rows.length - 1);
  return { statistic, pValue, isMismatch: pValue < 0.001 };
}

export interface SequentialEstimate {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly pValue: number;
  readonly rho: number;
}

/**
 * The asymptotic confidence sequence of a difference with standard error `standardError` after
 * n = `rows` rows (Waudby-Smith et al. 2021): valid however often one looks. With
 * ρ = √((−2 ln α + ln(1 − 2 ln α))/N), narrowest near N = `tuning` rows, and t = nρ² + 1 the half width is
 * √(s² · 2t ln(√t/α)) / (nρ), s² = n · error²; p = min(1, √t exp(−ρ² z² n/(2t))).
 */
export function confidenceSequence(
  estimate: { readonly difference: number; readonly standardError: number; readonly rows: number },
  alpha = 0.05,
  tuning = 5000,
): SequentialEstimate {
  const { difference, standardError, rows } = estimate;
  const rho = Math.sqrt((-2 * Math.log(alpha) + Math.log(1 - 2 * Math.log(alpha))) / tuning);
  const t = rows * rho * rho + 1;
  const half =
    (standardError * Math.sqrt(rows) * Math.sqrt(2 * t * Math.log(Math.sqrt(t) / alpha))) /
    (rows * rho);
  const z = difference / standardError;
  const pValue = Math.min(1, Math.sqrt(t) * Math.exp((-rho * rho * z * z * rows) / (2 * t)));
  return { difference, low: difference - half, high: difference + half, pValue, rho };
}

/**
 * The mixture sequential probability ratio test (Johari, Pekelis & Walsh 2015) of θ = θ₀ after n rows
 * of variance V each with the mixing variance τ²:
 * Λ = √(V/(V + nτ²)) exp(n²τ²(θ̂ − θ₀)²/(2V(V + nτ²))); the always-valid p is min(previous, 1/Λ).
 */
export function mixtureRatio(
  observed: { readonly effect: number; readonly variance: number; readonly rows: number },
  tauSquared: number,
  previousP = 1,
): { readonly ratio: number; readonly pValue: number } {
  const { effect, variance: v, rows } = observed;
  const spread = v + rows * tauSquared;
  const exponent = (rows * rows * tauSquared * effect * effect) / (2 * v * spread);
  const ratio = Math.sqrt(v / spread) * Math.exp(exponent);
  return { ratio, pValue: Math.min(previousP, 1 / ratio) };
}

/** One arm: the outcome of each row and a covariate from before the experiment. */
export interface CovariateArm {
  readonly outcome: Float64Array;
  readonly covariate: Float64Array;
}

export interface CupedEstimate extends DifferenceEstimate {
  readonly theta: number;
  /** 1 − (standard error after / standard error before)²: how many rows are saved. */
  readonly varianceReduction: number;
}

/**
 * CUPED (Deng et al. 2013): b − a of y − θ(x − x̄) with θ = cov(y, x)/var(x) over both arms. θ is 0 where
 * x is constant.
 */
export function cuped(a: CovariateArm, b: CovariateArm, confidence = 0.95): CupedEstimate {
  const outcome = concatenate(a.outcome, b.outcome);
  const covariate = concatenate(a.covariate, b.covariate);
  const centerX = mean(covariate);
  const centerY = mean(outcome);
  let products = 0;
  let squares = 0;
  covariate.forEach((x, i) => {
    products += (x - centerX) * ((outcome[i] ?? 0) - centerY);
    squares += (x - centerX) ** 2;
  });
  const theta = squares > 0 ? products / squares : 0;
  const adjust = (arm: CovariateArm): Float64Array =>
    arm.outcome.map((y, i) => y - theta * ((arm.covariate[i] ?? centerX) - centerX));
  const before = meanDifference(momentsOf(a.outcome), momentsOf(b.outcome), confidence);
  const after = meanDifference(momentsOf(adjust(a)), momentsOf(adjust(b)), confidence);
  const varianceReduction = 1 - (after.standardError / before.standardError) ** 2;
  return { ...after, theta, varianceReduction };
}

function concatenate(first: Float64Array, second: Float64Array): Float64Array {
  const both = new Float64Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
