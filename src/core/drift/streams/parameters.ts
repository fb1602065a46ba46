import type { DetectorParameter } from "./detector.ts";

/** Parameters that several detectors have. */

export const deltaParameter: DetectorParameter = {
  name: "delta",
  description: "How far above the mean a value may lie for free, in units of the values.",
  default: 0.005,
  minimum: 0,
  maximum: 1e300,
};

export const warmStartParameter: DetectorParameter = {
  name: "warmStart",
  description: "The number of values before a change can be found.",
  default: 30,
  minimum: 0,
  maximum: 1e9,
  integer: true,
};

export const minNumInstancesParameter: DetectorParameter = {
  ...warmStartParameter,
  name: "minNumInstances",
};
