import { describe, expect, test } from "vitest";
import { shortestFloat32 } from "../../../src/core/formats/points/float32.ts";
import { bestCheckpoint } from "../../../src/core/formats/lightning/checkpointNames.ts";
import { lightningFormat } from "../../../src/core/formats/lightning/lightningFormat.ts";
import { numberOf } from "../../../src/core/formats/text/tolerantJson.ts";
import { decodeUtf8 } from "../../../src/core/formats/text/utf8.ts";
import { fixtureFiles, parseLines } from "../../support/formats/fixtureFiles.ts";
import { fuzzReader } from "../../support/formats/fuzzReader.ts";
import { claimsOf, pointsOf, readClaim, readFile } from "../../support/formats/readClaim.ts";

/** Written by the real Lightning: test/contract/frameworks/lightning_writer.py, `fit`, `columns`. */
const files = fixtureFiles("lightning");
const claims = claimsOf(lightningFormat, files);

/** By metric, the steps and values of all calls in their order. */
function logged(folder: string): Record<string, [number, number, number][]> {
  const points = new Map<string, [number, number, number][]>();
  for (const { step, metrics } of parseLines(decodeUtf8(files[`${folder}/oracle.jsonl`]!))) {
    for (const [name, value] of Object.entries(metrics as Record<string, unknown>)) {
      const list = points.get(name) ?? [];
      points.set(name, [...list, [Number(step), NaN, shortestFloat32(numberOf(value) ?? NaN)]]);
    }
  }
  return Object.fromEntries(points);
}

describe("what the real Lightning wrote", () => {
  test("is one run for each version", () => {
    expect(claims.map(({ root }) => root)).toEqual(["columns/version_0", "fit/digits/version_0"]);
  });

  test.each([
    [0, "columns"],
    [1, "fit"],
  ])("has every point that was logged", (index, folder) => {
    const [metrics] = readClaim(lightningFormat, claims[index]!, files);
    expect(pointsOf(metrics!)).toEqual(logged(folder));
    expect(metrics!.problems).toEqual([]);
  });

  test("has its parameters and its best checkpoint", () => {
    const [, params, checkpoint] = readClaim(lightningFormat, claims[1]!, files);
    expect(params!.params).toEqual({
      activation: "torch.relu",
      data: "/data/digits",
      dropout: "null",
      layers: "[4,2]",
      lr: "0.001",
      schedule: "COSINE",
    });
    const [name] = JSON.parse(decodeUtf8(files["fit/best.json"]!)) as [string, number];
    expect(checkpoint!.tags.checkpoint).toBe(name);
    expect(checkpoint!.tags["best val_loss"]).toMatch(/^\d\.\d{4}$/);
  });
});

describe("which folders are runs", () => {
  const roots = (names: Record<string, string>) =>
    claimsOf(lightningFormat, names).map(({ root, files: claimed }) => [
      root,
      claimed.map(({ role }) => role),
    ]);

  test("those of its loggers", () => {
    expect(roots({ "logs/version_3/metrics.csv": "loss,step\n1,0\n" })).toEqual([
      ["logs/version_3", ["metrics"]],
    ]);
    expect(roots({ "a/my run/metrics.csv": "step\n0\n", "a/my run/hparams.yaml": "{}\n" })).toEqual(
      [["a/my run", ["metrics", "params"]]],
    );
    expect(roots({ "a/hparams.yaml": "{}\n", "a/events.out.tfevents.1.h": "" })).toEqual([
      ["a", ["params"]],
    ]);
  });

  test("none that only looks a little like it", () => {
    expect(roots({ "conf/hparams.yaml": "lr: 1\n", "a/metrics.csv": "step,loss\n0,1\n" })).toEqual(
      [],
    );
    expect(roots({ "version_1/notes.txt": "", "version_2/metrics.csv": "name,x\na,1\n" })).toEqual(
      [],
    );
  });
});

test.each([
  [["epoch=1-step=2-val_loss=0.5.ckpt", "epoch=2-step=4-val_loss=0.25.ckpt", "last.ckpt"], 1],
  [["m-val_acc=0.5-v1.ckpt", "m-val_acc=0.9.ckpt", "m-val_acc=0.7.ckpt"], 1],
  [["epoch=0-val/loss=1e-05.ckpt", "epoch=1-val/loss=-2.50.ckpt"], 1],
  [["epoch=0-step=9.ckpt", "last.ckpt", "x.txt"], undefined],
])("the best of %j", (names, best) => {
  expect(bestCheckpoint(names)).toBe(best === undefined ? undefined : names[best]);
});

test("no content throws, hangs, or reads differently in pieces", () => {
  const path = "columns/version_0/metrics.csv";
  const file = { path, role: "metrics" };
  fuzzReader({ format: lightningFormat, file, content: files[path]!, seed: 5 });
  const params = { path: "fit/digits/version_0/hparams.yaml", role: "params" };
  fuzzReader({ format: lightningFormat, file: params, content: files[params.path]!, seed: 6 });
  expect(readFile(lightningFormat, file, "").problems).toEqual([]);
});

test("a table whose step is behind thousands of columns is a run", () => {
  const names = Array.from({ length: 12_000 }, (_, index) => `m${index}`);
  const rows = [0, 1].map((step) => `${names.map(() => step + 0.5).join()},${step}\n`);
  const wide = {
    "version_0/metrics.csv": `${names.join()},step\n${rows.join("")}`,
  };
  const [claim] = claimsOf(lightningFormat, wide);
  const [metrics] = readClaim(lightningFormat, claim!, wide);
  const points = pointsOf(metrics!);
  expect(Object.keys(points)).toHaveLength(12_000);
  expect(points["m11999"]).toEqual([
    [0, NaN, 0.5],
    [1, NaN, 1.5],
  ]);
});
