import { describe, expect, test } from "vitest";
import { filesFormat } from "../../../src/core/formats/files/filesFormat.ts";
import { isStepName, stepNameIn } from "../../../src/core/formats/files/stepNames.ts";
import { fuzzReader } from "../../support/formats/fuzzReader.ts";
import { bytesOf, type MemoryFiles } from "../../support/formats/memoryFolder.ts";
import { claimsOf, pointsOf, readClaim } from "../../support/formats/readClaim.ts";

/** Runs by root and key, with their files' roles. */
function found(files: MemoryFiles) {
  return claimsOf(filesFormat, files).map(({ root, key, files: claimed }) => [
    [root, key].join("|"),
    ...claimed.map(({ path, role }) => `${path.split("/").at(-1) ?? ""}: ${role}`),
  ]);
}

/** All points of the only run, without times. */
function points(files: MemoryFiles) {
  const claims = claimsOf(filesFormat, files);
  expect(claims).toHaveLength(1);
  const channels = readClaim(filesFormat, claims[0]!, files);
  expect(channels.flatMap(({ problems }) => problems)).toEqual([]);
  const all = channels.flatMap((channel) => Object.entries(pointsOf(channel)));
  const params = Object.assign({}, ...channels.map((channel) => channel.params)) as unknown;
  const metrics = Object.fromEntries(
    all.map(([name, list]) => [name, list.map(([step, , value]) => [step, value])]),
  );
  return { metrics, params };
}

const table = "epoch,train_loss,val_acc\n1,0.5,0.8\n2,0.25,0.9\n";
const lines = '{"step": 0, "loss": 1.5, "lr": NaN}\n{"step": 1, "loss": 0.5}\n';

describe("what is taken for metrics", () => {
  test.each([
    ["a table", { "log.csv": table }, ["|", "log.csv: table by epoch"]],
    [
      "any table in a folder of runs",
      { "runs/a/x.csv": table },
      ["runs/a|", "x.csv: table by epoch"],
    ],
    ["any table beside weights", { "x.csv": table, "best.pt": "" }, ["|", "x.csv: table by epoch"]],
    ["lines", { "metrics.jsonl": lines }, ["|", "metrics.jsonl: lines by step"]],
    ["lines called json", { "metrics.json": lines }, ["|", "metrics.json: lines by step"]],
    ["lines called txt", { "log.txt": lines }, ["|", "log.txt: lines by step"]],
    ["lists", { "history.json": '{"loss": [1, 2]}' }, ["|", "history.json: history"]],
    ["a summary", { "eval_results.json": '{"a": {"f1": 1}}' }, ["|", "eval_results.json: summary"]],
    [
      "the finest step",
      { "log.csv": "epoch,iter,loss\n0,0,1\n0,1,1\n0,2,1\n1,3,1\n1,4,1\n" },
      ["|", "log.csv: table by iter"],
    ],
    [
      "rows, where no column tells them apart",
      { "log.csv": "epoch,batch,loss\n0,0,1\n0,1,1\n0,2,1\n1,0,1\n1,1,1\n1,2,1\n" },
      ["|", "log.csv: table by "],
    ],
  ] as const)("%s", (_name, files, expected) => {
    expect(found(files as unknown as MemoryFiles)).toEqual([expected]);
  });
});

describe("what is not", () => {
  const patients = "patient,step,score\na,1,0.5\nb,2,0.25\nc,3,0.75\n";
  test.each([
    ["a table without steps", { "results.csv": "model,accuracy\na,0.5\nb,0.6\n" }],
    ["a table without metrics", { "train.csv": "step,amount,fraud\n1,9.5,0\n1,3.5,1\n" }],
    ["a table whose steps fall", { "train.csv": "step,loss\n9,1\n3,2\n7,3\n1,4\n" }],
    ["a table that is mostly text", { "log.csv": "step,msg,at,loss\n1,a,b,\n2,c,d,1\n3,e,f,\n" }],
    ["episodes of a series", { "scores.csv": "episode,title,score\n1,Pilot,8\n2,Next,7.5\n" }],
    ["data", { "data/train.csv": table, "dataset/metrics.json": '{"acc": 1}' }],
    ["a table of no telling name", { "src/patients.csv": patients }],
    ["an empty table", { "log.csv": "epoch,loss\n" }],
    ["settings", { "config.json": '{"loss": 1}', "params.json": '{"lr": 1}' }],
    ["a package", { "package.json": '{"name": "x", "score": 1}' }],
    ["a document of no telling name", { "runs/a/anything.json": '{"loss": 1}' }],
    ["a summary without metrics", { "results.json": '{"count": 3, "name": "x"}' }],
    ["a list", { "results.json": '[{"loss": 1}]' }],
    ["what DVC declares", { "metrics.json": '{"acc": 1}', "dvc.yaml": "stages: {}\n" }],
    ["others' files", { "trainer_state.json": '{"loss": 1}', "wandb-summary.json": '{"loss": 1}' }],
    ["what CatBoost writes", { "catboost_info/learn_error.tsv": "iter\tloss\n0\t1\n1\t2\n" }],
    ["a twin", { "progress.csv": "total_timesteps,loss\n1,1\n", "progress.json": "" }],
    ["a Git LFS pointer", { "log.csv": "version https://git-lfs.github.com/spec/v1\n" }],
    ["lines without steps", { "train.jsonl": '{"text": "a", "score": 1}\n{"text": "b"}\n' }],
    ["garbage", { "log.csv": "\0\0\0", "metrics.json": "{", "results.jsonl": "}{" }],
  ] as const)("%s", (_name, files) => {
    expect(found(files as unknown as MemoryFiles)).toEqual([]);
  });
});

describe("several files in one folder", () => {
  test("parts of one run are one, told apart by their names", () => {
    const files = { "exp/train.csv": table, "exp/val.csv": table, "exp/metrics.json": '{"f1": 1}' };
    expect(found(files)).toEqual([
      [
        "exp|",
        "train.csv: prefixed table by epoch",
        "val.csv: prefixed table by epoch",
        "metrics.json: prefixed summary",
      ],
    ]);
    expect(Object.keys(points(files).metrics)).toEqual([
      "train/train_loss",
      "train/val_acc",
      "val/train_loss",
      "val/val_acc",
      "metrics/f1",
    ]);
  });

  test("else each is a run of its own", () => {
    const files = { "logs/seed1.csv": table, "logs/seed2.csv": table, "logs/seed2.jsonl": lines };
    expect(found(files).map(([run]) => run)).toEqual([
      "logs|seed1",
      "logs|seed2",
      "logs|seed2.jsonl",
    ]);
  });
});

describe("what they say", () => {
  test("lines, with the part of the data before the name", () => {
    const text =
      '{"mode": "train", "epoch": 1, "step": 10, "loss": {"a": 1}}\n' +
      '{"mode": "val", "epoch": 1, "step": 10, "acc": "NaN"}\n';
    expect(points({ "log.jsonl": text }).metrics).toEqual({
      "train/epoch": [[10, 1]],
      "train/loss/a": [[10, 1]],
      "val/epoch": [[10, 1]],
      "val/acc": [[10, NaN]],
    });
  });

  test("a table, with the part of the data before the name", () => {
    const text = "epoch,phase,loss,acc\n0,train,1,\n0,val,2,0.5\n1,train,0.5,\n1,val,1,0.75\n";
    expect(points({ "log.csv": text }).metrics).toEqual({
      "train/loss": [
        [0, 1],
        [1, 0.5],
      ],
      "val/loss": [
        [0, 2],
        [1, 1],
      ],
      "val/acc": [
        [0, 0.5],
        [1, 0.75],
      ],
    });
  });

  test("lists, by their own steps", () => {
    const text = '{"epoch": [1, 3], "loss": [0.5, NaN], "name": "x"}';
    expect(points({ "history.json": text })).toEqual({
      metrics: {
        loss: [
          [1, 0.5],
          [3, NaN],
        ],
      },
      params: { name: "x" },
    });
  });

  test("a summary: numbers at its step, texts as parameters", () => {
    const text =
      '{"epoch": 3, "f1": 0.5, "by": {"class 1": 1, "n": [1]}, "model": "bert", "ok": true}';
    expect(points({ "results.json": text })).toEqual({
      metrics: { f1: [[3, 0.5]], "by/class 1": [[3, 1]] },
      params: { model: "bert" },
    });
  });

  test("times, where they are times", () => {
    const files = {
      "log.csv": "step,loss,timestamp\n0,1,1750000000.5\n1,1,2025-06-15T15:06:41Z\n",
    };
    const [channel] = readClaim(filesFormat, claimsOf(filesFormat, files)[0]!, files);
    expect(pointsOf(channel!)).toEqual({
      loss: [
        [0, 1_750_000_000_500, 1],
        [1, 1_750_000_001_000, 1],
      ],
    });
  });
});

test("steps have many names", () => {
  for (const name of [
    "Step",
    "global_step",
    "Total Timesteps",
    "trainer/global_step",
    "globalStep",
  ]) {
    expect(isStepName(name)).toBe(true);
  }
  expect(isStepName("time")).toBe(false);
  expect(stepNameIn(["epoch", "loss", "step"])).toBe("step");
});

test("no content throws or hangs", () => {
  const read = (path: string, role: string, text: string) => {
    const content = bytesOf(text);
    fuzzReader({ format: filesFormat, file: { path, role }, content, rounds: 500 });
  };
  read("a.csv", "table by epoch", table);
  read("a.jsonl", "prefixed lines by step", lines);
  read("a.json", "history", '{"epoch": [1, 2], "loss": [1, NaN]}');
  read("a.json", "summary", '{"f1": 1, "b": {"c": "d", "e": Infinity}}');
});

test("detection never throws", () => {
  const names = ["log.csv", "metrics.json", "results.jsonl", "history.json", "log.txt"];
  for (const text of [table, lines, '{"loss": [1, 2', '{"a": {"acc": 1}}', "\ufeff{", "a\n", ""]) {
    for (let length = 0; length <= text.length; length++) {
      const files = Object.fromEntries(names.map((name) => [name, text.slice(0, length)]));
      expect(claimsOf(filesFormat, files).length).toBeLessThanOrEqual(names.length);
    }
  }
});

describe("a table of thousands of columns", () => {
  const columns = (prefix: string) =>
    Array.from({ length: 12_000 }, (_, index) => `${prefix}${index}`);
  const wide = (first: string, names: readonly string[]) =>
    `${first},${names.join()}\n0,${names.map(() => 1).join()}\n1,${names.map(() => 2).join()}\n`;

  test("is read when its names are those of training", () => {
    const files = { "runs/a/metrics.csv": wide("step", columns("loss/layer")) };
    const { metrics } = points(files);
    expect(Object.keys(metrics)).toHaveLength(12_000);
    expect(metrics["loss/layer11999"]).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });

  test("is data when they are not", () => {
    expect(found({ "runs/a/metrics.csv": wide("step", columns("gene")) })).toEqual([]);
    expect(found({ "runs/a/metrics.csv": wide("sample", columns("loss")) })).toEqual([]);
  });
});
