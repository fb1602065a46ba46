import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { MediaItem } from "../../../src/core/formats/media.ts";
import { wandbFormat } from "../../../src/core/formats/wandb/wandbFormat.ts";
import { fuzzReader } from "../../support/formats/fuzzReader.ts";
import { claimsOf, pointsOf, readClaim, readFile } from "../../support/formats/readClaim.ts";
import { comparePoints, type LoggedMetrics } from "../../support/formats/comparePoints.ts";
import { writeRecordLog } from "../../support/formats/writeRecordLog.ts";
import { message } from "../../support/formats/writeProtobuf.ts";

const fixtures = path.join(import.meta.dirname, "../../fixtures/formats/wandb");
const full = new Uint8Array(readFileSync(path.join(fixtures, "full.wandb")));
const failed = new Uint8Array(readFileSync(path.join(fixtures, "failed.wandb")));
const oracle = JSON.parse(readFileSync(path.join(fixtures, "full.json"), "utf8")) as {
  readonly metrics: LoggedMetrics;
  readonly params: Record<string, string>;
  readonly tags: Record<string, string>;
};
const folder = "wandb/run-20260101_000000-abc";
const log = { path: `${folder}/run-abc.wandb`, role: "log" };

function readLog(content: Uint8Array | string) {
  return readFile(wandbFormat, log, content, { wantsMedia: true, root: folder });
}

/** A log of records, each an object of its fields; see `message`. */
function logOf(...records: Parameters<typeof message>[0][]): Uint8Array {
  const kind = { ident: ":W&B", magic: 0xbee1, version: 0 };
  return writeRecordLog(
    kind,
    records.map((record) => message(record)),
  );
}

const item = (key: string | readonly string[], value: unknown) => ({
  ...(typeof key === "string" ? { 1: key } : { 2: key }),
  16:
    typeof value === "string" && /^(?:NaN|-?Infinity)$/.test(value) ? value : JSON.stringify(value),
});

describe("a run that wandb wrote", () => {
  const channel = readLog(full);

  it("has every point, also those that are no finite number, over their own metric", () => {
    comparePoints(pointsOf(channel), oracle.metrics, (name) => !name.startsWith("system/"));
  });

  it("has the config as parameters, what was changed and added too", () => {
    expect(channel.params).toEqual(Object.assign(Object.create(null) as object, oracle.params));
  });

  it("has tags, facts and no problem", () => {
    expect(channel.tags).toEqual(oracle.tags);
    expect(channel.problems).toEqual([]);
    expect(channel.facts).toMatchObject({
      name: "silver-lake",
      experiment: "digits",
      note: "first line\nsecond line",
      host: "workstation",
      status: "finished",
      exitCode: 0,
      command: { argv: ["python", "train.py", "full", "full"], cwd: "." },
    });
    const { startTime = NaN, endTime = NaN } = channel.facts;
    expect(endTime).toBeGreaterThan(startTime);
    expect(endTime - startTime).toBeLessThan(60_000);
  });

  it("has its media, with files below the run's folder", () => {
    const listed = channel.media.map(({ kind, name, step }) => `${kind} ${name} ${step ?? "–"}`);
    expect(listed.filter((name) => !name.startsWith("text stage")).sort()).toEqual([
      "histogram spread 501",
      "image picture 501",
      "image pictures/0 501",
      "image pictures/1 501",
      "table rows 501",
      "text Output –",
      "text page 501",
    ]);
    const contentOf = (name: string): MediaItem["content"] | undefined =>
      channel.media.find((one) => one.name === name)?.content;
    const picture = contentOf("picture");
    if (picture?.kind !== "file") throw new Error("no file");
    expect(picture.path).toMatch(/^wandb\/run-20260101_000000-abc\/files\/media\/images\/.*\.png$/);
    expect(picture.mimeType).toBe("image/png");
    const spread = contentOf("spread");
    if (spread?.kind !== "histogram") throw new Error("no histogram");
    expect(spread.histogram.edges).toHaveLength(spread.histogram.counts.length + 1);
    expect(spread.histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(5);
    expect(contentOf("Output")).toMatchObject({ text: "starting\ndone 100 %\n" });
    expect(contentOf("stage")).toMatchObject({ text: "stage 0" });
  });

  it("has what the machine did", () => {
    const points = pointsOf(channel);
    expect(Object.keys(points).filter((name) => name.startsWith("system/")).length).toBeGreaterThan(
      5,
    );
    expect(points["system/proc.memory.rssMB"]?.[0]?.[0]).toBe(0);
  });

  it("failed when its script raised", () => {
    expect(readLog(failed)).toMatchObject({
      facts: { status: "failed", exitCode: 1, name: "broken" },
      params: { lr: "1" },
    });
  });

  it("survives anything that may happen to its file", { timeout: 120_000 }, () => {
    fuzzReader({ format: wandbFormat, file: log, content: failed, isPrefixOfWhole: true });
    fuzzReader({ format: wandbFormat, file: log, content: full, rounds: 500, seed: 2 });
  });
});

describe("records of other versions", () => {
  it("reads items with plain keys and quoted numbers, and objects as one item", () => {
    const content = logOf(
      {
        2: { 1: [item("loss", 0.5), item("odd", "NaN"), item("_step", 7), item("_timestamp", 2)] },
      },
      { 2: { 1: [item("loss", 0.25), item("quoted", "-Infinity"), item("_step", 9)] } },
      { 2: { 1: [{ 1: "text", 16: '"Infinity"' }, item("a", { b: { c: 3 }, d: [1] })] } },
    );
    expect(pointsOf(readLog(content))).toEqual({
      loss: [
        [7, 2000, 0.5],
        [9, 2000, 0.25],
      ],
      odd: [[7, 2000, NaN]],
      quoted: [[9, 2000, -Infinity]],
      text: [[10, 2000, Infinity]],
      "a.b.c": [[10, 2000, 3]],
    });
  });

  it("shows what only the summary says once the history did not say it", () => {
    const content = logOf(
      { 3: { 1: [item("loss", 1), item("best", 1), item("verdict", "good")] } },
      { 2: { 1: [item("loss", 1), item("_step", 0)] } },
      { 3: { 1: [item("best", 1), item("loss", 2)] } },
      { 2: { 1: [item("loss", 2), item("_step", 1)] } },
      { 3: { 1: [item("best", 2), item(["_wandb", "runtime"], 3)] } },
      { 18: { 1: 3 } },
    );
    const channel = readLog(content);
    expect(pointsOf(channel)).toMatchObject({
      loss: [
        [0, NaN, 1],
        [1, NaN, 2],
      ],
      best: [
        [0, NaN, 1],
        [1, NaN, 2],
      ],
    });
    expect(channel.tags).toEqual({ verdict: "good" });
    expect(channel.facts).toMatchObject({ status: "failed", exitCode: 3 });
  });

  it("draws metrics over the one that they are defined over", () => {
    const content = logOf(
      { 12: { 2: "val/*", 4: "epoch" } },
      { 12: { 1: "test", 4: "missing" } },
      { 2: { 1: [item("val/loss", 1), item("epoch", 5), item("train", 1), item("_step", 1)] } },
      { 2: { 1: [item("val/loss", 2), item("test", 3), item("_step", 2)] } },
    );
    const steps = Object.entries(pointsOf(readLog(content))).map(([name, points]) => [
      name,
      points.map(([step]) => step),
    ]);
    expect(Object.fromEntries(steps)).toEqual({
      "val/loss": [5, 5],
      epoch: [1],
      train: [1],
      test: [2],
    });
  });

  it("takes removed config away, and knows the commit", () => {
    const commit = "0123456789abcdef0123456789abcdef01234567";
    const remote = "https://user:secret@example.org/project.git";
    const channel = readLog(
      logOf(
        {
          17: { 1: "abc", 4: { 1: [item("a", { b: 1, c: 2 }), item("d", 3), item("_wandb", {})] } },
        },
        { 17: { 12: "sweep1", 21: { 1: remote, 2: commit } } },
        { 5: { 2: [{ 1: "d" }, { 2: ["a", "b"] }] } },
      ),
    );
    expect(channel.params).toEqual({ "a.c": "2" });
    expect(channel.facts).toMatchObject({ commit, remote: "https://example.org/project.git" });
    expect(channel.tags).toEqual({ run_id: "abc", sweep: "sweep1" });
    expect(channel.facts.status).toBeUndefined();
  });

  it("lists no file outside the run's folder", () => {
    const picture = (name: string) => item("picture", { _type: "image-file", path: name });
    const names = [
      "../../secret.png",
      "/etc/passwd",
      "a/../../b.png",
      "C:\\x.png",
      "http://x/y.png",
    ];
    const channel = readLog(logOf(...names.map((name) => ({ 2: { 1: [picture(name)] } }))));
    expect(channel.media.filter(({ content }) => content.kind === "file")).toEqual([]);
  });

  it("masks secrets on the command line", () => {
    const channel = readLog(logOf({ 26: { 5: ["--api-key", "abc-very-secret"], 7: "train.py" } }));
    expect(channel.facts.command?.argv).toEqual(["python", "train.py", "--api-key", "********"]);
  });

  it("says which record is bad and reads the others", () => {
    const bad = message({ 2: { 1: [item("x", 1)] } });
    bad[3] = 0x7f;
    const kind = { ident: ":W&B", magic: 0xbee1, version: 0 };
    const good = message({ 2: { 1: [item("loss", 1)] } });
    const channel = readLog(writeRecordLog(kind, [good, bad, good]));
    expect(channel.problems).toMatchObject([
      { code: "wandb-record", location: { byteOffset: 7 + 7 + good.length } },
    ]);
    expect(pointsOf(channel)["loss"]).toHaveLength(2);
  });
});

describe("folders", () => {
  const config =
    "wandb_version: 1\n_wandb:\n  value: {}\nlr:\n  desc: null\n  value: 3.0e-06\nopt:\n  value:\n    name: adam\n";
  const summary =
    '{"loss": 0.5, "nan": NaN, "note": "x", "_step": 9, "_timestamp": 2, "_wandb": {"runtime": 3}}';
  const metadata =
    '{"host": "h", "username": "u", "codePath": "main.py", "args": ["--lr", "1"], "startedAt": "2023-03-29T11:59:25.730266", "git": {"remote": "git@example.org:a/b.git", "commit": "0123456789abcdef0123456789abcdef01234567"}}';

  it("claims the log, what lies beside it, and the run's folders", () => {
    const files = {
      [log.path]: full,
      [`${folder}/files/config.yaml`]: config,
      [`${folder}/files/wandb-summary.json`]: summary,
      [`${folder}/files/output.log`]: "hello",
      [`${folder}/logs/debug.log`]: "",
    };
    expect(claimsOf(wandbFormat, files)).toEqual([
      {
        root: folder,
        key: "",
        files: [
          { path: log.path, role: "log+output" },
          { path: `${folder}/files/config.yaml`, role: "config" },
          { path: `${folder}/files/wandb-summary.json`, role: "late-summary" },
        ],
        ownedFolders: [`${folder}/files`, `${folder}/logs`],
      },
    ]);
  });

  it("does not count a copied latest-run twice", () => {
    const files = { [log.path]: full, "wandb/latest-run/run-abc.wandb": full };
    const [first] = claimsOf(wandbFormat, files);
    expect(first).toMatchObject({ root: folder, ownedFolders: ["wandb/latest-run"] });
    const alone = { "wandb/latest-run/run-abc.wandb": full };
    expect(claimsOf(wandbFormat, alone)).toMatchObject([{ root: "wandb/latest-run" }]);
  });

  it("names a run that only latest-run has by its id", () => {
    const unnamed = logOf({ 17: { 1: "abc", 3: "digits" } });
    const nameIn = (root: string) => readFile(wandbFormat, log, unnamed, { root }).facts.name;
    expect(nameIn("wandb/latest-run")).toBe("abc");
    expect(nameIn(folder)).toBeUndefined();
  });

  it("leaves SwanLab's folders alone", () => {
    const swanlab = { "swanlog/run-20260101_000000-abc/files/config.yaml": "lr:\n  value: 1\n" };
    expect(claimsOf(wandbFormat, swanlab)).toEqual([]);
  });

  it("reads a run of which only the files are left", () => {
    const files = {
      [`${folder}/files/config.yaml`]: config,
      [`${folder}/files/wandb-metadata.json`]: metadata,
      [`${folder}/files/wandb-summary.json`]: summary,
    };
    const [claim] = claimsOf(wandbFormat, files);
    if (claim === undefined) throw new Error("not claimed");
    const [params, facts, last] = readClaim(wandbFormat, claim, files, { wantsMedia: true });
    expect(params?.params).toEqual({ lr: "3.0e-06", "opt.name": "adam" });
    expect(facts?.facts).toEqual({
      host: "h",
      user: "u",
      command: { argv: ["python", "main.py", "--lr", "1"], cwd: "." },
      startTime: Date.parse("2023-03-29T11:59:25.730266Z"),
      commit: "0123456789abcdef0123456789abcdef01234567",
      remote: "git@example.org:a/b.git",
    });
    expect(last && pointsOf(last)).toEqual({ loss: [[9, 2000, 0.5]], nan: [[9, 2000, NaN]] });
    expect(last?.tags).toEqual({ note: "x" });
  });

  it("reads the lines of old versions", () => {
    const old = "wandb/run-20190101_000000-abc";
    const files = {
      [`${old}/wandb-history.jsonl`]:
        '{"loss": 1, "_step": 0, "_timestamp": 1}\n{"loss": NaN, "_step": 5, "_timestamp": 2}\n',
      [`${old}/wandb-events.jsonl`]: '{"system.cpu": 3.5, "_timestamp": 1}\n',
      [`${old}/wandb-metadata.json`]: metadata,
    };
    const [claim] = claimsOf(wandbFormat, files);
    if (claim === undefined) throw new Error("not claimed");
    const [history, events] = readClaim(wandbFormat, claim, files);
    expect(history && pointsOf(history)).toEqual({
      loss: [
        [0, 1000, 1],
        [5, 2000, NaN],
      ],
    });
    expect(events && pointsOf(events)).toEqual({ "system/cpu": [[0, 1000, 3.5]] });
  });

  it.each(["config.yaml", "wandb-metadata.json", "wandb-summary.json"])(
    "survives anything that may happen to %s",
    (name) => {
      const content = { "config.yaml": config, "wandb-metadata.json": metadata }[name] ?? summary;
      const role =
        { "config.yaml": "config", "wandb-metadata.json": "metadata" }[name] ?? "summary";
      const file = { path: `${folder}/files/${name}`, role };
      const bytes = new TextEncoder().encode(content);
      fuzzReader({ format: wandbFormat, file, content: bytes, rounds: 300 });
    },
  );
});
