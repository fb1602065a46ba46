import type { DetectorKind } from "./detector.ts";
import { minNumInstancesParameter } from "./parameters.ts";

/**
 * Geometric moving average: S = alpha·S + (1 − alpha)·(x − mean), where the mean is that of all
 * values so far, this one included; a change when S > lambda. Finds rising values only. S. W.
 * Roberts, "Control chart tests based on geometric moving averages", Technometrics 1 (1959).
 * Defaults are frouros'; lambda is in units of the values, so 1 suits errors with a deviation of
 * about 1 and never is reached by errors of 0 and 1.
 */
export const geometricMovingAverage: DetectorKind = {
  id: "gma",
  label: "Geometric moving average",
  input: "numbers",
  twoSided: false,
  parameters: [
    {
      name: "alpha",
      description: "How much of the average is kept at each value; less forgets faster.",
      default: 0.99,
      minimum: 0,
      maximum: 1,
    },
    {
      name: "lambda",
      description: "The average deviation that is a change, in units of the values.",
      default: 1,
      minimum: 0,
      maximum: 1e300,
    },
    minNumInstancesParameter,
  ],
  start(settings) {
    const alpha = settings("alpha");
    const lambda = settings("lambda");
    const minNumInstances = settings("minNumInstances");
    let count = 0;
    let mean = 0;
    let average = 0;
    return (value) => {
      count += 1;
      mean += (value - mean) / count;
      average = alpha * average + (1 - alpha) * (value - mean);
      return count >= minNumInstances && average > lambda ? "drift" : "stable";
    };
  },
};
