import { existsSync, mkdirSync } from "node:fs";
import type { Disposable } from "../../base/disposables.ts";
import { AppError } from "../../base/errors.ts";
import type { JournalEntry } from "../../core/formats/sextant/entries.ts";
import type { Clock, Random } from "../../core/ports.ts";
import { isEnded, type GitState, type Run, type RunStatus } from "../../core/runs/run.ts";
import { createRunId, isRunId } from "../../core/runs/runId.ts";
import {
  fromIndexedRun,
  fromMlflowStatus,
  fromTrackedRun,
  toMlflowStatus,
  type MlflowRun,
  type MlflowStatus,
  type RunPlace,
} from "../../core/tracking/mlflowRun.ts";
import {
  applyEntry,
  createTrackedRun,
  isClaimed,
  runNameTag,
  type TrackedRun,
} from "../../core/tracking/trackedRun.ts";
import { doesNotExist, invalidParameter } from "../../core/tracking/trackingErrors.ts";
import { createSextantFolder, runPaths } from "../runs/project.ts";
import { RunJournal } from "../runs/runJournal.ts";
import { hasSupervisorFile } from "../runs/supervisorFile.ts";
import type { ExperimentStore } from "./experimentStore.ts";
import { errorCode } from "./jsonLinesFile.ts";
import { RunReplay } from "./runReplay.ts";

/** The runs of the whole project, for search; `RunIndex` is one. */
export interface RunSource {
  refresh(): unknown;
  runs(options: { readonly includeDeleted: boolean }): readonly Run[];
  close(): void;
}

/** How the process that wrote runs has ended; runs it left open end the same way. */
export interface ProcessOutcome {
  readonly status: RunStatus;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

export interface TrackedRunsOptions {
  readonly root: string;
  /** The run that was launched. */
  readonly runId: string;
  /** Of that run; shared with its supervisor, who closes it. */
  readonly journal: RunJournal;
  readonly isNameChosen: boolean;
  readonly experiments: ExperimentStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly openIndex: () => RunSource;
}

/**
 * - `launched`: the run of this process; its status is its supervisor's to write.
 * - `child`: created by a client of this server; no one else writes its status.
 * - `other`: of another launch; read anew before it is looked at.
 */
type Ownership = "launched" | "child" | "other";

/** A run that a client has asked for. */
export interface OpenRun {
  readonly state: TrackedRun;
  readonly ownership: Ownership;
  /** What a client said of a run whose status is not its to write; it is told the same again. */
  clientStatus?: MlflowStatus;
  clientEndTime?: number;
}

interface HeldRun extends OpenRun {
  ownership: Ownership;
  readonly replay: RunReplay;
  journal?: RunJournal;
}

/** Journals that are held open at once, besides the launched run's. */
const maxOpenJournals = 64;

/**
 * The runs that clients write and read, over their journals. An entry is in the journal before it
 * counts, and what it changes is kept in memory: nothing is read again to answer.
 */
export class TrackedRuns implements Disposable {
  readonly #options: TrackedRunsOptions;
  readonly #runs = new Map<string, HeldRun>();
  readonly #openJournals = new Set<HeldRun>();
  readonly #launched: HeldRun;
  /** Runs of other launches that a client has resumed here. */
  readonly #resumed = new Set<HeldRun>();
  /** This process took over from one that died. */
  readonly #isReplacement: boolean;
  #index: RunSource | undefined;

  constructor(options: TrackedRunsOptions) {
    this.#options = options;
    this.#launched = this.#hold(options.runId, "launched");
    this.#launched.journal = options.journal;
    this.#launched.replay.catchUp();
    this.#isReplacement = !this.isWaiting;
  }

  get launchedId(): string {
    return this.#options.runId;
  }

  /** True when no client has created a run yet: the next one is the launched run. */
  get isWaiting(): boolean {
    return !isClaimed(this.#launched.state);
  }

  /** Throws RESOURCE_DOES_NOT_EXIST, in MLflow's words. */
  get(runId: string): OpenRun {
    const run = this.#runs.get(runId) ?? this.#load(runId);
    if (run.ownership === "other") run.replay.catchUp();
    return run;
  }

  /**
   * A run that a client is about to write to; throws when it was deleted. The launched run becomes
   * the client's by that: a script may have found it by its id, without creating it.
   */
  getForWriting(runId: string): OpenRun {
    const run = this.get(runId);
    if (run.state.isDeleted) {
      throw invalidParameter(
        `The run ${runId} must be in the 'active' state. Current state is deleted.`,
      );
    }
    if (run === this.#launched && this.isWaiting) this.claimLaunched([], "");
    return run;
  }

  /** Makes the launched run the client's own. A name that the user chose for it stays. */
  claimLaunched(entries: readonly JournalEntry[], name: string): OpenRun {
    const run = this.#launched;
    const { isNameChosen } = this.#options;
    const chosen = isNameChosen || name === "" ? run.state.name : name;
    const naming: JournalEntry[] =
      chosen === run.state.name ? [] : [{ type: "name", name: chosen }];
    this.append(run, ...entries, ...naming, {
      type: "tags",
      tags: Object.fromEntries([[runNameTag, chosen]]),
    });
    return run;
  }

  /**
   * A new run in a folder of its own. The first entry is made here, the others follow it. Its code
   * is the launched run's: one process runs both.
   */
  create(
    identity: Pick<TrackedRun, "name" | "experiment" | "parentId" | "user"> & {
      readonly startTime: number;
    },
    entries: readonly JournalEntry[],
  ): OpenRun {
    const id = this.#createFolder();
    const run = this.#hold(id, "child");
    const { git } = this.#launched.state;
    this.append(
      run,
      {
        type: "run",
        v: 1,
        id,
        name: identity.name,
        experiment: identity.experiment,
        time: identity.startTime,
        ...(identity.parentId === null ? {} : { parentId: identity.parentId }),
        ...(identity.user === "" ? {} : { user: identity.user }),
      },
      ...(git === null ? [] : [codeEntry(git)]),
      ...entries,
      { type: "status", status: "running", time: identity.startTime },
    );
    return run;
  }

  /** Writes the entries in one append; they count when this returns. */
  append(run: OpenRun, ...entries: readonly JournalEntry[]): void {
    if (entries.length === 0) return;
    const held = this.#held(run);
    this.#journalOf(held).append(...entries);
    for (const entry of entries) applyEntry(held.state, entry);
    if (held.ownership !== "launched" && isEnded(held.state.status)) this.#closeJournal(held);
  }

  /**
   * Takes a client's word on how a run goes. It is written down for runs that clients created; of
   * a run that a supervisor has launched, the supervisor knows better.
   */
  setStatus(run: OpenRun, status: MlflowStatus | undefined, endTime: number | undefined): void {
    const held = this.#held(run);
    if (this.#isSupervised(held)) {
      if (status !== undefined) held.clientStatus = status;
      if (endTime !== undefined) held.clientEndTime = endTime;
      return;
    }
    const wanted = status === undefined ? held.state.status : fromMlflowStatus(status);
    const time = isEnded(wanted) ? endTime : undefined;
    if (wanted === held.state.status && (time === undefined || time === held.state.endTime)) return;
    if (held.ownership === "other") this.#resumed.add(held);
    this.append(held, {
      type: "status",
      status: wanted,
      time: time ?? this.#options.clock.now(),
    });
  }

  view(run: OpenRun): MlflowRun {
    const view = fromTrackedRun(run.state, this.placeOf(run.state.id, run.state.experiment));
    const status = run.clientStatus ?? this.#shownStatus(run);
    const endTime = run.clientEndTime ?? view.endTime;
    return status === view.status && endTime === view.endTime ? view : { ...view, status, endTime };
  }

  /** Every run of the project as MLflow sees it. */
  views(): readonly MlflowRun[] {
    const index = (this.#index ??= this.#options.openIndex());
    index.refresh();
    const views = index
      .runs({ includeDeleted: true })
      .filter(({ id, source }) => source === "sextant" && !this.#isKnown(id))
      .map((run) => fromIndexedRun(run, this.placeOf(run.id, run.experiment)));
    const known = [...this.#runs.values()].filter((run) => run.ownership !== "other");
    return [...known.map((run) => this.view(run)), ...views];
  }

  /** Which experiment a run belongs to and where its artifacts are. */
  placeOf(runId: string, experimentName: string): RunPlace {
    const { experiments } = this.#options;
    const experimentId = experiments.idOf(experimentName);
    const location =
      experiments.find(experimentId)?.artifactLocation ?? `mlflow-artifacts:/${experimentId}`;
    return { experimentId, artifactUri: `${location.replace(/\/$/, "")}/${runId}/artifacts` };
  }

  /** Ends the runs that clients created and left open, as the process has ended. */
  closeOpenRuns({ status, time }: ProcessOutcome): void {
    this.#adoptChildren();
    for (const run of this.#runs.values()) {
      const isOurs = run.ownership === "child" || this.#resumed.has(run);
      if (isOurs && !isEnded(run.state.status)) this.append(run, { type: "status", status, time });
    }
  }

  dispose(): void {
    for (const run of [...this.#openJournals]) this.#closeJournal(run);
    this.#index?.close();
    this.#index = undefined;
  }

  /** Children that an earlier process of this launch created: it was replaced by this one. */
  #adoptChildren(): void {
    if (!this.#isReplacement) return;
    for (const { id, status } of this.views()) {
      if (status === "RUNNING" && !this.#runs.has(id)) this.#load(id);
    }
  }

  /** A client that creates the launched run is told that it runs, whatever the process does. */
  #shownStatus(run: OpenRun): MlflowStatus {
    if (run.ownership === "launched") return "RUNNING";
    return toMlflowStatus(run.state.status);
  }

  #isSupervised({ ownership, state }: HeldRun): boolean {
    if (ownership !== "other") return ownership === "launched";
    return hasSupervisorFile(this.#options.root, state.id);
  }

  #isKnown(runId: string): boolean {
    const ownership = this.#runs.get(runId)?.ownership;
    return ownership === "launched" || ownership === "child";
  }

  #load(runId: string): HeldRun {
    const isThere = isRunId(runId) && existsSync(runPaths(this.#options.root, runId).journal);
    if (!isThere) throw doesNotExist(`Run with id=${runId} not found`);
    const run = this.#hold(runId, "other");
    run.replay.catchUp();
    if (this.#isReplacement && this.#isDescendant(run)) run.ownership = "child";
    return run;
  }

  #isDescendant(run: HeldRun): boolean {
    const seen = new Set<string>();
    for (let { parentId } = run.state; parentId !== null && !seen.has(parentId);) {
      if (parentId === this.launchedId) return true;
      seen.add(parentId);
      parentId = this.#find(parentId)?.state.parentId ?? null;
    }
    return false;
  }

  #find(runId: string): OpenRun | undefined {
    try {
      return this.get(runId);
    } catch (error) {
      if (AppError.is(error)) return undefined;
      throw error;
    }
  }

  #hold(runId: string, ownership: Ownership): HeldRun {
    const state = createTrackedRun(runId);
    const replay = new RunReplay(state, runPaths(this.#options.root, runId).journal);
    const run: HeldRun = { state, ownership, replay };
    this.#runs.set(runId, run);
    return run;
  }

  #held(run: OpenRun): HeldRun {
    const held = this.#runs.get(run.state.id);
    if (held === undefined) throw doesNotExist(`Run with id=${run.state.id} not found`);
    return held;
  }

  #createFolder(): string {
    const { root, clock, random } = this.#options;
    createSextantFolder(root);
    for (;;) {
      const id = createRunId(clock, random);
      const paths = runPaths(root, id);
      try {
        mkdirSync(paths.folder);
        mkdirSync(paths.artifacts);
        return id;
      } catch (error) {
        if (errorCode(error) !== "EEXIST") throw error;
      }
    }
  }

  #journalOf(run: HeldRun): RunJournal {
    if (run.journal !== undefined) return run.journal;
    const [oldest] = this.#openJournals;
    if (oldest !== undefined && this.#openJournals.size >= maxOpenJournals) {
      this.#closeJournal(oldest);
    }
    run.journal = new RunJournal(runPaths(this.#options.root, run.state.id).journal);
    this.#openJournals.add(run);
    return run.journal;
  }

  #closeJournal(run: HeldRun): void {
    if (!this.#openJournals.delete(run)) return;
    run.journal?.dispose();
    delete run.journal;
  }
}

function codeEntry(git: GitState): JournalEntry {
  return { type: "git", git: { ...git, omitted: [...git.omitted] } };
}
