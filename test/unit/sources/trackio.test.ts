import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/base/seededRandom.ts";
import { AppError } from "../../../src/base/errors.ts";
import { silentLog } from "../../../src/base/logging.ts";
import type { Run } from "../../../src/core/runs/run.ts";
import { emptySeries } from "../../../src/core/runs/series.ts";
import { openDatabase } from "../../../src/platform/sqlite/openDatabase.ts";
import type { RunSource, SourceContext } from "../../../src/platform/sources/runSource.ts";
import { trackioDatabase } from "../../../src/platform/sources/trackio/trackioDatabase.ts";
import { trackioInbox } from "../../../src/platform/sources/trackio/trackioInbox.ts";
import { memoryFolder } from "../../support/formats/memoryFolder.ts";
import { checkTrackioRuns, type TrackioReport } from "../../support/sources/trackioOracle.ts";

const fixtures = path.resolve(import.meta.dirname, "../../fixtures/formats/trackio");
const { read, logged } = JSON.parse(
  readFileSync(path.join(fixtures, "digits.json"), "utf8"),
) as TrackioReport;
let folder: string;
let file: string;
let context: SourceContext;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "sextant-trackio-"));
  file = path.join(folder, "digits.db");
  cpSync(fixtures, folder, { recursive: true });
  context = {
    ...{ root: folder, log: silentLog, isTrusted: true, env: {} },
    clock: { now: () => Date.now() },
  };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function pointsOf(source: RunSource, run: Run, metric: string) {
  return (await source.series(run, [metric], false)).get(metric) ?? emptySeries;
}

function onlyRun(runs: readonly Run[], name: string): Run {
  const found = runs.find((run) => run.name === name);
  if (found === undefined) throw new Error(`there is no run ${name}`);
  return found;
}

describe("trackio's database", () => {
  it("gives every run as trackio reads it, and leaves no file behind", async () => {
    const source = trackioDatabase.open(file, context);
    const update = await source.refresh(null);
    expect(update).toMatchObject({ isComplete: true, removed: [] });
    const report = read === undefined ? { logged } : { logged, read };
    await checkTrackioRuns(update?.runs ?? [], report, (run, metric) =>
      pointsOf(source, run, metric),
    );
    expect(readdirSync(folder).filter((name) => name.includes(".db"))).toEqual(["digits.db"]);
    expect(await source.refresh(null)).toBeUndefined();
    const again = trackioDatabase.open(file, context);
    expect(await again.refresh(update?.mark ?? null)).toBeUndefined();
  });

  it("takes in new rows, new names and deleted runs", async () => {
    const source = trackioDatabase.open(file, context);
    const runs = (await source.refresh(null))?.runs ?? [];
    const named = (name: string) => onlyRun(runs, name);
    const db = openDatabase(file);
    const insert = db.prepare(
      "INSERT INTO metrics (run_id, run_name, timestamp, step, metrics) VALUES (?, ?, ?, ?, ?)",
    );
    const time = "2026-01-02T03:04:05.123456+00:00";
    insert.run(
      named("second").location?.key ?? "",
      "second",
      time,
      30,
      '{"loss": 3, "new": "NaN"}',
    );
    const grown = await source.refresh(null);
    expect(grown?.isComplete).toBe(false);
    expect(grown?.runs).toHaveLength(1);
    const { metrics } = onlyRun(grown?.runs ?? [], "second");
    expect(metrics["loss"]).toMatchObject({ last: 3, lastStep: 30, count: 5 });
    expect(metrics["new"]?.lastTime).toBe(Date.UTC(2026, 0, 2, 3, 4, 5, 123));
    db.exec("UPDATE configs SET run_name = 'renamed' WHERE run_name = 'second'");
    expect((await source.refresh(null))?.runs.map((run) => run.name)).toEqual(["renamed"]);
    db.exec("DELETE FROM configs WHERE run_name = 'first'");
    db.exec("DELETE FROM metrics WHERE run_name = 'first'");
    db.close();
    expect((await source.refresh(null))?.removed).toEqual([named("first").id]);
  });

  it("lists images, histograms, tables and texts", async () => {
    const source = trackioDatabase.open(file, context);
    const run = (await source.refresh(null))?.runs.find(({ name }) => name === "first");
    if (run === undefined) throw new Error("no run");
    const media = await source.media(run);
    const image = media.find(({ kind }) => kind === "image")?.content;
    if (image?.kind !== "file") throw new Error("no image");
    expect(image.mimeType).toBe("image/png");
    expect(readFileSync(path.join(folder, image.path)).subarray(1, 4).toString()).toBe("PNG");
    expect(media.map(({ kind, name, step }) => [kind, name, step])).toEqual([
      ["image", "image", 30],
      ["histogram", "weights", 30],
      ["table", "table", 30],
      ["text", "report", 30],
    ]);
    expect(media[1]?.content).toMatchObject({
      histogram: { edges: [0, 1, 2, 3], counts: [1, 2, 1] },
    });
    expect(media[2]?.content).toMatchObject({
      columns: ["a", "b"],
      rows: [
        ["1", "x"],
        ["2", "y"],
      ],
    });
    expect(media[3]?.content).toMatchObject({ text: "# Done", isMarkdown: true });
  });

  it("shows no file outside of trackio's folder of media", async () => {
    const db = openDatabase(file);
    const value = { _type: "trackio.image", file_path: "../../../etc/passwd" };
    db.prepare("UPDATE metrics SET metrics = ? WHERE id = 1").run(JSON.stringify({ value }));
    db.close();
    const source = trackioDatabase.open(file, context);
    const run = (await source.refresh(null))?.runs.find(({ name }) => name === "first");
    const media = run === undefined ? [] : await source.media(run);
    expect(media.map(({ name }) => name)).not.toContain("value");
  });

  it("reads databases of versions that had only names", async () => {
    const old = path.join(folder, "old.db");
    const db = openDatabase(old);
    db.exec(`
      CREATE TABLE metrics (id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp TEXT, run_name TEXT,
        step INTEGER, metrics TEXT);
      INSERT INTO metrics (timestamp, run_name, step, metrics) VALUES
        ('2025-06-01T10:00:00.000001', 'a', 0, '{"loss": 1}'),
        ('2025-06-01T10:00:01.000001', 'b', 0, '{"loss": "Infinity"}'),
        ('2025-06-01T10:00:02.000001', 'a', 1, '{"loss": 0.5}'),
        ('2025-06-01T10:00:02.000001', 'a', 2, 'no JSON');`);
    db.close();
    const source = trackioDatabase.open(old, context);
    const runs = (await source.refresh(null))?.runs ?? [];
    expect(runs.map((run) => [run.name, run.metrics["loss"]?.last])).toEqual([
      ["a", 0.5],
      ["b", Infinity],
    ]);
    const [a] = runs;
    expect(a?.experiment).toBe("old");
    expect(a?.startTime).toBe(new Date(2025, 5, 1, 10).getTime());
    if (a !== undefined) {
      expect([...(await pointsOf(source, a, "loss")).values]).toEqual([1, 0.5]);
    }
  });

  it("never fails but with a sentence, whatever the bytes", { timeout: 120_000 }, async () => {
    const content = readFileSync(path.join(fixtures, "digits.db"));
    const random = seededRandom(11);
    for (let round = 0; round < 200; round++) {
      const bytes = Buffer.from(content);
      for (let flip = 0; flip < 1 + Math.floor(random() * 20); flip++) {
        const at = Math.floor(random() * bytes.length);
        bytes.fill(Math.floor(random() * 256), at, Math.min(bytes.length, at + 4));
      }
      const cut = random() < 0.3 ? Math.floor(random() * bytes.length) : bytes.length;
      writeFileSync(file, bytes.subarray(0, cut));
      try {
        const source = trackioDatabase.open(file, context);
        const update = await source.refresh(null);
        for (const run of update?.runs ?? []) await source.series(run, ["loss"], false);
        for (const run of update?.runs ?? []) await source.media(run);
      } catch (error) {
        if (!AppError.is(error)) throw new Error(`round ${round}`, { cause: error });
      }
    }
  });
});

describe("trackio's inbox", () => {
  it("is found by its fragments, and read as they come and go", async () => {
    const writers = readdirSync(path.join(fixtures, "inbox")).sort();
    const source = trackioInbox.open(path.join(folder, "inbox"), context);
    const update = await source.refresh(null);
    await checkTrackioRuns(update?.runs ?? [], { logged }, (run, metric) =>
      pointsOf(source, run, metric),
    );
    expect(await source.refresh(null)).toBeUndefined();
    const first = update?.runs.find(({ name }) => name === "first");
    expect(first === undefined ? 0 : (await source.media(first)).length).toBe(4);
    const fragment = path.join(folder, "inbox", writers[1] ?? "", "00000001.jsonl");
    const id = update?.runs.find(({ name }) => name === "second")?.location?.key;
    const record = { v: 1, kind: "metric", project: "digits", run: "second", run_id: id, step: 40 };
    writeFileSync(fragment, `${JSON.stringify({ ...record, metrics: { loss: 9 } })}\nrubbish\n`);
    const grown = await source.refresh(null);
    expect(grown?.isComplete).toBe(false);
    expect(grown?.runs[0]?.metrics["loss"]).toMatchObject({ last: 9, count: 5 });
    rmSync(path.join(folder, "inbox"), { recursive: true });
    expect(await source.refresh(null)).toMatchObject({ runs: [], isComplete: true });
  });

  it("owns its folder", () => {
    const writer = readdirSync(path.join(fixtures, "inbox")).sort()[0] ?? "";
    const text = readFileSync(path.join(fixtures, "inbox", writer, "00000000.jsonl"), "utf8");
    const inbox = (content: string) =>
      trackioInbox.detect(memoryFolder({ "inbox/ab/00000000.jsonl": content }));
    expect(inbox(text)).toEqual([{ path: "inbox", ownedFolders: ["inbox"] }]);
    expect(inbox('{"step": 1}\n')).toEqual([]);
  });
});
