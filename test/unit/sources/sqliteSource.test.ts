import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDatabase } from "../../../src/platform/sqlite/openDatabase.ts";
import {
  isSqlite,
  readSqlite,
  sqliteState,
  sqliteTime,
} from "../../../src/platform/sources/sqliteSource.ts";

let folder: string;
let file: string;
let writer: DatabaseSync;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "sextant-sqlite-"));
  file = path.join(folder, "odd name%20#?.db");
  writer = openDatabase(file);
  writer.exec("CREATE TABLE t (id INTEGER PRIMARY KEY, a); INSERT INTO t (a) VALUES (1), (2)");
});
afterEach(() => {
  writer.close();
  rmSync(folder, { recursive: true, force: true });
});

function count(place = file): Promise<unknown> {
  return readSqlite(place, async (db) => (await db.rows("SELECT count(*) AS n FROM t"))[0]?.["n"]);
}

describe("reading another program's database", () => {
  it("never keeps the writer waiting between statements", async () => {
    writer.exec("PRAGMA busy_timeout = 0");
    const rows: unknown[] = [];
    await readSqlite(file, async (db) => {
      rows.push(...(await db.rows("SELECT a FROM t")));
      writer.exec("INSERT INTO t (a) VALUES (3)");
      rows.push(...(await db.rows("SELECT a FROM t WHERE id > 2")));
    });
    expect(rows).toHaveLength(3);
  });

  it("waits for a writer a little, then says that it is busy", async () => {
    writer.exec("BEGIN EXCLUSIVE; INSERT INTO t (a) VALUES (3)");
    await expect(count()).rejects.toMatchObject({ code: "source-busy" });
    const reading = count();
    setTimeout(() => writer.exec("COMMIT"), 60);
    expect(await reading).toBe(3);
  });

  it("tells whether something was written, also within one tick of the clock", async () => {
    const states = new Set([await sqliteState(file)]);
    expect(await sqliteState(file)).toBe([...states][0]);
    for (let round = 0; round < 20; round++) {
      writer.exec("UPDATE t SET a = a + 1");
      states.add(await sqliteState(file));
    }
    expect(states.size).toBe(21);
    expect(await sqliteTime(file)).toBeGreaterThan(Date.now() - 60_000);
    expect(await sqliteState(path.join(folder, "none.db"))).toBeNull();
    expect(await sqliteTime(path.join(folder, "none.db"))).toBeNull();
  });

  it("leaves no file beside a database in WAL mode", async () => {
    writer.exec("PRAGMA journal_mode = WAL; INSERT INTO t (a) VALUES (3)");
    expect(await count()).toBe(3);
    writer.close();
    expect(readdirSync(folder)).toHaveLength(1);
    expect(await count()).toBe(3);
    expect(readdirSync(folder)).toHaveLength(1);
    writer = openDatabase(file);
  });

  it("reads what a program left that died in the middle of a change", async () => {
    // Pages of the change are in the file already, as its journal tells.
    writer.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
      INSERT INTO t (a) SELECT hex(zeroblob(500)) FROM n`);
    writer.exec("PRAGMA cache_size = 2; BEGIN; UPDATE t SET a = 'changed'");
    const dead = path.join(folder, "dead.db");
    for (const suffix of ["", "-journal"]) copyFileSync(file + suffix, dead + suffix);
    writer.exec("ROLLBACK");
    expect(existsSync(`${dead}-journal`)).toBe(true);
    const changed = await readSqlite(dead, (db) => db.rows("SELECT id FROM t WHERE a = 'changed'"));
    expect(changed).toHaveLength(0);
    expect(await count(dead)).toBe(2002);
    expect(existsSync(`${dead}-journal`)).toBe(true);
  });

  it("sees tables, not views, and reads pages that end", async () => {
    writer.exec("CREATE VIEW v AS SELECT * FROM t");
    const seen = await readSqlite(file, async (db) => {
      const ids: unknown[] = [];
      const sql = "SELECT id FROM t WHERE id > ? ORDER BY id LIMIT ?";
      const last = await db.pages({ sql, idColumn: "id", after: 0 }, (row) => ids.push(row["id"]));
      const stuck = "SELECT 1 AS id WHERE ? < 5 LIMIT ?";
      const end = await db.pages({ sql: stuck, idColumn: "id", after: 0 }, () => undefined);
      return { ids, last, end, t: await db.has("t", "a"), v: await db.has("v", "a") };
    });
    expect(seen).toEqual({ ids: [1, 2], last: 2, end: 1, t: true, v: false });
  });

  it("gives integers beyond 2^53 as numbers", async () => {
    writer.exec("INSERT INTO t (a) VALUES (9223372036854775807)");
    const rows = await readSqlite(file, (db) => db.rows("SELECT a FROM t WHERE id = 3"));
    expect(rows).toEqual([{ a: 2 ** 63 }]);
  });

  it("says what is wrong with a file that is none", async () => {
    const other = path.join(folder, "other.db");
    writeFileSync(other, "version https://git-lfs.github.com/spec/v1\n".repeat(50));
    await expect(count(other)).rejects.toMatchObject({ code: "source-damaged" });
    expect(isSqlite(Buffer.from("SQLite format 3\0…"))).toBe(true);
    expect(isSqlite(Buffer.from("SQLite format 3"))).toBe(false);
    await expect(count(path.join(folder, "none.db"))).rejects.toMatchObject({
      code: "source-unreadable",
    });
  });
});
