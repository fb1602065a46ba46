import type { DetectorKind } from "./detector.ts";
import { deltaParameter } from "./parameters.ts";

/**
 * Page–Hinkley: S = max(0, alpha·S + x − mean − delta), where the mean is that of all values so
 * far, this one included; a change when S ≥ threshold. Finds rising values only. E. S. Page,
 * "Continuous inspection schemes", Biometrika 41 (1954). `minInstances` counts as the tool river
 * does: changes can be found from the value before it on. With `keepNegative` the sum may fall
 * below zero, as the tool frouros does it.
 */
export const pageHinkley: DetectorKind = {
  id: "page-hinkley",
  label: "Page–Hinkley",
  input: "numbers",
  twoSided: false,
  parameters: [
    {
      name: "minInstances",
      description: "The number of values before a change can be found.",
      default: 30,
      minimum: 0,
      maximum: 1e9,
      integer: true,
    },
    deltaParameter,
    {
      name: "threshold",
      description: "The sum of deviations that is a change, in units of the values.",
      default: 50,
      minimum: 0,
      maximum: 1e300,
    },
    {
      name: "alpha",
      description: "How much of the sum is kept at each value; less forgets faster.",
      default: 0.9999,
      minimum: 0,
      maximum: 1,
    },
    {
      name: "keepNegative",
      description: "1 to let the sum fall below zero, which is slower to find a change.",
      default: 0,
      minimum: 0,
      maximum: 1,
      integer: true,
    },
  ],
  start(settings) {
    const minInstances = settings("minInstances");
    const delta = settings("delta");
    const threshold = settings("threshold");
    const alpha = settings("alpha");
    const least = settings("keepNegative") === 1 ? -Infinity : 0;
    let count = 0;
    let mean = 0;
    let sum = 0;
    return (value) => {
      count += 1;
      mean += (value - mean) / count;
      sum = Math.max(least, alpha * sum + (value - mean - delta));
      return count + 1 >= minInstances && sum >= threshold ? "drift" : "stable";
    };
  },
};
