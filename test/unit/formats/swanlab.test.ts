import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { swanlabFormat } from "../../../src/core/formats/swanlab/swanlabFormat.ts";
import { comparePoints, type LoggedMetrics } from "../../support/formats/comparePoints.ts";
import { fuzzReader } from "../../support/formats/fuzzReader.ts";
import { claimsOf, pointsOf, readClaim, readFile } from "../../support/formats/readClaim.ts";
import { message } from "../../support/formats/writeProtobuf.ts";
import { writeRecordLog } from "../../support/formats/writeRecordLog.ts";

const fixtures = path.join(import.meta.dirname, "../../fixtures/formats/swanlab");
const read = (name: string): Uint8Array => new Uint8Array(readFileSync(path.join(fixtures, name)));
const full = read("full.swanlab");
const failed = read("failed.swanlab");
const oracle = JSON.parse(readFileSync(path.join(fixtures, "full.json"), "utf8")) as {
  readonly metrics: LoggedMetrics;
  readonly params: Record<string, string>;
  readonly tags: Record<string, string>;
};
const folder = "swanlog/run-20260101_000000-abc";
const log = { path: `${folder}/run-abc.swanlab`, role: "log" };
const kind = { ident: ":SWL", magic: 0xe1d6, version: 2 };

describe("a run that SwanLab wrote", () => {
  const files = {
    [log.path]: full,
    [`${folder}/files/config.yaml`]: read("config.yaml"),
    [`${folder}/files/swanlab-metadata.json`]: read("metadata.json"),
    [`${folder}/media/text/501.txt`]: "hello",
  };
  const [claim] = claimsOf(swanlabFormat, files);
  if (claim === undefined) throw new Error("not claimed");
  const [run, metadata, config] = readClaim(swanlabFormat, claim, files, { wantsMedia: true });
  if (run === undefined) throw new Error("not read");

  it("is claimed with the files beside its log", () => {
    expect(claim).toEqual({
      root: folder,
      key: "",
      files: [
        log,
        { path: `${folder}/files/swanlab-metadata.json`, role: "metadata" },
        { path: `${folder}/files/config.yaml`, role: "config" },
      ],
      ownedFolders: [`${folder}/files`, `${folder}/media`],
    });
  });

  it("has every point, also those that are no finite number", () => {
    comparePoints(pointsOf(run), oracle.metrics);
  });

  it("has parameters, tags and facts, and no problem", () => {
    expect(config?.params).toEqual(oracle.params);
    const { run_id: id, ...tags } = run.tags;
    expect(tags).toEqual(oracle.tags);
    expect(id).toMatch(/^\w{8}$/);
    expect(run.problems).toEqual([]);
    expect(run.facts).toMatchObject({
      name: "silver-lake",
      experiment: "digits",
      note: "first line",
      status: "finished",
    });
    expect(metadata?.facts).toEqual({
      host: "workstation",
      command: { argv: ["python", "train.py", "full", "full"], cwd: "." },
    });
  });

  it("has its media and its output", () => {
    expect(run.media.map((item) => [item.kind, item.name, item.step])).toEqual([
      ["image", "picture", 501],
      ["text", "text", 501],
      ["text", "Output", null],
    ]);
    const [picture, , output] = run.media.map(({ content }) => content);
    expect(picture).toMatchObject({ kind: "file", mimeType: "image/png" });
    expect(output?.kind === "text" && output.text).toContain("starting\n");
  });

  it("failed when its script raised", () => {
    const { facts, tags } = readFile(swanlabFormat, log, failed);
    expect(facts).toMatchObject({ status: "failed", name: "broken" });
    expect(tags["error"]).toContain("no more data");
  });

  it("survives anything that may happen to its file", { timeout: 60_000 }, () => {
    fuzzReader({ format: swanlabFormat, file: log, content: full, isPrefixOfWhole: true });
    const content = read("metadata.json");
    const file = { path: `${folder}/files/swanlab-metadata.json`, role: "metadata" };
    fuzzReader({ format: swanlabFormat, file, content, rounds: 300 });
  });
});

describe("other logs", () => {
  it("names what the machine did as Sextant does", () => {
    const scalar = { 13: { 1: "__swanlab__.cpu.pct", 2: 3, 5: {} } };
    const channel = readFile(swanlabFormat, log, writeRecordLog(kind, [message(scalar)]));
    expect(pointsOf(channel)).toEqual({ "system/cpu.pct": [[3, NaN, 0]] });
  });

  it("draws metrics over the one that they are defined over", () => {
    const scalar = (key: string, step: number, value: string) => ({
      13: { 1: key, 2: step, 5: { 2: value } },
    });
    const records = [
      { 12: { 3: "y", 13: "x" } },
      { 12: { 3: "z", 13: "_step" } },
      scalar("y", 1, "before its axis ever stood anywhere"),
      scalar("y", 2, "before its axis"),
      scalar("x", 2, ""),
      scalar("y", 2, "behind its axis"),
      scalar("z", 5, "over the step"),
      scalar("y", 6, "without its axis"),
      { 11: { 1: 1 } },
    ];
    const channel = readFile(swanlabFormat, log, writeRecordLog(kind, records.map(message)));
    const steps = Object.entries(pointsOf(channel)).map(([name, points]) => [
      name,
      points.map(([step]) => step),
    ]);
    // The value left out is 0, which is where the axis stands.
    expect(Object.fromEntries(steps)).toEqual({ y: [1, 0, 0, 0], x: [2], z: [5] });
  });

  it("says which version it cannot read", () => {
    const file = { path: `${folder}/backup.swanlab`, role: "log" };
    const old = writeRecordLog({ ...kind, version: 1 }, [new Uint8Array(10)]);
    expect(claimsOf(swanlabFormat, { [file.path]: old })).toMatchObject([{ files: [file] }]);
    expect(readFile(swanlabFormat, file, old).problems).toMatchObject([
      { message: "this is version 1 of a SwanLab run log; only version 2 can be read" },
    ]);
  });

  it("leaves other folders alone", () => {
    const files = { "run-1/files/config.yaml": "a: 1\n", "src/x.py": "" };
    expect(claimsOf(swanlabFormat, files)).toEqual([]);
  });
});
