/**
 * e⁻ˣ Kᵥ(x), x > 0: the modified Bessel function of the second kind from its integral
 * ∫₀^∞ e^(−x cosh t) cosh νt dt by the trapezoidal rule, which converges exponentially here
 * (DLMF 10.32.9). 0 where it underflows.
 */
export function dampedBesselK(order: number, x: number): number {
  if (!(x > 0)) return x === 0 ? Number.POSITIVE_INFINITY : Number.NaN;
  const step = 0.1;
  let sum = 0.5;
  for (let k = 1; k < 1000; k++) {
    const t = k * step;
    // cosh t − 1 without cancellation.
    const term = Math.exp(-2 * x * Math.sinh(t / 2) ** 2) * Math.cosh(order * t);
    sum += term;
    if (term < sum * 1e-18) break;
  }
  return Math.exp(-2 * x) * step * sum;
}
