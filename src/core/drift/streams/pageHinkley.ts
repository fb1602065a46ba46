import type { DetectorKind } from "./detector.ts";
import { deltaParameter } from "./parameters.ts";

/**
 * Page–Hinkley: S = alpha·S + x − mean − delta, where the mean is that of all values so far, this
 * one included; a change when S exceeds the least S so far by more than threshold. With
 * `twoSidedTest`, T = alpha·T + x − mean + delta finds falling values in the same way: a change when
 * T is that far below the greatest T so far, which is at least −1. E. S. Page, "Continuous
 * inspection schemes", Biometrika 41 (1954); both sides and the −1 as the tool river has them.
 *
 * With `keepNegative` a change is S > threshold, as the tool frouros has it: slower, as S must first
 * make up for what it fell. With `neverNegative` S starts again at 0 whenever it falls below, as in
 * older versions of river.
 */
export const pageHinkley: DetectorKind = {
  id: "page-hinkley",
  label: "Page–Hinkley",
  input: "numbers",
  twoSided: true,
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
      name: "twoSidedTest",
      description: "1 to find falling values too, 0 for rising ones only.",
      default: 1,
      minimum: 0,
      maximum: 1,
      integer: true,
    },
    {
      name: "keepNegative",
      description: "1 to compare the sum with zero, not with its least value: slower.",
      default: 0,
      minimum: 0,
      maximum: 1,
      integer: true,
    },
    {
      name: "neverNegative",
      description: "1 to keep the sum from falling below zero.",
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
    const twoSided = settings("twoSidedTest") === 1;
    const neverNegative = settings("neverNegative") === 1;
    const fromZero = neverNegative || settings("keepNegative") === 1;
    let count = 0;
    let mean = 0;
    let rising = 0;
    let falling = 0;
    let least = fromZero ? 0 : Infinity;
    let greatest = -1;
    return (value) => {
      count += 1;
      mean += (value - mean) / count;
      rising = alpha * rising + (value - mean) - delta;
      falling = alpha * falling + (value - mean) + delta;
      if (neverNegative) rising = Math.max(0, rising);
      if (!fromZero) least = Math.min(least, rising);
      greatest = Math.max(greatest, falling);
      if (count < minInstances) return "stable";
      const isFall = twoSided && greatest - falling > threshold;
      return rising - least > threshold || isFall ? "drift" : "stable";
    };
  },
};
