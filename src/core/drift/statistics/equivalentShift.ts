import { normalCdf, normalQuantile } from "./normal.ts";

/**
 * The shift of the mean of a normal distribution, in σ, that moves as large a share of the rows:
 * δ = 2 Φ⁻¹((1 + D)/2) for D a Kolmogorov–Smirnov or total variation distance, 0 … 1. ∞ at 1.
 */
export function equivalentShift(distance: number): number {
  return 2 * normalQuantile((1 + Math.min(1, Math.max(0, distance))) / 2);
}

/** What each measure is when a normal distribution shifts by δ σ: one scale for all of them. */
export interface NormalShift {
  /** D = TVD = 2Φ(δ/2) − 1. */
  readonly ks: number;
  readonly tvd: number;
  /** δ². */
  readonly psi: number;
  /** δ²/2. */
  readonly kl: number;
  /** √(1 − e^(−δ²/8)). */
  readonly hellinger: number;
  /** δ, in σ. */
  readonly wasserstein: number;
  /** The best classifier of reference against current: Φ(δ/√2). */
  readonly auc: number;
  /** Jensen–Shannon distance with natural logarithms and with those to base 2. */
  readonly jensenShannon: number;
  readonly jensenShannonBase2: number;
}

export function normalShift(delta: number): NormalShift {
  const ks = 2 * normalCdf(delta / 2) - 1;
  const divergence = jensenShannonOfShift(delta);
  return {
    ks,
    tvd: ks,
    psi: delta * delta,
    kl: (delta * delta) / 2,
    hellinger: Math.sqrt(-Math.expm1((-delta * delta) / 8)),
    wasserstein: Math.abs(delta),
    auc: normalCdf(delta / Math.SQRT2),
    jensenShannon: Math.sqrt(divergence),
    jensenShannonBase2: Math.sqrt(divergence / Math.LN2),
  };
}

/**
 * JSD of N(−δ/2, 1) and N(δ/2, 1) in nats: ½(KL(p‖m) + KL(q‖m)), where by symmetry both are
 * ∫ p ln(2 / (1 + e^(δx))) dx; the trapezoidal rule converges exponentially on it.
 */
function jensenShannonOfShift(delta: number): number {
  const step = 1 / 64;
  let sum = 0;
  for (let z = -12; z <= 12; z += step) {
    const x = z - delta / 2;
    sum += Math.exp(-0.5 * z * z) * (Math.LN2 - logOnePlusExp(delta * x));
  }
  return Math.max(0, (sum * step) / Math.sqrt(2 * Math.PI));
}

function logOnePlusExp(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
}
