import { describe, expect, test } from "vitest";
import { mmengineFormat } from "../../../src/core/formats/mmengine/mmengineFormat.ts";
import { parsePythonConfig } from "../../../src/core/formats/mmengine/pythonConfig.ts";
import { timeOfFolder } from "../../../src/core/formats/folderTime.ts";
import { decodeUtf8 } from "../../../src/core/formats/text/utf8.ts";
import { fixtureFiles, parseLines } from "../../support/formats/fixtureFiles.ts";
import { fuzzReader } from "../../support/formats/fuzzReader.ts";
import { bytesOf } from "../../support/formats/memoryFolder.ts";
import { claimsOf, pointsOf, readClaim, readFile } from "../../support/formats/readClaim.ts";

/** Written by the real MMEngine: test/contract/frameworks/mmengine_writer.py. */
const files = fixtureFiles("mmengine");

describe("what the real MMEngine wrote", () => {
  const [claim, ...others] = claimsOf(mmengineFormat, files);
  const [scalars, config, copy] = readClaim(mmengineFormat, claim!, files, { root: claim!.root });

  test("is one run, whose lines stand in two files", () => {
    expect(others).toEqual([]);
    expect(claim?.root).toMatch(/^work_dirs\/line\/\d{8}_\d{6}$/);
    expect(claim?.files.map(({ role }) => role)).toEqual(["scalars", "config", "copy"]);
    expect(copy?.points.size).toBe(0);
    expect(scalars?.facts).toEqual({ startTime: timeOfFolder(claim!.root) });
  });

  test("has every point, those of validations apart", () => {
    const lines = parseLines(decodeUtf8(files[claim!.files[0]!.path]!)) as Record<string, number>[];
    const expected: Record<string, [number, number, number][]> = {};
    for (const line of lines) {
      for (const [key, value] of Object.entries(line)) {
        if (key === "step" || key === "iter") continue;
        const isTimed = key === "time" || key === "data_time";
        const name = "mean" in line && isTimed ? `val/${key}` : key;
        (expected[name] ??= []).push([line.step!, NaN, value]);
      }
    }
    expect(pointsOf(scalars!)).toEqual(expected);
    expect(expected.loss?.map(([step]) => step)).toEqual([3, 6, 10, 13, 17, 20]);
    expect(expected.mean?.map(([step]) => step)).toEqual([1, 2, 3]);
  });

  test("has its configuration", () => {
    expect(config?.params).toMatchObject({
      "optim_wrapper.optimizer.lr": "0.01",
      "optim_wrapper.optimizer.type": "SGD",
      "optim_wrapper.clip_grad": "null",
      "train_cfg.by_epoch": "true",
      "train_cfg.max_epochs": "3",
      "visualizer.vis_backends": '[{"type":"LocalVisBackend"}]',
      work_dir: "work_dirs/line",
    });
  });
});

describe("logs of MMCV", () => {
  const meta = {
    env_info: "x\ny",
    config: "lr = 0.1\nmodel = dict(type='R')\n",
    seed: 5,
    exp_name: "a.py",
  };
  const log = [
    meta,
    { mode: "train", epoch: 1, iter: 50, lr: 0.1, memory: 100, loss: 3, time: 0.5 },
    { mode: "train", epoch: 1, iter: 100, lr: 0.1, memory: 100, loss: 2, time: 0.5 },
    { mode: "val", epoch: 1, iter: 70, lr: 0.1, bbox_mAP: 0.25, bbox_mAP_copypaste: "0.25 0.5" },
    { mode: "train", epoch: 2, iter: 50, lr: { base: 0.05 }, loss: 1 },
  ];
  const text = log.map((line) => `${JSON.stringify(line)}\n`).join("");
  const content = {
    "work/a/20200504_210455.log.json": text,
    "work/a/20200505_101112.log.json": text,
  };

  test("are one run each, by their time", () => {
    const claims = claimsOf(mmengineFormat, content);
    expect(claims.map(({ root, key }) => [root, key])).toEqual([
      ["work/a", "20200504_210455"],
      ["work/a", "20200505_101112"],
    ]);
    const [channel] = readClaim(mmengineFormat, claims[0]!, content);
    expect(channel?.facts.startTime).toBe(new Date(2020, 4, 4, 21, 4, 55).getTime());
    expect(channel?.params).toEqual({ lr: "0.1", "model.type": "R", seed: "5" });
    expect(channel?.tags).toEqual({ exp_name: "a.py" });
    const points = pointsOf(channel!);
    expect(points["train/loss"]).toEqual([
      [50, NaN, 3],
      [100, NaN, 2],
      [150, NaN, 1],
    ]);
    expect(points["val/bbox_mAP"]).toEqual([[100, NaN, 0.25]]);
    expect(points.learning_rate).toEqual([
      [50, NaN, 0.1],
      [100, NaN, 0.1],
    ]);
    expect(channel?.problems).toEqual([]);
  });

  test("are no others' files", () => {
    expect(claimsOf(mmengineFormat, { "20200504_210455.log.json": '{"a": 1}\n' })).toEqual([]);
    expect(claimsOf(mmengineFormat, { "vis_data/other.json": '{"step": 1}\n' })).toEqual([]);
  });

  test("survive damage anywhere", () => {
    const file = { path: "20200504_210455.log.json", role: "mmcv" };
    fuzzReader({ format: mmengineFormat, file, content: bytesOf(text), isPrefixOfWhole: true });
    const scalars = Object.entries(files).find(([name]) => name.endsWith("scalars.json"))!;
    fuzzReader({
      format: mmengineFormat,
      file: { path: "scalars.json", role: "scalars" },
      content: scalars[1],
      isPrefixOfWhole: true,
    });
    const config = Object.entries(files).find(([name]) => name.endsWith("config.py"))!;
    fuzzReader({
      format: mmengineFormat,
      file: { path: "config.py", role: "config" },
      content: config[1],
    });
  });
});

describe("a configuration in Python", () => {
  test.each([
    ["a = 1\nb = -1e-4\nc = .5\nd = 1_000", { a: 1, b: "-1e-4", c: ".5", d: "1_000" }],
    ["a = True\nb = None\nc = False", { a: true, b: null, c: false }],
    [
      "a = 'x\\'y'\nb = \"z\"\nc = r'\\d'\nd = 'a' 'b'\ne = '''1\n2 = 3'''",
      { a: "x'y", b: "z", c: "\\d", d: "ab", e: "1\n2 = 3" },
    ],
    ["a = (1, 2)\nb = (1)\nc = (1, )\nd = []\ne = ()", { a: [1, 2], b: 1, c: [1], d: [], e: [] }],
    ["a = dict(b=dict(c=[1, {'d': 2}]), e={1, 2})", { a: { b: { c: [1, { d: 2 }] }, e: [1, 2] } }],
    ["a = dict(\n    b=1,  # why\n    c=2,\n)\nd = 3", { a: { b: 1, c: 2 }, d: 3 }],
    ["import os\na = os.path\nb = f(1)\nc = dict(d=g)\ne = 1", { e: 1 }],
    ["__proto__ = 1", JSON.parse('{"__proto__": 1}') as object],
    ["a = dict(b=\nc = 2", { c: 2 }],
    ["a = '", {}],
    ["if x == 1:\n  a = 2\nb == 3", {}],
  ])("%j", (text, expected) => {
    expect(parsePythonConfig(text)).toEqual(expected);
  });

  test("is read within bounds", () => {
    expect(parsePythonConfig(`a = ${"[".repeat(100_000)}`)).toEqual({});
    expect(parsePythonConfig(`a = [${"1,".repeat(200_000)}]`)).toEqual({});
    const many = readFile(
      mmengineFormat,
      { path: "config.py", role: "config" },
      "a = [\n".repeat(20_000),
    );
    expect(many.params).toEqual({});
  });
});
