import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/base/seededRandom.ts";
import { mlflowSqlite } from "../../../../src/platform/sources/mlflow/mlflowSqlite.ts";
import { memoryFolder } from "../../../support/formats/memoryFolder.ts";
import { execSql, Reader, Stores } from "./testStores.ts";

const stores = new Stores();
const parent = "parent: #1 'q'";

function open(mark: string | null = null): Reader {
  return new Reader(mlflowSqlite, path.join(stores.root, "mlflow.db"), stores.context(), mark);
}

function idOf(name: string): string {
  return stores.oracle("database").find((run) => run.name === name)?.run_id ?? "";
}

async function expectOracle(reader: Reader): Promise<void> {
  const oracles = stores.oracle("database");
  expect([...reader.runs.keys()].sort()).toEqual(oracles.map(({ run_id }) => run_id).sort());
  for (const oracle of oracles) {
    expect(reader.runs.get(oracle.run_id)).toMatchObject({
      name: oracle.name,
      experiment: oracle.experiment,
      params: oracle.params,
      isDeleted: oracle.deleted,
    });
    expect(reader.runs.get(oracle.run_id)?.tags).toMatchObject(oracle.tags);
    for (const [metric, points] of Object.entries(oracle.history)) {
      expect(await reader.points(oracle.name, metric)).toEqual(points);
      expect(reader.run(oracle.name).metrics[metric]?.count).toBe(points.length);
    }
  }
}

function insertPoints(run: string, count: number, from = 100): string {
  const rows = Array.from({ length: count }, (_, at) => {
    return `('train/loss', ${at}.5, ${stores.now + at}, '${idOf(run)}', ${from + at}, 0)`;
  });
  return `INSERT INTO metrics VALUES ${rows.join(",")};`;
}

describe("a database", () => {
  it("is any SQLite file; artifacts beside it are its own", () => {
    const sqlite = "SQLite format 3\0";
    const files = { "a.db": sqlite, "b.db": "text", "mlruns/1/abc/artifacts/x.txt": "" };
    expect(mlflowSqlite.detect(memoryFolder(files))).toEqual([
      { path: "a.db", ownedFolders: ["mlruns"] },
    ]);
  });

  it("holds what MlflowClient reads from it", async () => {
    stores.makeDatabase();
    const reader = open();
    expect((await reader.refresh())?.isComplete).toBe(true);
    await expectOracle(reader);
    expect(reader.run(parent)).toMatchObject({
      status: "finished",
      note: "a note\nline 2",
      tags: { "mlflow.registered.reg": "version 1 (aliases champion)" },
      metrics: { odd: { last: 0.5, min: -Infinity, minStep: 2, max: Infinity, maxStep: 1 } },
    });
    expect(reader.run("child").parentId).toBe(reader.run(parent).id);
    expect(await reader.refresh()).toBeUndefined();
  });

  it.each<[string, (sql: string) => string]>([
    ["without indexes", (sql) => sql.replaceAll(/^CREATE INDEX.*$/gm, "")],
    ["without workspaces", (sql) => sql.replaceAll(/^CREATE INDEX.*workspace.*$/gm, "")],
    [
      "without data sets and models",
      (sql) => `${sql}; DROP TABLE inputs; DROP TABLE datasets; DROP TABLE logged_models;`,
    ],
    ["with columns of the future", (sql) => `${sql}; ALTER TABLE metrics ADD COLUMN z BLOB;`],
  ])("of another version: %s", async (_label, change) => {
    stores.makeDatabase(change);
    const reader = open();
    await reader.refresh();
    await expectOracle(reader);
  });

  it("adds new points to what it knows", async () => {
    const file = stores.makeDatabase();
    const reader = open();
    await reader.refresh();
    for (let round = 1; round <= 3; round++) {
      execSql(file, insertPoints("child", 10, round * 100));
      const update = await reader.refresh();
      expect(update?.runs.map(({ name }) => name)).toEqual(["child"]);
      expect(reader.run("child").metrics["train/loss"]).toMatchObject({
        count: round * 10,
        last: 9.5,
        lastStep: round * 100 + 9,
        min: 0.5,
        minStep: 100,
      });
    }
    execSql(file, insertPoints("child", 25_000, 1000));
    await reader.refresh();
    expect(reader.run("child").metrics["train/loss"]?.count).toBe(25_030);
    expect((await reader.points("child", "train/loss")).length).toBe(25_030);
  });

  it("sees parameters, tags, names, restored and removed runs", async () => {
    const file = stores.makeDatabase();
    const reader = open();
    await reader.refresh();
    const child = idOf("child");
    execSql(
      file,
      `INSERT INTO params VALUES ('p', 'v', '${child}');
       UPDATE tags SET value = 'blue' WHERE key = 'team';
       UPDATE runs SET lifecycle_stage = 'active' WHERE name = 'deleted run';`,
    );
    await settle(reader);
    expect(reader.run("child").params).toMatchObject({ p: "v" });
    expect(reader.run(parent).tags).toMatchObject({ team: "blue" });
    expect(reader.run("deleted run").isDeleted).toBe(false);
    execSql(
      file,
      `DELETE FROM metrics WHERE run_uuid = '${child}'; DELETE FROM runs WHERE run_uuid = '${child}';`,
    );
    await settle(reader);
    expect(reader.runs.has(child)).toBe(false);
  });

  it("reads only what changed while it was closed", async () => {
    const file = stores.makeDatabase();
    const first = open();
    await first.refresh();
    expect(await open(first.mark).refresh()).toBeUndefined();
    execSql(file, insertPoints("child", 3));
    const later = open(first.mark);
    const update = await later.refresh();
    expect(update).toMatchObject({ isComplete: false, removed: [] });
    expect(update?.runs.map(({ name }) => name)).toEqual(["child"]);
    expect(later.run("child").metrics).toMatchObject({
      x: { count: 1 },
      "train/loss": { count: 3 },
    });
  });

  it("starts over when its rows were numbered anew", async () => {
    const file = stores.makeDatabase();
    const reader = open();
    await reader.refresh();
    execSql(
      file,
      `DELETE FROM metrics WHERE key = 'train/loss' AND step < 3; UPDATE metrics SET rowid = rowid + 100;`,
    );
    await settle(reader);
    expect(reader.run(parent).metrics["train/loss"]?.count).toBe(3);
  });

  it("says that a run runs only while it is written to", async () => {
    stores.now += 3_600_000;
    const file = stores.makeDatabase();
    execSql(file, `UPDATE runs SET status = 'RUNNING' WHERE name = 'child'`);
    const reader = open();
    await reader.refresh();
    expect(reader.run("child").status).toBe("unknown");
    execSql(file, insertPoints("child", 1));
    await settle(reader);
    expect(reader.run("child").status).toBe("running");
    expect(reader.source.isLive).toBe(true);
    stores.now += 11 * 60_000;
    await settle(reader);
    expect(reader.run("child").status).toBe("unknown");
  });

  it("forgets its runs when it is gone", async () => {
    const file = stores.makeDatabase();
    const reader = open();
    await reader.refresh();
    rmSync(file);
    expect(await reader.refresh()).toMatchObject({ runs: [], isComplete: true });
    expect(await reader.refresh()).toBeUndefined();
  });
});

/** Looking through all runs is rationed: it is due within a moment. */
async function settle(reader: Reader): Promise<void> {
  const end = performance.now() + 600;
  while (performance.now() < end) {
    await reader.refresh();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe("other files", () => {
  it("says nothing of a database that is not MLflow's", async () => {
    execSql(
      path.join(stores.root, "mlflow.db"),
      "CREATE TABLE runs (a); CREATE TABLE metrics (b);",
    );
    expect(await open().refresh()).toBeUndefined();
  });

  it("is not led astray by views and strange values", async () => {
    stores.makeDatabase(
      (sql) => `${sql};
      INSERT INTO runs (run_uuid, name, status, start_time, experiment_id)
        VALUES ('odd', x'ff00', 'RUNNING', 'yesterday', 'none');
      INSERT INTO tags VALUES ('__proto__', NULL, 'odd');
      INSERT INTO metrics VALUES ('m', 'text', 'text', 'odd', 'text', 0);
      DROP TABLE inputs;
      CREATE VIEW inputs AS WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a FROM n)
        SELECT a AS input_uuid, a AS source_id, a AS destination_id, a AS source_type,
          a AS destination_type FROM n;`,
    );
    const reader = open();
    await reader.refresh();
    expect(reader.runs.get("odd")).toMatchObject({ name: "odd", startTime: null });
    const series = await reader.source.series(reader.runs.get("odd")!, ["m"], false);
    expect(series.get("m")?.steps.length).toBe(1);
  });

  it("throws nothing but a sentence for damaged files", async () => {
    const file = stores.makeDatabase();
    const bytes = readFileSync(file);
    const random = seededRandom(3);
    for (let round = 0; round < 150; round++) {
      const changed = Buffer.from(bytes);
      for (let flips = 0; flips < 30; flips++) {
        changed[Math.floor(random() * changed.length)] = Math.floor(random() * 256);
      }
      const cut =
        random() < 0.3 ? changed.subarray(0, Math.floor(random() * bytes.length)) : changed;
      writeFileSync(file, cut);
      try {
        await open().refresh();
      } catch (error) {
        expect(error).toMatchObject({ name: "AppError" });
      }
    }
    expect(() => new DatabaseSync(file).close()).not.toThrow();
  });
});
