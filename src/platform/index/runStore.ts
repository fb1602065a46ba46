import { describeError } from "../../base/errors.ts";
import type { Log } from "../../base/logging.ts";
import {
  JournalReader,
  startPosition,
  type JournalPosition,
} from "../../core/formats/sextant/parseJournal.ts";
import {
  createRunState,
  reduceRun,
  toRun,
  type RunState,
} from "../../core/formats/sextant/reduceRun.ts";
import type { Run, Series } from "../../core/runs/run.ts";
import type { RunOwner } from "../../core/runs/runOwners.ts";
import type { IndexDatabase, Row } from "./indexDatabase.ts";
import { isSameState, JournalFile, type FileState } from "./journalFile.ts";
import { SeriesStore } from "./seriesStore.ts";
import { decodeSummaries, encodeSummaries, type Summaries } from "./summaries.ts";

/** Points held in memory before they are written: 12 MB. */
const maxPendingPoints = 500_000;

/** A run with its journal's cursor, as it is being brought up to date. */
interface StoredRun {
  readonly key: number;
  readonly state: RunState;
  readonly summaries: Summaries;
  readonly position: JournalPosition;
  readonly file: FileState;
  readonly fingerprint: string;
}

interface Reading {
  readonly state: FileState | undefined;
  /** Bytes read. */
  readonly bytes: number;
}

/** The rows of runs: reading them, and bringing them up to date inside a transaction. */
export class RunStore {
  readonly #database: IndexDatabase;
  readonly #log: Log;
  readonly #series: SeriesStore;
  #change = { nextRevision: 0, isAny: false, ofColumns: false };

  constructor(database: IndexDatabase, log: Log) {
    this.#database = database;
    this.#log = log;
    this.#series = new SeriesStore(database);
  }

  counter(name: "revision" | "columns"): number {
    return Number(this.#database.get("SELECT value FROM counters WHERE name = ?", name)?.["value"]);
  }

  *each(): Generator<Run> {
    const rows = this.#database.each(
      "SELECT state, metrics, summaries, mtime FROM runs ORDER BY id",
    );
    for (const row of rows) yield decodeRun(row);
  }

  /**
   * Runs that were launched, as far as they changed since: for telling which of them wrote the files
   * of another tool.
   */
  owners(since: number): RunOwner[] {
    const sql = "SELECT id, state FROM runs WHERE revision > ?";
    return this.#database.all(sql, since).flatMap((row) => {
      const { startTime, endTime, command, git } = JSON.parse(String(row["state"])) as RunState;
      if (startTime === null || command === null) return [];
      return [{ id: String(row["id"]), startTime, endTime, cwd: command.cwd, git }];
    });
  }

  run(id: string): Run | undefined {
    const row = this.#database.get(
      "SELECT state, metrics, summaries, mtime FROM runs WHERE id = ?",
      id,
    );
    return row && decodeRun(row);
  }

  series(id: string, metric: string): Series | undefined {
    const key = this.#database.get("SELECT key FROM runs WHERE id = ?", id)?.["key"];
    return key === undefined ? undefined : this.#series.read(Number(key), metric);
  }

  changed(since: number): string[] {
    return this.#ids("SELECT id FROM runs WHERE revision > ? ORDER BY id", since);
  }

  removed(since: number): string[] {
    return this.#ids("SELECT id FROM removed WHERE revision > ? ORDER BY id", since);
  }

  fileStates(since: number): { readonly id: string; readonly state: FileState }[] {
    return this.#database
      .all("SELECT id, inode, size, mtime FROM runs WHERE revision > ?", since)
      .map((row) => ({ id: String(row["id"]), state: decodeFileState(row) }));
  }

  get nextRevision(): number {
    return this.#change.nextRevision;
  }

  /** What is being written changes some run, or even which names there are. */
  markChanged(ofColumns: boolean): void {
    this.#change.isAny = true;
    if (ofColumns) this.#change.ofColumns = true;
  }

  /** `work` as one change: what it writes has one revision. Call inside a transaction. */
  write<T>(work: () => T): T {
    this.#change = { nextRevision: this.counter("revision") + 1, isAny: false, ofColumns: false };
    const result = work();
    const { isAny, ofColumns, nextRevision } = this.#change;
    if (isAny) this.#setCounter("revision", nextRevision);
    if (ofColumns) this.#setCounter("columns", this.counter("columns") + 1);
    return result;
  }

  /** Reads on in a run's journal. A file that cannot be read is left for the next time. */
  readJournal(id: string, path: string): Reading {
    let file: JournalFile;
    try {
      file = new JournalFile(path);
    } catch (error) {
      this.#log.debug(`${path} cannot be read now: ${describeError(error)}`);
      return { state: undefined, bytes: 0 };
    }
    try {
      return this.#readFile(id, { path, file });
    } finally {
      file.close();
    }
  }

  remove(id: string): void {
    const key = this.#database.get("SELECT key FROM runs WHERE id = ?", id)?.["key"];
    if (key === undefined) return;
    this.#series.removeRun(Number(key));
    this.#database.run("DELETE FROM runs WHERE key = ?", Number(key));
    this.#database.run(
      "INSERT OR REPLACE INTO removed VALUES (?, ?)",
      id,
      this.#change.nextRevision,
    );
    this.#change.isAny = true;
    this.#change.ofColumns = true;
  }

  forget(): void {
    this.#series.forget();
  }

  #readFile(id: string, source: { readonly path: string; readonly file: JournalFile }): Reading {
    const { path, file } = source;
    const state = file.state;
    const stored = this.#stored(id);
    if (stored !== undefined && isSameState(stored.file, state)) return { state, bytes: 0 };
    const run = this.#toContinue(id, { stored, file });
    const { position } = run;
    const reader = new JournalReader({
      from: position,
      fallbackTime: state.mtimeMs,
      lastStepOf: (metric) => run.summaries.get(metric)?.lastStep,
      path,
    });
    const namesBefore = countNames(run);
    file.readAll(reader, () => {
      reduceRun(run.state, reader.entries);
      reader.entries.length = 0;
      if (reader.pointCount >= maxPendingPoints) this.#writePoints(run, reader);
    });
    this.#writePoints(run, reader);
    this.#warn(path, reader);
    const bytes = reader.position.offset - position.offset;
    const isChanged = bytes > 0 || stored === undefined || run.key !== stored.key;
    if (isChanged) this.#change.isAny = true;
    if (countNames(run) !== namesBefore || run !== stored) this.#change.ofColumns = true;
    this.#save(run, {
      file: state,
      position: reader.position,
      fingerprint: file.fingerprint(reader.position.offset),
      revision: isChanged ? this.#change.nextRevision : undefined,
    });
    return { state, bytes };
  }

  /** The run as it was left, or from the start when it is new or its journal was written anew. */
  #toContinue(
    id: string,
    source: { readonly stored: StoredRun | undefined; readonly file: JournalFile },
  ): StoredRun {
    const { stored, file } = source;
    const state = file.state;
    if (stored !== undefined) {
      const isSameFile =
        stored.file.inode === state.inode &&
        stored.position.offset <= state.sizeBytes &&
        file.fingerprint(stored.position.offset) === stored.fingerprint;
      if (isSameFile) return stored;
      this.#log.info(`the journal of run ${id} was replaced: it is read from the start`);
      this.#series.removeRun(stored.key);
      this.#database.run("DELETE FROM runs WHERE key = ?", stored.key);
    }
    this.#database.run("DELETE FROM removed WHERE id = ?", id);
    const key = this.#database.run(
      `INSERT INTO runs (id, revision, state, metrics, summaries, inode, size, mtime, position,
         fingerprint) VALUES (?, ?, '', '', x'', 0, 0, 0, '', '')`,
      id,
      this.#change.nextRevision,
    );
    return {
      ...{ key, state: createRunState(id), summaries: new Map<string, never>() },
      ...{ position: startPosition, file: state, fingerprint: "" },
    };
  }

  #stored(id: string): StoredRun | undefined {
    const row = this.#database.get("SELECT * FROM runs WHERE id = ?", id);
    if (row === undefined) return undefined;
    return {
      key: Number(row["key"]),
      state: JSON.parse(String(row["state"])) as RunState,
      summaries: summariesOf(row),
      position: JSON.parse(String(row["position"])) as JournalPosition,
      file: decodeFileState(row),
      fingerprint: String(row["fingerprint"]),
    };
  }

  #writePoints(run: StoredRun, reader: JournalReader): void {
    for (const buffer of reader.points.values()) {
      if (buffer.length === 0) continue;
      const { metric } = buffer;
      const place = { runKey: run.key, metric };
      const known = run.summaries.get(metric);
      run.summaries.set(metric, this.#series.add(place, buffer.take(), known));
    }
  }

  #save(
    run: StoredRun,
    cursor: Pick<StoredRun, "file" | "position" | "fingerprint"> & {
      readonly revision: number | undefined;
    },
  ): void {
    const { names, numbers } = encodeSummaries(run.summaries);
    const { file } = cursor;
    this.#database.run(
      `UPDATE runs SET revision = COALESCE(?, revision), state = ?, metrics = ?, summaries = ?,
         inode = ?, size = ?, mtime = ?, position = ?, fingerprint = ? WHERE key = ?`,
      cursor.revision ?? null,
      JSON.stringify(run.state),
      names,
      numbers,
      file.inode,
      file.sizeBytes,
      file.mtimeMs,
      JSON.stringify(cursor.position),
      cursor.fingerprint,
      run.key,
    );
  }

  #warn(path: string, reader: JournalReader): void {
    for (const { message, location } of reader.problems.slice(0, 3)) {
      this.#log.warn(`${path}, line ${(location?.line ?? 0) + 1}: ${message}`);
    }
    const more = reader.problems.length - 3;
    if (more > 0) this.#log.warn(`${path}: ${more} more problems`);
  }

  #setCounter(name: "revision" | "columns", value: number): void {
    this.#database.run("UPDATE counters SET value = ? WHERE name = ?", value, name);
  }

  #ids(sql: string, since: number): string[] {
    return this.#database.all(sql, since).map((row) => String(row["id"]));
  }
}

function decodeRun(row: Row): Run {
  const state = JSON.parse(String(row["state"])) as RunState;
  const run = toRun(state, Object.fromEntries(summariesOf(row)));
  return { ...run, updatedAt: Number(row["mtime"]) };
}

function summariesOf(row: Row): Summaries {
  const numbers = row["summaries"];
  return decodeSummaries({
    names: String(row["metrics"]),
    numbers: numbers instanceof Uint8Array ? numbers : new Uint8Array(0),
  });
}

function decodeFileState(row: Row): FileState {
  return {
    inode: Number(row["inode"]),
    sizeBytes: Number(row["size"]),
    mtimeMs: Number(row["mtime"]),
  };
}

function countNames(run: StoredRun): number {
  const { params, tags } = run.state;
  return run.summaries.size + Object.keys(params).length + Object.keys(tags).length;
}
