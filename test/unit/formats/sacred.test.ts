import { describe, expect, test } from "vitest";
import { unpickleJson } from "../../../src/core/formats/sacred/jsonPickle.ts";
import { sacredFormat } from "../../../src/core/formats/sacred/sacredFormat.ts";
import { numberOf } from "../../../src/core/formats/text/tolerantJson.ts";
import { decodeUtf8 } from "../../../src/core/formats/text/utf8.ts";
import { fixtureFiles, parseLines } from "../../support/formats/fixtureFiles.ts";
import { fuzzReader } from "../../support/formats/fuzzReader.ts";
import { claimsOf, pointsOf, readClaim, readFile } from "../../support/formats/readClaim.ts";

/** Written by the real Sacred: test/contract/sacred_writer.py, `ok`, `fail` and `die`. */
const files = fixtureFiles("sacred");
const oracle = parseLines(decodeUtf8(files["oracle.jsonl"]!));
const claims = claimsOf(sacredFormat, files);
const run = { path: "run.json", role: "run" };

describe("what the real Sacred wrote", () => {
  test("is one run for each numbered folder", () => {
    expect(claims.map(({ root }) => root)).toEqual(["runs/1", "runs/2", "runs/3"]);
  });

  test.each([0, 1, 2])("run %i has every point that was logged", (index) => {
    const [, , metrics] = readClaim(sacredFormat, claims[index]!, files);
    const found = Object.entries(pointsOf(metrics!)).map(([name, points]) => [
      name,
      points.map(([step, , value]) => [step, value]),
    ]);
    const logged = Object.entries(oracle[index] as Record<string, [number, unknown][]>);
    const expected = logged.map(([name, points]) => [
      name,
      points.map(([step, value]) => [step, numberOf(value)]),
    ]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
    const times = [...metrics!.points.values()].flatMap((points) => [...points.peek().times]);
    expect(times.every((time) => new Date(time).getUTCFullYear() === 2026)).toBe(true);
  });

  test("a run that ended has its facts, parameters and result", () => {
    const [record, config, , output] = readClaim(sacredFormat, claims[0]!, files, {
      wantsMedia: true,
    });
    const { startTime = NaN, endTime = NaN, ...facts } = record!.facts;
    expect(facts).toEqual({ experiment: "digits", host: "workstation", status: "finished" });
    expect(endTime).toBeGreaterThan(startTime);
    expect(new Date(startTime).toISOString()).toMatch(/^2026-11-20T22:/);
    expect(pointsOf(record!).result).toEqual([[0, NaN, 0.75]]);
    expect(config?.params).toEqual({
      data: "/data/digits",
      layers: "[16,32]",
      lr: "0.5",
      "model.depth": "3",
      "model.name": "a.b",
      optimizer: "null",
      scale: "0.25",
      seed: expect.stringMatching(/^\d+$/) as string,
      weights: "[0,1,2]",
    });
    expect(output?.media).toMatchObject([{ kind: "text", content: { path: "runs/1/cout.txt" } }]);
  });

  test("a run that failed says how", () => {
    const [record] = readClaim(sacredFormat, claims[1]!, files);
    expect(record?.facts.status).toBe("failed");
    expect(record?.facts.note).toMatch(/^first try\n\nTraceback[\s\S]*ValueError: no digits$/);
  });

  test("a run that was killed is running only as long as its heart may have beaten", () => {
    const beat = Date.parse(
      `${/"heartbeat": "([^"]+)"/.exec(decodeUtf8(files["runs/3/run.json"]!))?.[1] ?? ""}Z`,
    );
    const status = (now: number): unknown =>
      readClaim(sacredFormat, claims[2]!, files, { now })[0]?.facts.status;
    expect(status(beat + 9 * 60_000)).toBe("running");
    expect(status(beat + 11 * 60_000)).toBeUndefined();
  });
});

describe("other runs", () => {
  test("the commit is that of the first repository", () => {
    const commit = "0123456789abcdef0123456789abcdef01234567";
    const url = "https://example.org/a.git";
    const text = JSON.stringify({
      command: "main",
      experiment: { name: "a", repositories: [{ url, commit, dirty: true }, { commit: "x" }] },
      status: "TIMEOUT",
      result: { "py/tuple": [1, 2] },
    });
    const channel = readFile(sacredFormat, run, text);
    expect(channel.facts).toEqual({
      ...{ experiment: "a", status: "failed", commit, isDirty: true, remote: url },
    });
    expect(channel.tags).toEqual({ command: "main", status: "TIMEOUT", result: "[1,2]" });
  });

  test.each([
    ["another tool's", { "a/run.json": '{"id": 1}', "a/config.json": "{}" }, 0],
    ["one that is being written", { "a/run.json": "", "a/config.json": "{}" }, 1],
    ["a lone record", { "a/run.json": '{"command": "main"}' }, 0],
    [
      "an LFS pointer",
      { "a/run.json": "version https://git-lfs.github.com/spec/v1\n", "a/cout.txt": "" },
      1,
    ],
  ])("%s run.json", (_label, content, count) => {
    expect(claimsOf(sacredFormat, content)).toHaveLength(count);
  });

  test("values of wrong types are left out", () => {
    const metrics =
      '{"a": {"values": [1, "x", {"dtype": "f4", "value": 2}, null], "steps": 7}, "b": 1}';
    const channel = readFile(sacredFormat, { path: "metrics.json", role: "metrics" }, metrics);
    expect(pointsOf(channel)).toEqual({
      a: [
        [0, NaN, 1],
        [2, NaN, 2],
      ],
    });
    const record = readFile(
      sacredFormat,
      run,
      '{"status": "constructor", "start_time": "x", "host": 1}',
    );
    expect(record.facts).toEqual({});
    expect(readFile(sacredFormat, run, "[]").problems).toHaveLength(1);
  });

  test.each([
    [{ "py/set": [1] }, [1]],
    [{ "py/object": "a.B", x: 1 }, "<a.B>"],
    [{ "py/type": "torch.nn.ReLU" }, "torch.nn.ReLU"],
    [{ "py/object": "numpy.ndarray", dtype: "int64", values: [[1], [2]] }, [[1], [2]]],
    [{ "py/reduce": [{ "py/type": "a.Colour" }, { "py/tuple": [2] }] }, "Colour(2)"],
    [{ "py/reduce": 1 }, { "py/reduce": 1 }],
    [[{ "py/tuple": [{ "py/id": 3 }] }], [["<3>"]]],
  ])("unwraps %j", (wrapped, value) => {
    expect(unpickleJson(wrapped)).toEqual(value);
  });

  test("survives damage anywhere", () => {
    for (const [role, name] of [
      ["run", "run.json"],
      ["config", "config.json"],
      ["metrics", "metrics.json"],
    ] as const) {
      fuzzReader({
        format: sacredFormat,
        file: { path: name, role },
        content: files[`runs/2/${name}`]!,
        rounds: 500,
      });
    }
  });
});
