import { describe, expect, test } from "vitest";
import { catboostFormat } from "../../../src/core/formats/catboost/catboostFormat.ts";
import { deepspeedFormat } from "../../../src/core/formats/deepspeed/deepspeedFormat.ts";
import { fastaiFormat } from "../../../src/core/formats/fastai/fastaiFormat.ts";
import type { RunFormat } from "../../../src/core/formats/runFormat.ts";
import { stableBaselines3Format } from "../../../src/core/formats/stableBaselines3/stableBaselines3Format.ts";
import { timmFormat } from "../../../src/core/formats/timm/timmFormat.ts";
import { ultralyticsFormat } from "../../../src/core/formats/ultralytics/ultralyticsFormat.ts";
import { decodeUtf8 } from "../../../src/core/formats/text/utf8.ts";
import { fixtureFiles } from "../../support/formats/fixtureFiles.ts";
import { fuzzReader } from "../../support/formats/fuzzReader.ts";
import type { MemoryFiles } from "../../support/formats/memoryFolder.ts";
import { claimsOf, pointsOf, readClaim } from "../../support/formats/readClaim.ts";

/** Each fixture was written by the tool itself: test/contract/tabular_writer.py. */
type Points = Record<string, [number, number][]>;
type Rows = readonly Readonly<Record<string, number>>[];

function oracleOf(files: Record<string, Uint8Array>): unknown {
  return JSON.parse(decodeUtf8(files["oracle.json"]!));
}

function without<T>(record: Readonly<Record<string, T>>, ...names: string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}

/** The channels of each claim of the format, by the claim's root. */
function read(format: RunFormat, files: MemoryFiles) {
  const claims = claimsOf(format, files);
  return new Map(
    claims.map((claim) => {
      const channels = readClaim(format, claim, files, { root: claim.root, wantsMedia: true });
      expect(channels.flatMap(({ problems }) => problems)).toEqual([]);
      return [claim.root, channels];
    }),
  );
}

function stepsAndValues(channel: Parameters<typeof pointsOf>[0]): Points {
  return Object.fromEntries(
    Object.entries(pointsOf(channel)).map(([name, list]) => [
      name,
      list.map(([step, , value]) => [step, value]),
    ]),
  );
}

/** Rows that were logged, by metric, at the step of the column `step`. */
function byMetric(rows: Rows, step: string): Points {
  const points: Points = {};
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) {
      if (name !== step) (points[name] ??= []).push([row[step] ?? NaN, value]);
    }
  }
  return points;
}

test("CatBoost: every error, by set", () => {
  const files = fixtureFiles("catboost");
  const oracle = oracleOf(files) as Record<string, Record<string, number[]>>;
  const [training] = read(catboostFormat, files).get("catboost_info")!;
  const points = stepsAndValues(training!);
  for (const [set, metrics] of Object.entries(oracle)) {
    for (const [metric, values] of Object.entries(metrics)) {
      const found = points[`${set}/${metric}`]!;
      expect(found.map(([step]) => step)).toEqual(values.map((_, index) => index));
      // The file has ten digits.
      for (const [step, value] of found) expect(value).toBeCloseTo(values[step]!, 8);
    }
  }
  expect(Object.keys(points)).toHaveLength(8);
  expect(training!.params).toEqual({ iteration_count: "12", launch_mode: "Train" });

  const tables = without(files, "catboost_info/catboost_training.json");
  const channels = read(catboostFormat, tables).get("catboost_info")!;
  const again = Object.assign({}, ...channels.map(stepsAndValues)) as Points;
  expect(again).toEqual(without(points, "passed_time", "remaining_time"));
});

test("CatBoost: a file that training still writes to", () => {
  const files = fixtureFiles("catboost");
  const path = "catboost_info/catboost_training.json";
  const text = decodeUtf8(files[path]!);
  const live = text.slice(0, text.indexOf('{"learn"', 1000));
  const [training] = read(catboostFormat, { [path]: live }).get("catboost_info")!;
  expect(stepsAndValues(training!)["learn/RMSE"]!.length).toBeGreaterThan(2);
});

describe("Stable-Baselines3", () => {
  const files = fixtureFiles("stableBaselines3");
  interface Oracle {
    readonly rows: Rows;
    readonly episodes: { readonly rewards: number[]; readonly lengths: number[] };
  }
  const { rows, episodes } = oracleOf(files) as Oracle;
  const found = read(stableBaselines3Format, files);

  test.each([
    ["JSON lines", ""],
    ["CSV", "csv"],
  ])("every value of the logger in %s", (_name, root) => {
    const points = stepsAndValues(found.get(root)![0]!);
    const expected = byMetric(rows, "time/total_timesteps");
    expect(Object.keys(points).sort()).toEqual(Object.keys(expected).sort());
    for (const [metric, list] of Object.entries(expected)) {
      expect(points[metric]!.map(([step]) => step)).toEqual(list.map(([step]) => step));
      for (const [index, [, value]] of list.entries()) {
        // A float32 of NumPy is written to the CSV with its own digits.
        expect(points[metric]![index]![1] / value || 1).toBeCloseTo(1, 6);
      }
    }
  });

  test("every episode, at the timesteps of its end", () => {
    const monitor = found.get("")![1]!;
    const points = pointsOf(monitor);
    let steps = 0;
    const ends = episodes.lengths.map((length) => (steps += length));
    const rewards = episodes.rewards.map((reward, index) => [ends[index], reward]);
    expect(stepsAndValues(monitor).episode_reward).toEqual(rewards);
    expect(points.episode_length!.map(([, , length]) => length)).toEqual(episodes.lengths);
    const { startTime = NaN } = monitor.facts;
    expect(new Date(startTime).getUTCFullYear()).toBe(2026);
    expect(points.episode_reward!.every(([, time]) => time > startTime)).toBe(true);
    expect(monitor.params).toEqual({ env_id: "CartPole-v1" });
  });
});

test("timm: every value and argument", () => {
  const files = fixtureFiles("timm");
  const [summary, args] = read(timmFormat, files).get("")!;
  expect(stepsAndValues(summary!)).toEqual(byMetric(oracleOf(files) as Rows, "epoch"));
  expect(args!.params).toEqual({
    aug_splits: "0",
    lr: "0.05",
    mean: "null",
    model: "resnet18",
    opt: "sgd",
  });
});

test("fastai: every value, and the time of an epoch in seconds", () => {
  const files = fixtureFiles("fastai");
  const rows = oracleOf(files) as number[][];
  const [history] = read(fastaiFormat, files).get("")!;
  const { time, ...points } = stepsAndValues(history!);
  const names = ["train_loss", "valid_loss", "accuracy"];
  expect(points).toEqual(
    Object.fromEntries(names.map((name, at) => [name, rows.map((row, n) => [n, row[at] ?? NaN])])),
  );
  expect(time).toEqual(rows.map((_, epoch) => [epoch, expect.any(Number) as unknown]));
  const clocks = "epoch,train_loss,time\n0,1,01:02\n1,1,1:00:01\n";
  const [other] = read(fastaiFormat, { "history.csv": clocks }).get("")!;
  expect(stepsAndValues(other!).time).toEqual([
    [0, 62],
    [1, 3601],
  ]);
});

test("DeepSpeed: every event, also of a job that was started again", () => {
  const files = fixtureFiles("deepspeed");
  const events = oracleOf(files) as [string, number, number][];
  const channels = read(deepspeedFormat, files).get("job")!;
  const points = Object.assign({}, ...channels.map(stepsAndValues)) as Points;
  const expected: Points = {};
  for (const [name, value, step] of events) (expected[name] ??= []).push([step, value]);
  expect(points).toEqual(expected);
});

describe("Ultralytics", () => {
  const files = fixtureFiles("ultralytics");
  const [results, args, ...images] = read(ultralyticsFormat, files).get("runs/train") ?? [];

  test("every value, as the file has six digits of it", () => {
    const { time, fitness, ...points } = stepsAndValues(results!);
    const logged = without(byMetric(oracleOf(files) as Rows, "epoch"), "fitness");
    const short = (list: [number, number][]) =>
      list.map(([step, value]) => [step, Number(value.toPrecision(6))]);
    expect(points).toEqual(
      Object.fromEntries(Object.entries(logged).map(([name, list]) => [name, short(list)])),
    );
    expect(time!.map(([epoch]) => epoch)).toEqual([1, 2, 3]);
    expect(fitness).toEqual(points["metrics/mAP50-95(B)"]);
  });

  test("the arguments", () => {
    expect(args!.params).toMatchObject({ task: "detect", epochs: "3", imgsz: "32", lr0: "0.01" });
  });

  test("the images, without steps", () => {
    const media = images.flatMap((channel) => channel.media);
    expect(media.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["labels", "confusion_matrix", "train_batch0", "val_batch0_pred"]),
    );
    expect(media[0]).toMatchObject({
      kind: "image",
      step: null,
      content: { mimeType: "image/png" },
    });
  });

  test("YOLOv5's columns and arguments", () => {
    const table =
      "               epoch,      train/box_loss,     metrics/mAP_0.5,metrics/mAP_0.5:0.95\n" +
      "                   0,             0.12158,                0.5,               0.25\n";
    const yolo5 = { "exp/results.csv": table, "exp/opt.yaml": "weights: a\nhyp: b\nimgsz: 640\n" };
    const [old, options] = read(ultralyticsFormat, yolo5).get("exp")!;
    expect(stepsAndValues(old!)).toEqual({
      "train/box_loss": [[0, 0.121_58]],
      "metrics/mAP_0.5": [[0, 0.5]],
      "metrics/mAP_0.5:0.95": [[0, 0.25]],
      fitness: [[0, 0.275]],
    });
    expect(options!.params).toEqual({ weights: "a", hyp: "b", imgsz: "640" });
  });

  test("not any folder with a results.csv or an args.yaml", () => {
    const others = { "a/results.csv": "epoch,loss\n0,1\n", "b/args.yaml": "model: x\n" };
    expect(claimsOf(ultralyticsFormat, others)).toEqual([]);
  });
});

test.each([
  [catboostFormat, "catboost_info/catboost_training.json", "training"],
  [catboostFormat, "catboost_info/test_error.tsv", "test"],
  [stableBaselines3Format, "monitor.csv", "monitor"],
  [stableBaselines3Format, "csv/progress.csv", "table"],
  [stableBaselines3Format, "progress.json", "lines"],
  [timmFormat, "summary.csv", "metrics"],
  [fastaiFormat, "history.csv", "metrics"],
  [deepspeedFormat, "job/Train_Samples_lr.csv", "metric"],
  [ultralyticsFormat, "runs/train/results.csv", "metrics"],
  [ultralyticsFormat, "runs/train/labels.jpg", "image"],
])("no content throws or hangs: %#", (format, path, role) => {
  const content = fixtureFiles(format.id)[path]!;
  fuzzReader({ format, file: { path, role }, content: content.subarray(0, 3000), rounds: 300 });
});
