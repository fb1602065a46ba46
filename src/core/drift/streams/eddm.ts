import type { DetectorKind, StreamState } from "./detector.ts";
import { warmStartParameter } from "./parameters.ts";

/**
 * EDDM, early drift detection method: looks at the rows between one error and the next. With their
 * mean m and deviation s (of a sample), and the greatest m + 2·s so far: a warning when
 * (m + 2·s) / max < alpha, a change when it is < beta. Finds rising error rates only.
 * Baena-García et al., "Early drift detection method", IWKDDS 2006.
 *
 * Its state stays as it is between errors. Cries wolf about 17 times in 10,000 rows that did not
 * change.
 */
export const eddm: DetectorKind = {
  id: "eddm",
  label: "EDDM",
  input: "binary",
  twoSided: false,
  parameters: [
    { ...warmStartParameter, description: "The number of errors before a change can be found." },
    {
      name: "alpha",
      description: "The share of the greatest distance between errors below which is a warning.",
      default: 0.95,
      minimum: 0,
      maximum: 1,
    },
    {
      name: "beta",
      description: "The share of the greatest distance between errors below which is a change.",
      default: 0.9,
      minimum: 0,
      maximum: 1,
    },
  ],
  start(settings) {
    const warmStart = settings("warmStart");
    const alpha = settings("alpha");
    const beta = settings("beta");
    let count = 0;
    let errors = 0;
    let lastError = 0;
    let mean = 0;
    let squares = 0;
    let greatest = -1;
    let state: StreamState = "stable";

    const judge = (distance: number): StreamState => {
      const offset = distance - mean;
      mean += offset / errors;
      squares += offset * (distance - mean);
      if (count <= warmStart) return state;
      const spread = mean + 2 * Math.sqrt(errors > 1 ? squares / (errors - 1) : 0);
      if (spread > greatest) greatest = spread;
      else if (errors > warmStart) {
        const level = spread / greatest;
        if (level < beta) return "drift";
        return level < alpha ? "warning" : "stable";
      }
      return state;
    };

    return (value) => {
      count += 1;
      if (value !== 1) return state;
      errors += 1;
      state = judge(count - lastError);
      lastError = count;
      return state;
    };
  },
};
