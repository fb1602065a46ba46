import { describe, expect, test } from "vitest";
import { detectron2Format } from "../../../src/core/formats/detectron2/detectron2Format.ts";
import { llamaFactoryFormat } from "../../../src/core/formats/llamafactory/llamaFactoryFormat.ts";
import { fuzzReader } from "../../support/formats/fuzzReader.ts";
import { bytesOf } from "../../support/formats/memoryFolder.ts";
import { claimsOf, pointsOf, readClaim, readFile } from "../../support/formats/readClaim.ts";

const lines = (...objects: readonly string[]): string => objects.map((one) => `${one}\n`).join("");

/** As detectron2/utils/events.py writes it: sorted keys, Python's numbers, appended on resuming. */
const metrics = lines(
  '{"data_time": 0.01, "eta_seconds": 90.5, "iteration": 19, "lr": 0.00025, "total_loss": 1.5}',
  '{"data_time": 0.01, "eta_seconds": 80.5, "iteration": 39, "lr": 0.0005, "total_loss": NaN}',
  '{"bbox/AP": 12.5, "bbox/AP-person": NaN, "iteration": 39}',
  '{"data_time": 0.01, "iteration": 39, "lr": 0.0005, "total_loss": 1.25}',
);

describe("Detectron2", () => {
  const content = {
    "output/metrics.json": metrics,
    "output/config.yaml": "SOLVER:\n  BASE_LR: 0.00025\n  STEPS:\n  - 60000\nVERSION: 2\n",
  };
  test("is a run with its points and its configuration", () => {
    const [claim, ...others] = claimsOf(detectron2Format, content);
    expect(others).toEqual([]);
    expect(claim?.root).toBe("output");
    const [points, config] = readClaim(detectron2Format, claim!, content);
    expect(pointsOf(points!)).toMatchObject({
      total_loss: [
        [19, NaN, 1.5],
        [39, NaN, NaN],
        [39, NaN, 1.25],
      ],
      "bbox/AP": [[39, NaN, 12.5]],
      "bbox/AP-person": [[39, NaN, NaN]],
    });
    expect(points?.points.has("iteration")).toBe(false);
    expect(points?.hasRestarts).toBe(true);
    expect(config?.params).toEqual({
      "SOLVER.BASE_LR": "0.00025",
      "SOLVER.STEPS": "[60000]",
      VERSION: "2",
    });
  });

  test.each([
    ["DVC's", '{"iteration": 5, "lr": 0.1}'],
    ["a pretty one", '{\n  "iteration": 5,\n  "lr": 1\n}\n'],
    ["another tool's lines", '{"iteration": 5, "score": 1}\n{"iteration": 6, "score": 1}\n'],
    ["text", "iteration\n"],
  ])("%s metrics.json is none of its business", (_label, text) => {
    expect(claimsOf(detectron2Format, { "a/metrics.json": text })).toEqual([]);
  });

  test("survives damage anywhere", () => {
    const file = { path: "metrics.json", role: "metrics" };
    fuzzReader({
      format: detectron2Format,
      file,
      content: bytesOf(metrics),
      isPrefixOfWhole: true,
    });
  });
});

describe("LLaMA-Factory", () => {
  const log = lines(
    '{"current_steps": 5, "total_steps": 20, "loss": 1.5, "lr": 5e-05, "epoch": 0.5, "percentage": 25.0, "elapsed_time": "0:00:03", "remaining_time": "0:00:09", "throughput": 812.5, "total_tokens": 4096}',
    '{"current_steps": 10, "total_steps": 20, "eval_loss": 1.25, "epoch": 1.0, "percentage": 50.0, "elapsed_time": "0:00:06", "remaining_time": "0:00:06"}',
  );
  const end = lines('{"current_steps": 20, "total_steps": 20, "loss": 1.0, "epoch": 2.0}');
  const file = { path: "trainer_log.jsonl", role: "log" };

  test("is of the run of the trainer, by the trainer's names", () => {
    const claims = claimsOf(llamaFactoryFormat, {
      "saves/lora/trainer_log.jsonl": log,
      "saves/lora/llamaboard_config.yaml": "top.model_name: a\n",
    });
    expect(claims).toMatchObject([{ root: "saves/lora", key: "" }]);
    expect(claims[0]?.files.map(({ role }) => role)).toEqual(["log", "config"]);
    const channel = readFile(llamaFactoryFormat, file, log);
    expect(pointsOf(channel)).toEqual({
      "train/loss": [[5, NaN, 1.5]],
      "train/learning_rate": [[5, NaN, 5e-5]],
      "train/epoch": [
        [5, NaN, 0.5],
        [10, NaN, 1],
      ],
      "eval/loss": [[10, NaN, 1.25]],
      throughput: [[5, NaN, 812.5]],
      total_tokens: [[5, NaN, 4096]],
    });
    expect(channel.params).toEqual({ max_steps: "20" });
    expect(channel.tags).toEqual({ progress: "step 10 of 20 (50 %)" });
    expect(channel.facts.status).toBeUndefined();
  });

  test("has finished at its last step, until it goes on", () => {
    expect(readFile(llamaFactoryFormat, file, log + end).facts.status).toBe("finished");
    expect(readFile(llamaFactoryFormat, file, log + end + log).facts.status).toBeUndefined();
  });

  test("survives damage anywhere", () => {
    const content = bytesOf(log + end);
    fuzzReader({ format: llamaFactoryFormat, file, content, isPrefixOfWhole: true });
  });
});
