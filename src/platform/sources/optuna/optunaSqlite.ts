import * as z from "zod";
import type { Problem } from "../../../base/errors.ts";
import { isOpen } from "../../../core/formats/optuna/journal.ts";
import {
  aliveMs,
  runOfTrial,
  seriesOfTrial,
  trialKey,
  type Study,
} from "../../../core/formats/optuna/trial.ts";
import type { MediaItem } from "../../../core/formats/media.ts";
import type { Run, Series } from "../../../core/runs/run.ts";
import { isDamage } from "../../sqlite/openDatabase.ts";
import type { RunSource, SourceContext, SourceKind, SourceUpdate } from "../runSource.ts";
import { sourcePath } from "../sourcePath.ts";
import { sourceRunId } from "../sourceRunId.ts";
import {
  detectSqlite,
  readSqlite,
  sqliteState,
  sqliteTime,
  type SqliteReading,
} from "../sqliteSource.ts";
import {
  describeTables,
  readStudies,
  readTrials,
  trialsPerRead,
  type OptunaTables,
  type StoredTrial,
} from "./optunaTables.ts";

/**
 * Optuna's trials in an SQLite database. Which tables a database has is seen when it is read: one
 * that is not Optuna's gives no runs.
 */
export const optunaSqlite: SourceKind = {
  format: "optuna",
  detect: detectSqlite,
  open: (path, context) => new OptunaSqlite(path, context),
};

/**
 * How far the database was read. Trials that ended are never changed, so that only later ones and
 * those that had not ended need to be looked at again.
 */
const progressSchema = z.object({
  state: z.string(),
  /** Studies as they were: their names are part of every trial. */
  studies: z.string(),
  lastTrial: z.number(),
  count: z.number(),
  open: z.array(z.number()),
  /** When a running trial stops being believed; null when none runs. */
  aliveUntil: z.number().nullable(),
});
type Progress = z.infer<typeof progressSchema>;

class OptunaSqlite implements RunSource {
  readonly key: string;
  isLive = false;
  readonly #path: string;
  readonly #shownPath: string;
  readonly #context: SourceContext;
  #progress: Progress | undefined;

  constructor(path: string, context: SourceContext) {
    this.#path = path;
    this.#shownPath = sourcePath(context.root, path);
    this.#context = context;
    this.key = `optuna:${this.#shownPath}`;
  }

  async refresh(mark: string | null): Promise<SourceUpdate | undefined> {
    const before = (this.#progress ??= parseProgress(mark));
    const [state, time] = await Promise.all([sqliteState(this.#path), sqliteTime(this.#path)]);
    const now = this.#context.clock.now();
    const storeTime = time ?? 0;
    // Other programs' databases are looked at now and then only: they may be busy.
    this.isLive = now - storeTime < aliveMs && before?.studies !== "";
    const isAged = now > (before?.aliveUntil ?? Infinity);
    if (before?.state === (state ?? "") && !isAged) return undefined;
    if (state === null) return this.#finish(noProgress, []);
    return readSqlite(this.#path, (db) => this.#read(db, state, storeTime));
  }

  async series(run: Run, metrics: readonly string[]): Promise<ReadonlyMap<string, Series>> {
    const key = run.location?.key ?? "";
    const split = key.lastIndexOf("/");
    return readSqlite(this.#path, async (db) => {
      const tables = await describeTables(db);
      if (tables === undefined) return new Map();
      const id = await findTrial(db, tables, key.slice(0, split), Number(key.slice(split + 1)));
      const [trial] = id === undefined ? [] : await readTrials(db, tables, [id]);
      const study = (await readStudies(db, tables)).get(trial?.studyId ?? -1);
      if (trial === undefined || study === undefined) return new Map();
      return seriesOfTrial(study, trial, metrics);
    });
  }

  media(): Promise<readonly MediaItem[]> {
    return Promise.resolve([]);
  }

  dispose(): void {
    this.#progress = undefined;
  }

  async #read(db: SqliteReading, state: string, storeTime: number): Promise<SourceUpdate> {
    const tables = await describeTables(db);
    if (tables === undefined) return this.#finish({ ...noProgress, state }, []);
    const studies = await readStudies(db, tables);
    const names = JSON.stringify([...studies]);
    const changes = await findChanges(db, this.#progress, names);
    const reading: Reading = { tables, studies, storeTime, runs: [], open: [], aliveUntil: null };
    const problem = await this.#readChanged(db, changes.ids, reading);
    return this.#finish(
      {
        ...{ state, studies: names, lastTrial: changes.lastTrial, count: changes.count },
        ...{ open: reading.open, aliveUntil: reading.aliveUntil },
      },
      withProblem(reading.runs, problem),
      changes.isComplete,
    );
  }

  /** Answers what was wrong when not all could be read. */
  async #readChanged(
    db: SqliteReading,
    ids: readonly number[],
    reading: Reading,
  ): Promise<Problem | undefined> {
    try {
      for (let start = 0; start < ids.length; start += trialsPerRead) {
        const part = ids.slice(start, start + trialsPerRead);
        for (const trial of await readTrials(db, reading.tables, part)) this.#add(trial, reading);
      }
    } catch (error) {
      if (!isDamage(error) || reading.runs.length === 0) throw error;
      return {
        code: "source-damaged",
        message: "the database is damaged: not all trials could be read",
        severity: "warning",
        location: { path: this.#shownPath },
      };
    }
    return undefined;
  }

  #add(trial: StoredTrial, reading: Reading): void {
    const study = reading.studies.get(trial.studyId);
    if (study === undefined) return;
    const aliveUntil = (trial.heartbeat ?? reading.storeTime) + aliveMs;
    const isAlive = this.#context.clock.now() <= aliveUntil;
    if (isOpen(trial)) reading.open.push(trial.id);
    if (trial.state === "RUNNING" && isAlive) {
      reading.aliveUntil = Math.min(reading.aliveUntil ?? Infinity, aliveUntil);
    }
    reading.runs.push(
      runOfTrial(study, trial, {
        id: sourceRunId("optuna", this.key, trialKey(study, trial)),
        path: this.#shownPath,
        problems: [],
        ...{ isAlive, storeTime: reading.storeTime },
      }),
    );
  }

  #finish(progress: Progress, runs: readonly Run[], isComplete = true): SourceUpdate {
    this.#progress = progress;
    return { runs, removed: [], isComplete, mark: JSON.stringify(progress) };
  }
}

interface Reading {
  readonly tables: OptunaTables;
  readonly studies: ReadonlyMap<number, Study>;
  readonly storeTime: number;
  readonly runs: Run[];
  readonly open: number[];
  aliveUntil: number | null;
}

const noProgress: Progress = {
  ...{ state: "", studies: "", lastTrial: -1, count: 0, open: [], aliveUntil: null },
};

function parseProgress(mark: string | null): Progress | undefined {
  if (mark === null) return undefined;
  try {
    return progressSchema.safeParse(JSON.parse(mark)).data;
  } catch {
    return undefined;
  }
}

interface Changes {
  readonly ids: readonly number[];
  readonly lastTrial: number;
  readonly count: number;
  /** The ids are all there are. */
  readonly isComplete: boolean;
}

async function findChanges(
  db: SqliteReading,
  before: Progress | undefined,
  studies: string,
): Promise<Changes> {
  if (before?.studies === studies) {
    const added = await trialsAfter(db, before.lastTrial);
    const [row] = await db.rows("SELECT count(*) AS count FROM trials");
    const count = before.count + added.length;
    // Fewer: some were deleted, and which ones only reading all of them tells.
    if (row?.["count"] === count) {
      const lastTrial = added.at(-1) ?? before.lastTrial;
      return { ids: [...before.open, ...added], lastTrial, count, isComplete: false };
    }
  }
  const ids = await trialsAfter(db, -1);
  return { ids, lastTrial: ids.at(-1) ?? -1, count: ids.length, isComplete: true };
}

async function trialsAfter(db: SqliteReading, after: number): Promise<number[]> {
  const ids: number[] = [];
  const sql = "SELECT trial_id FROM trials WHERE trial_id > ? ORDER BY trial_id LIMIT ?";
  await db.pages({ sql, idColumn: "trial_id", after }, ({ trial_id: id }) => {
    if (typeof id === "number") ids.push(id);
  });
  return ids;
}

async function findTrial(
  db: SqliteReading,
  { hasNumber }: OptunaTables,
  study: string,
  number: number,
): Promise<number | undefined> {
  const [row] = await db.rows(
    `SELECT trial_id FROM trials JOIN studies USING (study_id)
     WHERE study_name = ? AND ${hasNumber ? "number" : "trial_id - 1"} = ? LIMIT 1`,
    study,
    number,
  );
  const id = row?.["trial_id"];
  return typeof id === "number" ? id : undefined;
}

/** The first one tells for all of them. */
function withProblem(runs: readonly Run[], problem: Problem | undefined): readonly Run[] {
  const [first, ...others] = runs;
  if (problem === undefined || first === undefined) return runs;
  return [{ ...first, problems: [...first.problems, problem] }, ...others];
}
