import { describe, expect, test } from "vitest";
import { rayFormat } from "../../../src/core/formats/ray/rayFormat.ts";
import { decodeUtf8 } from "../../../src/core/formats/text/utf8.ts";
import { fixtureFiles, parseLines } from "../../support/formats/fixtureFiles.ts";
import { fuzzReader } from "../../support/formats/fuzzReader.ts";
import { bytesOf } from "../../support/formats/memoryFolder.ts";
import { claimsOf, pointsOf, readClaim, readFile } from "../../support/formats/readClaim.ts";

/** Written by the real Ray Tune: test/contract/frameworks/ray_writer.py. */
const files = fixtureFiles("ray");
const claims = claimsOf(rayFormat, files);
const result = { path: "result.json", role: "result" };

describe("what the real Ray wrote", () => {
  test("is one run a trial, with all its files", () => {
    expect(claims).toHaveLength(2);
    for (const { root, isEnclosing, files: claimed } of claims) {
      expect(root).toMatch(/^search\/train_/);
      expect(isEnclosing).toBe(true);
      const own = Object.keys(files).filter((name) => name.startsWith(root));
      expect(claimed.map(({ path }) => path).sort()).toEqual(own.sort());
    }
  });

  test.each([0, 1])("trial %i has every number that was reported", (index) => {
    const [params, results] = readClaim(rayFormat, claims[index]!, files);
    const trial = results?.tags["ray.trial_id"];
    const reports = parseLines(decodeUtf8(files["oracle.jsonl"]!)).filter(
      (one) => one.trial === trial,
    );
    expect(reports).toHaveLength(4);
    const metrics = reports.map((one) => one.metrics as { loss: number; eval: { acc: number } });
    const points = pointsOf(results!);
    const stepped = (values: readonly number[]): unknown[] =>
      values.map((value, at): unknown => [at + 1, expect.any(Number), value]);
    expect(points.loss).toEqual(stepped(metrics.map(({ loss }) => loss)));
    expect(points["eval/acc"]).toEqual(stepped(metrics.map((one) => one.eval.acc)));
    expect(points["eval/deep/odd"]).toEqual(stepped([NaN, NaN, NaN, NaN]));
    // Ray's progress.csv leaves it out, as it does every column that comes late.
    expect(points.late).toEqual([[3, expect.any(Number), 7]]);
    expect(new Date(points.loss![0]![1]).getUTCFullYear()).toBe(2026);
    const named = ["eval/acc", "eval/deep/odd", "late", "loss", "time_this_iter_s", "time_total_s"];
    expect(Object.keys(points).sort()).toEqual(named);
    expect(params?.params).toEqual({
      lr: index === 0 ? "0.1" : "0.2",
      "optimizer.name": "sgd",
      "optimizer.betas": "[0.9,0.99]",
    });
    expect(params?.facts.name).toBe(`train_${trial ?? ""}`);
    expect(params?.tags["ray.varied"]).toBe(index === 0 ? "lr=0.1000" : "lr=0.2000");
    expect(params?.facts.startTime).toBeDefined();
  });

  test("says that a trial failed, and how; of the other not that it ended", () => {
    const failed = readClaim(rayFormat, claims[1]!, files).find(
      ({ facts }) => facts.status === "failed",
    );
    expect(failed?.facts.note).toMatch(/^Failure # 1[\s\S]*the <b>rate<\/b> is too high$/);
    expect(failed?.facts.note).not.toContain("\u001b");
    const statuses = readClaim(rayFormat, claims[0]!, files).map(({ facts }) => facts.status);
    expect(statuses.every((status) => status === undefined)).toBe(true);
  });
});

describe("other trials", () => {
  test("the last word of whether it is done counts", () => {
    const line = (iteration: number, done: boolean): string =>
      `${JSON.stringify({ training_iteration: iteration, done, timestamp: 1_700_000_000, loss: 1 })}\n`;
    const done = readFile(rayFormat, result, line(1, false) + line(2, true));
    expect(done.facts).toEqual({ status: "finished", endTime: 1_700_000_000_000 });
    const resumed = readFile(rayFormat, result, line(1, true) + line(2, false));
    expect(resumed.facts).toEqual({});
  });

  test("a broken line is one problem, and the others are there", () => {
    const text =
      '{"training_iteration": 1, "a": NaN}\nnonsense\n{"training_iteration": 2, "a": {"b": 3}}\n{"a": 9}\n';
    const channel = readFile(rayFormat, result, text);
    expect(pointsOf(channel)).toEqual({ a: [[1, NaN, NaN]], "a/b": [[2, NaN, 3]] });
    expect(channel.problems).toMatchObject([
      { code: "json-line", location: { line: 1, byteOffset: 36 } },
    ]);
  });

  test.each([
    ["a trial that has reported nothing yet", { "t/params.json": "{}", "t/params.pkl": "x" }, 1],
    ["somebody's parameters", { "t/params.json": "{}" }, 0],
    ["somebody's results", { "t/result.json": "{}" }, 0],
  ])("%s", (_label, content, count) => {
    expect(claimsOf(rayFormat, content)).toHaveLength(count);
  });

  test("event files are left to others when there is nothing better", () => {
    const [claim] = claimsOf(rayFormat, {
      "t/params.json": "{}",
      "t/params.pkl": "x",
      "t/events.out.tfevents.1": "x",
    });
    expect(claim?.files.map(({ role }) => role)).toEqual(["params"]);
  });

  test("survives damage anywhere", () => {
    const root = claims[1]!.root;
    const content = files[`${root}/result.json`]!;
    fuzzReader({ format: rayFormat, file: result, content, isPrefixOfWhole: true });
    for (const role of ["params", "error"]) {
      const name = role === "error" ? "error.txt" : "params.json";
      fuzzReader({
        format: rayFormat,
        file: { path: name, role },
        content: files[`${root}/${name}`]!,
        rounds: 300,
      });
    }
    const copy = { path: "progress.csv", role: "copy" };
    expect(readFile(rayFormat, copy, bytesOf("a,b\n1,2\n")).points.size).toBe(0);
  });
});
