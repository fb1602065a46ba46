import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach } from "vitest";
import { silentLog } from "../../../../src/base/logging.ts";
import type { Run } from "../../../../src/core/runs/run.ts";
import type {
  RunSource,
  SourceContext,
  SourceKind,
  SourceUpdate,
} from "../../../../src/platform/sources/runSource.ts";

/** Small stores that MLflow wrote, with what MlflowClient reads from them. */
const fixtures = path.resolve(import.meta.dirname, "../../../fixtures/formats/mlflow");

export interface OracleRun {
  readonly run_id: string;
  readonly name: string;
  readonly experiment: string;
  readonly status: string;
  readonly deleted: boolean;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly history: Readonly<Record<string, readonly [number, number, number | string][]>>;
}

/** A folder of its own for each test, and a clock that stands where the fixtures were written. */
export class Stores {
  root = "";
  now = 0;

  constructor() {
    beforeEach(() => {
      this.root = mkdtempSync(path.join(os.tmpdir(), "sextant-mlflow-"));
      this.now = Date.now();
    });
    afterEach(() => rmSync(this.root, { recursive: true, force: true }));
  }

  context(overrides: Partial<SourceContext> = {}): SourceContext {
    const clock = { now: () => this.now };
    return { root: this.root, clock, log: silentLog, isTrusted: true, env: {}, ...overrides };
  }

  oracle(store: "files" | "database"): readonly OracleRun[] {
    const text = readFileSync(path.join(fixtures, store, "oracle.json"), "utf8");
    return JSON.parse(text) as readonly OracleRun[];
  }

  copyFiles(): string {
    const folder = path.join(this.root, "mlruns");
    cpSync(path.join(fixtures, "files", "mlruns"), folder, { recursive: true });
    return folder;
  }

  /** The database is kept as SQL; `change` may alter the text. */
  makeDatabase(change: (sql: string) => string = (sql) => sql): string {
    const file = path.join(this.root, "mlflow.db");
    execSql(file, change(readFileSync(path.join(fixtures, "database", "mlflow.sql"), "utf8")));
    return file;
  }
}

export function execSql(file: string, sql: string): void {
  const db = new DatabaseSync(file, { enableForeignKeyConstraints: false });
  db.exec(sql);
  db.close();
}

/** A source with the runs it told of so far, by their id there. */
export class Reader {
  readonly source: RunSource;
  readonly runs = new Map<string, Run>();
  mark: string | null;

  constructor(kind: SourceKind, place: string, context: SourceContext, mark: string | null = null) {
    this.source = kind.open(place, context);
    this.mark = mark;
  }

  async refresh(): Promise<SourceUpdate | undefined> {
    const update = await this.source.refresh(this.mark);
    if (update === undefined) return undefined;
    if (update.isComplete) this.runs.clear();
    for (const run of update.runs) this.runs.set(run.location?.key ?? "", run);
    for (const [key, run] of this.runs) if (update.removed.includes(run.id)) this.runs.delete(key);
    this.mark = update.mark;
    return update;
  }

  run(name: string): Run {
    const found = [...this.runs.values()].find((run) => run.name === name);
    if (found === undefined) throw new Error(`no run ${name}`);
    return found;
  }

  async points(name: string, metric: string, isRaw = false): Promise<unknown[]> {
    const series = (await this.source.series(this.run(name), [metric], isRaw)).get(metric);
    return Array.from(series?.steps ?? [], (step, at) => [
      step,
      series?.times[at],
      named(series?.values[at] ?? NaN),
    ]);
  }
}

export function named(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
