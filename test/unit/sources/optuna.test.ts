import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/base/seededRandom.ts";
import { AppError } from "../../../src/base/errors.ts";
import { silentLog } from "../../../src/base/logging.ts";
import type { Run } from "../../../src/core/runs/run.ts";
import { emptySeries } from "../../../src/core/runs/series.ts";
import { openDatabase } from "../../../src/platform/sqlite/openDatabase.ts";
import { optunaJournal } from "../../../src/platform/sources/optuna/optunaJournal.ts";
import { optunaSqlite } from "../../../src/platform/sources/optuna/optunaSqlite.ts";
import type {
  RunSource,
  SourceContext,
  SourceKind,
} from "../../../src/platform/sources/runSource.ts";
import { memoryFolder } from "../../support/formats/memoryFolder.ts";
import { checkTrials, type OracleTrial } from "../../support/sources/optunaOracle.ts";

const fixtures = path.resolve(import.meta.dirname, "../../fixtures/formats/optuna");
let folder: string;
let now: number;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "sextant-optuna-"));
  now = Date.now();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function context(): SourceContext {
  return {
    ...{ root: folder, log: silentLog, isTrusted: true, env: {} },
    clock: { now: () => now },
  };
}

function place(name: string): string {
  const file = path.join(folder, name);
  copyFileSync(path.join(fixtures, name), file);
  return file;
}

function oracle(name: string): readonly OracleTrial[] {
  return JSON.parse(readFileSync(path.join(fixtures, name), "utf8")) as OracleTrial[];
}

async function pointsOf(source: RunSource, run: Run, metric: string) {
  return (await source.series(run, [metric], false)).get(metric) ?? emptySeries;
}

const kinds: readonly [string, SourceKind, string, string][] = [
  ["SQLite", optunaSqlite, "study.db", "study.json"],
  ["a journal", optunaJournal, "journal.log", "journal.json"],
];

describe.each(kinds)("Optuna in %s", (_label, kind, name, oracleName) => {
  it("gives every trial as Optuna reads it", async () => {
    const source = kind.open(place(name), context());
    const update = await source.refresh(null);
    expect(update?.isComplete).toBe(true);
    await checkTrials(update?.runs ?? [], oracle(oracleName), (run, metric) =>
      pointsOf(source, run, metric),
    );
    expect(update?.runs.flatMap((run) => run.problems)).toEqual([]);
    expect(new Set(update?.runs.map((run) => run.id)).size).toBe(update?.runs.length);
    expect(readdirSync(folder)).toEqual([name]);
  });

  it("is silent when nothing changed, also for a new object with the mark", async () => {
    const file = place(name);
    const source = kind.open(file, context());
    const update = await source.refresh(null);
    expect(await source.refresh(null)).toBeUndefined();
    const again = kind.open(file, context());
    expect(await again.refresh(update?.mark ?? null)).toBeUndefined();
    const [run] = update?.runs ?? [];
    if (run === undefined) throw new Error("no run");
    expect((await pointsOf(again, run, "value")).values).toHaveLength(1);
  });

  it("believes that a trial runs for ten minutes after the last write", async () => {
    const file = place(name);
    const wrote = now / 1000 - 60;
    utimesSync(file, wrote, wrote);
    const source = kind.open(file, context());
    const isRunning = (runs: readonly Run[] = []): boolean =>
      runs.some(({ status }) => status === "running");
    const first = await source.refresh(null);
    expect(isRunning(first?.runs)).toBe(true);
    expect(source.isLive).toBe(true);
    now += 9.5 * 60_000;
    const late = await source.refresh(null);
    const key = "running/0";
    expect(late?.runs.find((run) => run.location?.key === key)?.status).toBe("unknown");
    expect(source.isLive).toBe(false);
    expect(await source.refresh(null)).toBeUndefined();
    const reopened = kind.open(file, context());
    const aged = await reopened.refresh(first?.mark ?? null);
    expect(aged?.runs.find((run) => run.location?.key === key)?.status).toBe("unknown");
  });

  it("gives no runs of a file that is gone", async () => {
    const file = place(name);
    const source = kind.open(file, context());
    await source.refresh(null);
    rmSync(file);
    expect(await source.refresh(null)).toMatchObject({ runs: [], isComplete: true });
  });

  it("never fails but with a sentence, whatever the bytes", { timeout: 120_000 }, async () => {
    const content = readFileSync(path.join(fixtures, name));
    const random = seededRandom(7);
    const file = path.join(folder, name);
    for (let round = 0; round < 300; round++) {
      const bytes = Buffer.from(content);
      const flips = 1 + Math.floor(random() * 20);
      for (let flip = 0; flip < flips; flip++) {
        const at = Math.floor(random() * bytes.length);
        bytes.fill(
          Math.floor(random() * 256),
          at,
          Math.min(bytes.length, at + 1 + Math.floor(random() * 8)),
        );
      }
      const cut = random() < 0.3 ? Math.floor(random() * bytes.length) : bytes.length;
      writeFileSync(file, bytes.subarray(0, cut));
      try {
        const source = kind.open(file, context());
        const update = await source.refresh(null);
        for (const run of update?.runs ?? []) await source.series(run, ["value"], false);
      } catch (error) {
        if (!AppError.is(error)) throw new Error(`round ${round}`, { cause: error });
      }
    }
  });
});

describe("Optuna in SQLite", () => {
  it("looks only at trials that are new or had not ended", async () => {
    const file = place("study.db");
    const source = optunaSqlite.open(file, context());
    const total = (await source.refresh(null))?.runs.length ?? 0;
    const db = openDatabase(file);
    db.exec("INSERT INTO trials (number, study_id, state) VALUES (7, 1, 'COMPLETE')");
    const update = await source.refresh(null);
    const keys = update?.runs.map((run) => run.location?.key);
    expect(keys?.sort()).toEqual(["running/0", "single/6", "single/7"]);
    expect(update?.isComplete).toBe(false);
    db.exec("DELETE FROM trials WHERE number = 7");
    const shrunk = await source.refresh(null);
    expect(shrunk?.isComplete).toBe(true);
    expect(shrunk?.runs).toHaveLength(total);
    db.exec("UPDATE studies SET study_name = 'renamed' WHERE study_id = 1");
    db.close();
    const renamed = await source.refresh(null);
    expect(renamed?.isComplete).toBe(true);
    expect(renamed?.runs[0]?.experiment).toBe("renamed");
  });

  it("refreshes ten thousand trials in a few milliseconds when nothing, or one trial, changed", async () => {
    const file = place("study.db");
    const db = openDatabase(file);
    db.exec(`WITH RECURSIVE n(i) AS (SELECT 7 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
      INSERT INTO trials (number, study_id, state) SELECT i, 1, 'COMPLETE' FROM n;
      INSERT INTO trial_values (trial_id, objective, value, value_type)
      SELECT trial_id, 0, number / 2.0, 'FINITE' FROM trials WHERE number > 6`);
    const source = optunaSqlite.open(file, context());
    const update = await source.refresh(null);
    expect(update?.runs.length).toBeGreaterThan(10_000);
    expect(update?.runs.at(-1)?.metrics["value"]?.last).toBe(5000);
    db.exec("INSERT INTO trials (number, study_id, state) VALUES (10001, 1, 'COMPLETE')");
    db.close();
    expect((await source.refresh(null))?.runs).toHaveLength(3);
    expect(await source.refresh(null)).toBeUndefined();
  });

  it("reads the tables of the first versions", async () => {
    const file = path.join(folder, "old.db");
    const db = openDatabase(file);
    db.exec(`
      CREATE TABLE studies (study_id INTEGER PRIMARY KEY, study_name TEXT, direction TEXT);
      CREATE TABLE trials (trial_id INTEGER PRIMARY KEY, study_id INTEGER, state TEXT, value FLOAT,
        datetime_start DATETIME, datetime_complete DATETIME);
      CREATE TABLE trial_values (trial_value_id INTEGER PRIMARY KEY, trial_id INTEGER, step INTEGER,
        value FLOAT);
      INSERT INTO studies VALUES (1, 'old', 'MINIMIZE');
      INSERT INTO trials VALUES (1, 1, 'COMPLETE', 0.5, '2019-08-13 04:07:44.489000', NULL);
      INSERT INTO trial_values VALUES (1, 1, 3, 0.75), (2, 1, 1, 0.9);`);
    db.close();
    const source = optunaSqlite.open(file, context());
    const [run] = (await source.refresh(null))?.runs ?? [];
    expect(run).toMatchObject({
      name: "trial 0",
      experiment: "old",
      startTime: new Date(2019, 7, 13, 4, 7, 44, 489).getTime(),
      tags: { "optuna.direction": "minimize" },
      metrics: { value: { last: 0.5 }, intermediate_value: { last: 0.75, lastStep: 3, count: 2 } },
    });
  });

  it("takes no database of another program for its own", async () => {
    const file = path.join(folder, "other.db");
    const db = openDatabase(file);
    db.exec(`CREATE TABLE studies (study_id, study_name);
      CREATE VIEW trials AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
        SELECT i AS trial_id, 1 AS study_id, 'COMPLETE' AS state FROM n`);
    db.close();
    const source = optunaSqlite.open(file, context());
    expect(await source.refresh(null)).toMatchObject({ runs: [], isComplete: true });
    expect(await source.refresh(null)).toBeUndefined();
  });

  it("reads rows that are only in the write-ahead log, and leaves no file behind", async () => {
    const file = place("study.db");
    const db = openDatabase(file);
    db.exec("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0");
    db.exec("INSERT INTO trials (number, study_id, state) VALUES (7, 1, 'COMPLETE')");
    const source = optunaSqlite.open(file, context());
    const keys = (await source.refresh(null))?.runs.map((run) => run.location?.key);
    expect(keys).toContain("single/7");
    // As it looks when somebody copies the files, or commits them, without the index of the log.
    const copies = mkdtempSync(path.join(folder, "copy-"));
    for (const suffix of ["", "-wal"])
      copyFileSync(file + suffix, path.join(copies, `c.db${suffix}`));
    const copied = optunaSqlite.open(path.join(copies, "c.db"), context());
    const copiedKeys = (await copied.refresh(null))?.runs.map((run) => run.location?.key);
    expect(copiedKeys).toEqual(keys);
    expect(readdirSync(copies)).toEqual(["c.db", "c.db-wal"]);
    db.close();
    expect(readdirSync(folder).filter((name) => name.startsWith("study"))).toEqual(["study.db"]);
    expect((await source.refresh(null))?.isComplete).toBe(false);
    expect(readdirSync(folder).filter((name) => name.startsWith("study"))).toEqual(["study.db"]);
  });

  it("is found by its first bytes", () => {
    const content = readFileSync(path.join(fixtures, "study.db"));
    const found = optunaSqlite.detect(
      memoryFolder({ "a.db": content, "b.sqlite3": content, "c.txt": content, "d.db": "no" }),
    );
    expect(found.map((each) => each.path)).toEqual(["a.db", "b.sqlite3"]);
  });
});

describe("Optuna's journal", () => {
  const journal = readFileSync(path.join(fixtures, "journal.log"), "utf8");

  it("gives the same when it is read as it grows", async () => {
    const file = path.join(folder, "journal.log");
    writeFileSync(file, "");
    const source = optunaJournal.open(file, context());
    const runs = new Map<string, Run>();
    const random = seededRandom(3);
    for (let at = 0; at < journal.length;) {
      const length = 1 + Math.floor(random() * 900);
      appendFileSync(file, journal.slice(at, at + length));
      at += length;
      const update = await source.refresh(null);
      if (update?.isComplete === true) runs.clear();
      for (const run of update?.runs ?? []) runs.set(run.id, run);
    }
    await checkTrials([...runs.values()], oracle("journal.json"), (run, metric) =>
      pointsOf(source, run, metric),
    );
  });

  it("leaves an unfinished last line alone and begins anew with a new file", async () => {
    const file = path.join(folder, "journal.log");
    writeFileSync(file, journal);
    const source = optunaJournal.open(file, context());
    const all = (await source.refresh(null))?.runs.length ?? 0;
    truncateSync(file, statSync(file).size - 5);
    const cut = await source.refresh(null);
    expect(cut?.isComplete).toBe(true);
    expect(cut?.runs).toHaveLength(all + 1);
    expect(cut?.runs.flatMap((run) => run.problems)).toEqual([]);
    rmSync(file);
    writeFileSync(file, journal.split("\n").slice(0, 2).join("\n") + "\n");
    const anew = await source.refresh(null);
    expect(anew).toMatchObject({ isComplete: true });
    expect(anew?.runs).toHaveLength(1);
  });

  it("reads on after a line that is none, and says which", async () => {
    const lines = journal.split("\n");
    lines.splice(3, 0, '{"op_code":99', "garbage");
    const file = path.join(folder, "journal.log");
    writeFileSync(file, `\uFEFF${lines.join("\r\n")}`);
    const source = optunaJournal.open(file, context());
    const update = await source.refresh(null);
    expect(update?.runs).toHaveLength(oracle("journal.json").length);
    const problems = update?.runs.flatMap((run) => run.problems) ?? [];
    expect(problems.map(({ location }) => location?.line)).toEqual([3, 4]);
    expect(problems[0]).toMatchObject({ code: "optuna-line", location: { path: "journal.log" } });
  });

  it("is found by its first line, whatever it is called", () => {
    const found = optunaJournal.detect(
      memoryFolder({
        "a.log": journal,
        "b.jsonl": journal,
        "c.journal": journal.replaceAll('":', '": '),
        "d.log": "2026-01-01 INFO started",
        "e.jsonl": '{"step": 1}\n',
        "f.txt": journal,
      }),
    );
    expect(found.map((each) => each.path)).toEqual(["a.log", "b.jsonl", "c.journal"]);
  });
});
