import type { DetectorKind } from "./detector.ts";
import { deltaParameter, minNumInstancesParameter } from "./parameters.ts";

/**
 * CUSUM, the cumulative sum: S = max(0, S + x − mean − delta), where the mean is that of all
 * values so far, this one included; a change when S > lambda. Finds rising values only. E. S.
 * Page, "Continuous inspection schemes", Biometrika 41 (1954). Defaults are frouros'.
 */
export const cusum: DetectorKind = {
  id: "cusum",
  label: "CUSUM",
  input: "numbers",
  twoSided: false,
  parameters: [
    deltaParameter,
    {
      name: "lambda",
      description: "The sum of deviations that is a change, in units of the values.",
      default: 50,
      minimum: 0,
      maximum: 1e300,
    },
    minNumInstancesParameter,
  ],
  start(settings) {
    const delta = settings("delta");
    const lambda = settings("lambda");
    const minNumInstances = settings("minNumInstances");
    let count = 0;
    let mean = 0;
    let sum = 0;
    return (value) => {
      count += 1;
      mean += (value - mean) / count;
      sum = Math.max(0, sum + value - mean - delta);
      return count >= minNumInstances && sum > lambda ? "drift" : "stable";
    };
  },
};
