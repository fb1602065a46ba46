import { maskArgv, maskParameters, maskValue } from "../../core/launch/secrets.ts";
import { guessCommit, type CommitHistory } from "../../core/runs/guessCommit.ts";
import { withOwner, type RunOwner } from "../../core/runs/runOwners.ts";
import type { Run } from "../../core/runs/run.ts";
import { withoutCredentials } from "../../core/snapshots/remoteUrl.ts";
import type { SourceUpdate } from "../sources/runSource.ts";
import type { IndexDatabase, Row } from "./indexDatabase.ts";
import { decodeSummaries, encodeSummaries } from "./summaries.ts";

/** Weights & Biases takes a run for crashed after as long. */
const silenceMs = 10 * 60_000;

/** What one source told, by its key. */
export interface KeyedUpdate {
  readonly key: string;
  readonly update: SourceUpdate;
}

/** The change that a transaction makes; see RunStore.write. */
export interface IndexChange {
  readonly nextRevision: number;
  markChanged(ofColumns: boolean): void;
}

/** Rows of the runs that Sextant did not write, and how far their sources were read. */
export class SourceStore {
  readonly #database: IndexDatabase;
  /** Rows of other ways of looking are not seen and not touched; see `sourceScope`. */
  readonly #scope: string;

  constructor(database: IndexDatabase, scope: string) {
    this.#database = database;
    this.#scope = scope;
  }

  /** From which runs without a commit get the one they were probably made from; null for none. */
  history: CommitHistory | null = null;
  /** Launched runs, any of which may have written a run of another tool. */
  owners: () => Iterable<RunOwner> = () => [];

  /** What each known source is given when it is opened again. */
  marks(): Map<string, string> {
    const rows = this.#database.all("SELECT key, mark FROM sources WHERE scope = ?", this.#scope);
    return new Map(rows.map((row) => [String(row["key"]), String(row["mark"])]));
  }

  *each(): Generator<Run> {
    const sql = "SELECT run, metrics, summaries FROM source_runs WHERE scope = ? ORDER BY key";
    for (const row of this.#database.each(sql, this.#scope)) yield this.#decode(row);
  }

  run(id: string): Run | undefined {
    const row = this.#database.get(
      "SELECT run, metrics, summaries FROM source_runs WHERE scope = ? AND id = ?",
      this.#scope,
      id,
    );
    return row && this.#decode(row);
  }

  /** Key of the source that a run comes from. */
  sourceOf(runId: string): string | undefined {
    const row = this.#database.get(
      "SELECT source FROM source_runs WHERE scope = ? AND id = ?",
      this.#scope,
      runId,
    );
    return row === undefined ? undefined : String(row["source"]);
  }

  changed(since: number): string[] {
    return this.#database
      .all(
        "SELECT id FROM source_runs WHERE scope = ? AND revision > ? ORDER BY id",
        this.#scope,
        since,
      )
      .map((row) => String(row["id"]));
  }

  /** Call inside `RunStore.write`. */
  apply({ key, update }: KeyedUpdate, change: IndexChange): void {
    this.#database.run(
      "INSERT OR REPLACE INTO sources VALUES (?, ?, ?)",
      this.#scope,
      key,
      update.mark,
    );
    const isKept = new Set(update.runs.map((run) => run.id));
    if (update.isComplete) {
      for (const id of this.#idsOf(key)) if (!isKept.has(id)) this.#remove(id, change);
    }
    for (const id of update.removed) if (!isKept.has(id)) this.#remove(id, change);
    for (const run of update.runs) this.#write(key, run, change);
  }

  /** Forgets sources that are gone, with their runs. Call inside `RunStore.write`. */
  removeSource(key: string, change: IndexChange): void {
    for (const id of this.#idsOf(key)) this.#remove(id, change);
    this.#database.run("DELETE FROM sources WHERE scope = ? AND key = ?", this.#scope, key);
  }

  /** Ids of runs whose source names no commit. */
  withoutCommit(): string[] {
    return this.#database
      .all(
        "SELECT id FROM source_runs WHERE scope = ? AND json_extract(run, '$.git') IS NULL",
        this.#scope,
      )
      .map((row) => String(row["id"]));
  }

  #decode(row: Row): Run {
    const run = withOwner(withoutStaleStatus(decodeRun(row)), this.owners());
    if (run.git !== null || this.history === null) return run;
    const { startTime, location } = run;
    return { ...run, git: guessCommit({ startTime, path: location?.path ?? "" }, this.history) };
  }

  #write(source: string, run: Run, change: IndexChange): void {
    const { metrics, ...rest } = withoutSecrets(run);
    const { names, numbers } = encodeSummaries(new Map(Object.entries(metrics)));
    const text = JSON.stringify(rest);
    const known = this.#database.get(
      "SELECT run, metrics, summaries FROM source_runs WHERE scope = ? AND id = ?",
      this.#scope,
      run.id,
    );
    const areNamesSame = known !== undefined && known["metrics"] === names;
    if (areNamesSame && known["run"] === text && isSame(known["summaries"], numbers)) return;
    this.#database.run("DELETE FROM removed WHERE id = ?", run.id);
    this.#database.run(
      `INSERT INTO source_runs (scope, id, source, revision, run, metrics, summaries)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (scope, id) DO UPDATE SET source = excluded.source, revision = excluded.revision,
         run = excluded.run, metrics = excluded.metrics, summaries = excluded.summaries`,
      ...[this.#scope, run.id, source, change.nextRevision, text, names],
      numbers,
    );
    change.markChanged(!areNamesSame || !hasSameNames(String(known["run"]), run));
  }

  #remove(id: string, change: IndexChange): void {
    this.#database.run("DELETE FROM source_runs WHERE scope = ? AND id = ?", this.#scope, id);
    this.#database.run("INSERT OR REPLACE INTO removed VALUES (?, ?)", id, change.nextRevision);
    change.markChanged(true);
  }

  #idsOf(source: string): string[] {
    return this.#database
      .all("SELECT id FROM source_runs WHERE scope = ? AND source = ?", this.#scope, source)
      .map((row) => String(row["id"]));
  }
}

function decodeRun(row: Row): Run {
  const numbers = row["summaries"];
  const metrics = decodeSummaries({
    names: String(row["metrics"]),
    numbers: numbers instanceof Uint8Array ? numbers : new Uint8Array(0),
  });
  // Only this class writes the row, and an index of another version is built anew.
  const run = JSON.parse(String(row["run"])) as Omit<Run, "metrics">;
  return { ...run, metrics: Object.fromEntries(metrics) };
}

/** A run that was said to be running and was not written to since may have died unnoticed. */
function withoutStaleStatus(run: Run): Run {
  if (run.status !== "running" || run.updatedAt === null) return run;
  return Date.now() - run.updatedAt > silenceMs ? { ...run, status: "unknown" } : run;
}

/** What others wrote down may hold secrets: they are neither stored in the index nor shown. */
function withoutSecrets(run: Run): Run {
  const { params, tags, command, git, datasets } = run;
  const remote = git?.remote;
  return {
    ...run,
    git: git && { ...git, remote: remote ? withoutCredentials(remote) : null },
    datasets: datasets.map((dataset) => ({
      ...dataset,
      source: maskValue("", dataset.source),
      tags: maskParameters(dataset.tags),
    })),
    params: maskParameters(params),
    tags: maskParameters(tags),
    command: command && { ...command, argv: maskArgv(command.argv) },
  };
}

function isSame(known: unknown, numbers: Uint8Array): boolean {
  if (!(known instanceof Uint8Array) || known.length !== numbers.length) return false;
  return known.every((byte, index) => byte === numbers[index]);
}

function hasSameNames(known: string, { params, tags }: Run): boolean {
  const before = JSON.parse(known) as Pick<Run, "params" | "tags">;
  return keysOf(before.params) === keysOf(params) && keysOf(before.tags) === keysOf(tags);
}

function keysOf(values: Readonly<Record<string, string>>): string {
  return Object.keys(values).join("\0");
}
