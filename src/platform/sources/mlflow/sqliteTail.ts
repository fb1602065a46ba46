import type { SqliteReading } from "../sqliteSource.ts";
import { numberOf, type RunTotals } from "./sqliteMetrics.ts";
import { textOf, valueOf, type MlflowTables } from "./sqliteTables.ts";

/** More new points than this are rolled up by SQLite again, run by run. */
const maxNewRows = 20_000;
const rowsPerSlice = 50_000;

export interface TailUpdate {
  /** Runs that got points or parameters. */
  readonly changed: ReadonlySet<string>;
  /** Rows went away or were numbered anew (VACUUM, a migration): nothing read so far counts. */
  readonly isReset: boolean;
}

/**
 * Follows the tables that only grow, by their row numbers: the cost of a look depends on what was
 * written since, not on what is there.
 */
export class PointTail {
  metricRow = 0;
  paramRow = 0;
  /** What stood in the row `metricRow`: tells that row numbers still mean what they did. */
  anchor = "";

  /** Adds new points to the totals of the runs that have any there. */
  async advance(
    db: SqliteReading,
    tables: MlflowTables,
    totals: Map<string, RunTotals>,
  ): Promise<TailUpdate> {
    const changed = new Set<string>();
    const isReset = this.metricRow > 0 && (await this.#readAnchor(db)) !== this.anchor;
    const last = await lastRow(db, "metrics");
    if (isReset) totals.clear();
    else if (last - this.metricRow > maxNewRows) await this.#skim(db, last, changed, totals);
    else await this.#follow(db, tables, changed, totals);
    if (isReset || last > this.metricRow) this.metricRow = last;
    this.anchor = await this.#readAnchor(db);
    await this.#followParams(db, changed);
    return { changed, isReset };
  }

  async #follow(
    db: SqliteReading,
    tables: MlflowTables,
    changed: Set<string>,
    totals: Map<string, RunTotals>,
  ): Promise<void> {
    const columns = ["run_uuid", "key", "step", "timestamp", "value", "is_nan"];
    const sql = `SELECT rowid AS row_id, ${tables.select("metrics", ...columns)} FROM metrics
      WHERE rowid > ? ORDER BY rowid LIMIT ?`;
    const query = { sql, idColumn: "row_id", after: this.metricRow };
    this.metricRow = await db.pages(query, (row) => {
      const runId = textOf(row["run_uuid"]);
      changed.add(runId);
      const of = totals.get(runId);
      if (of === undefined) return;
      const point = [numberOf(row["step"]), numberOf(row["timestamp"]), valueOf(row)] as const;
      of.push(textOf(row["key"]), point);
    });
  }

  async #skim(
    db: SqliteReading,
    last: number,
    changed: Set<string>,
    totals: Map<string, RunTotals>,
  ): Promise<void> {
    for (let from = this.metricRow; from < last; from += rowsPerSlice) {
      const sql = `SELECT DISTINCT run_uuid FROM metrics WHERE rowid > ? AND rowid <= ?`;
      for (const row of await db.rows(sql, from, from + rowsPerSlice)) {
        changed.add(textOf(row["run_uuid"]));
      }
    }
    for (const runId of changed) totals.delete(runId);
  }

  async #followParams(db: SqliteReading, changed: Set<string>): Promise<void> {
    const sql = `SELECT rowid AS row_id, run_uuid FROM params WHERE rowid > ? ORDER BY rowid LIMIT ?`;
    const query = { sql, idColumn: "row_id", after: this.paramRow };
    this.paramRow = await db.pages(query, (row) => changed.add(textOf(row["run_uuid"])));
  }

  async #readAnchor(db: SqliteReading): Promise<string> {
    const sql = `SELECT run_uuid, "key", value, timestamp FROM metrics WHERE rowid = ?`;
    const [row] = await db.rows(sql, this.metricRow);
    return row === undefined ? "" : JSON.stringify(Object.values(row));
  }

  /** What is there already is read run by run: only what is written from now on is followed. */
  async skipToEnd(db: SqliteReading): Promise<void> {
    this.metricRow = await lastRow(db, "metrics");
    this.paramRow = await lastRow(db, "params");
    this.anchor = await this.#readAnchor(db);
  }
}

async function lastRow(db: SqliteReading, table: "metrics" | "params"): Promise<number> {
  const [row] = await db.rows(`SELECT max(rowid) AS n FROM ${table}`);
  return numberOf(row?.["n"]);
}
