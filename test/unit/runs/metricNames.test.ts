import { describe, expect, it } from "vitest";
import { metricRank, usualDirection } from "../../../src/core/runs/metricNames.ts";

describe("usualDirection", () => {
  it.each([
    ["val_loss", "minimize"],
    ["valAccuracy", "maximize"],
    ["accuracy_error", "minimize"],
    ["val/auc", "maximize"],
    ["eval_r2", "maximize"],
    ["lr", null],
    ["lossless", null],
    ["", null],
  ])("of %s", (metric, direction) => {
    expect(usualDirection(metric)).toBe(direction);
  });
});

it("ranks held-out measures first and the machine last", () => {
  const metrics = ["system/cpu_percent", "grad_norm", "train/loss", "val/epoch", "test_f1"];
  expect(metrics.sort((a, b) => metricRank(a) - metricRank(b))).toEqual([
    "test_f1",
    "val/epoch",
    "train/loss",
    "grad_norm",
    "system/cpu_percent",
  ]);
});
