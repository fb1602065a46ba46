import type { DetectorKind } from "./detector.ts";
import { warmStartParameter } from "./parameters.ts";

/**
 * DDM, drift detection method: with the rate p of errors so far and s = sqrt(p·(1−p)/n), takes
 * note of where p + s was least; a warning when p + s > p_min + warningThreshold·s_min, a change
 * when it exceeds p_min + driftThreshold·s_min. Finds rising rates only. Gama, Medas, Castillo and
 * Rodrigues, "Learning with drift detection", SBIA 2004. A stream that starts with no error at all
 * has s_min = 0: the first error after that is a change.
 *
 * Cries wolf about once in 10,000 rows that did not change.
 */
export const ddm: DetectorKind = {
  id: "ddm",
  label: "DDM",
  input: "binary",
  twoSided: false,
  parameters: [
    warmStartParameter,
    {
      name: "warningThreshold",
      description: "How many deviations above the best error rate are a warning.",
      default: 2,
      minimum: 0,
      maximum: 1e6,
    },
    {
      name: "driftThreshold",
      description: "How many deviations above the best error rate are a change.",
      default: 3,
      minimum: 0,
      maximum: 1e6,
    },
  ],
  start(settings) {
    const warmStart = settings("warmStart");
    const warning = settings("warningThreshold");
    const drift = settings("driftThreshold");
    let count = 0;
    let rate = 0;
    let bestRate = Infinity;
    let bestDeviation = Infinity;
    return (value) => {
      count += 1;
      rate += (value - rate) / count;
      if (count <= warmStart) return "stable";
      const deviation = Math.sqrt(Math.max(0, rate * (1 - rate)) / count);
      if (rate + deviation <= bestRate + bestDeviation) {
        bestRate = rate;
        bestDeviation = deviation;
      }
      if (rate + deviation > bestRate + drift * bestDeviation) return "drift";
      return rate + deviation > bestRate + warning * bestDeviation ? "warning" : "stable";
    };
  },
};
