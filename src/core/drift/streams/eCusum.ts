import type { DetectorKind, Stretch } from "./detector.ts";

/**
 * e-CUSUM: finds an error rate that rose beyond what is tolerated, with at most one false alarm
 * in `rows` rows on average. Bets against "the mean is at most theta", theta = reference +
 * tolerance, with six sizes l of bet at once:
 *
 *   M_l = max(1, M_l) · (1 + l·(x − theta)),
 *
 * and a change when the average of the M_l reaches `rows`. While the mean is at most theta no bet
 * gains on average, so the expected number of rows up to an alarm is at least `rows`, whatever the
 * distribution is. J. Shin, A. Ramdas and A. Rinaldo, "E-detectors: a nonparametric framework for
 * sequential change detection" (2022, arXiv 2203.03532).
 *
 * Values are errors from 0 to 1; what lies outside is taken for the nearer end. Without a
 * `reference` the mean of the first `warmStart` rows is it, and the promise holds as far as that
 * mean is right. "warning" is evidence of a tenth.
 */
export const eCusum: DetectorKind = {
  id: "e-cusum",
  label: "e-CUSUM",
  input: "unit",
  twoSided: false,
  parameters: [
    {
      name: "rows",
      description: "One false alarm in this many rows, at most, on average.",
      default: 10_000,
      minimum: 2,
      maximum: 1e15,
      integer: true,
    },
    {
      name: "tolerance",
      description: "By how much the error rate may rise without being a change (0.02 is 2 points).",
      default: 0.02,
      minimum: 0,
      maximum: 1,
    },
    {
      name: "reference",
      description: "The error rate that is expected; -1 to take it from the first rows.",
      default: -1,
      minimum: -1,
      maximum: 1,
    },
    {
      name: "warmStart",
      description: "From how many first rows the expected error rate is taken.",
      default: 1000,
      minimum: 1,
      maximum: 1e9,
      integer: true,
    },
  ],
  start(settings) {
    const rows = settings("rows");
    const tolerance = settings("tolerance");
    const known = settings("reference");
    const warmStart = settings("warmStart");
    let bet: Stretch | null = known < 0 ? null : betAgainst(known + tolerance, rows);
    let count = 0;
    let mean = 0;
    return (value) => {
      const error = Math.min(1, Math.max(0, value));
      if (bet !== null) return bet(error);
      count += 1;
      mean += (error - mean) / count;
      if (count === warmStart) bet = betAgainst(mean + tolerance, rows);
      return "stable";
    };
  },
};

/** Shares of the greatest bet that cannot lose everything, 1/theta: for small and large rises. */
const betShares = [1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2];

function betAgainst(theta: number, rows: number): Stretch {
  // A mean of 1 cannot be exceeded; one of 0 would make bets without end.
  const limit = Math.min(1, Math.max(theta, 1e-6));
  const bets = betShares.map((share) => share / limit);
  const gains = bets.map(() => 1);
  return (error) => {
    let sum = 0;
    bets.forEach((bet, index) => {
      const gain = Math.max(1, gains[index] ?? 1) * (1 + bet * (error - limit));
      gains[index] = gain;
      sum += gain;
    });
    const evidence = sum / bets.length;
    if (evidence >= rows) return "drift";
    return evidence >= rows / 10 ? "warning" : "stable";
  };
}
