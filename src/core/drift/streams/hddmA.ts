import type { DetectorKind } from "./detector.ts";

/**
 * HDDM_A, drift detection by Hoeffding's bound on averages: takes note of the part of the stream
 * up to which the mean was least, and compares it with the mean z of all n values. A change when
 *
 *   z − x ≥ sqrt(m/2 · ln(2/c)),  m = (n − n_x) / (n_x · n),
 *
 * with c = driftConfidence; a warning likewise with warningConfidence. With `twoSidedTest` falling
 * means are found in the same way. Frías-Blanco et al., "Online and non-parametric drift detection
 * methods based on Hoeffding's bounds", IEEE TKDE 27 (2014). Values must lie between 0 and 1.
 */
export const hddmA: DetectorKind = {
  id: "hddm-a",
  label: "HDDM_A",
  input: "unit",
  twoSided: false,
  parameters: [
    {
      name: "driftConfidence",
      description: "How likely a false alarm may be; smaller is stricter.",
      default: 0.001,
      minimum: 1e-300,
      maximum: 1,
    },
    {
      name: "warningConfidence",
      description: "How likely a false warning may be; smaller is stricter.",
      default: 0.005,
      minimum: 1e-300,
      maximum: 1,
    },
    {
      name: "twoSidedTest",
      description: "1 to find falling values too, 0 for rising ones only.",
      default: 0,
      minimum: 0,
      maximum: 1,
      integer: true,
    },
  ],
  start(settings) {
    const drift = settings("driftConfidence");
    const warning = settings("warningConfidence");
    const twoSided = settings("twoSidedTest") === 1;
    let all: Average = { count: 0, mean: 0 };
    let least = all;
    let greatest = all;
    return (value) => {
      all = { count: all.count + 1, mean: all.mean + (value - all.mean) / (all.count + 1) };
      if (least.count === 0) least = greatest = all;
      const slack = hoeffding(all.count, drift);
      if (least.mean + hoeffding(least.count, drift) >= all.mean + slack) least = all;
      if (greatest.mean - hoeffding(greatest.count, drift) <= all.mean - slack) greatest = all;
      const rise = all.mean - least.mean;
      const fall = twoSided ? greatest.mean - all.mean : -Infinity;
      const isBeyond = (confidence: number): boolean =>
        (least.count !== all.count && rise >= bound(least, all, confidence)) ||
        (greatest.count !== all.count && fall >= bound(greatest, all, confidence));
      if (isBeyond(drift)) return "drift";
      return isBeyond(warning) ? "warning" : "stable";
    };
  },
};

interface Average {
  readonly count: number;
  readonly mean: number;
}

function hoeffding(count: number, confidence: number): number {
  return Math.sqrt(Math.log(1 / confidence) / (2 * count));
}

function bound(part: Average, all: Average, confidence: number): number {
  const m = (all.count - part.count) / (part.count * all.count);
  return Math.sqrt((m / 2) * Math.log(2 / confidence));
}
