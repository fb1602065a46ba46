import { AppError, describeError } from "../../base/errors.ts";
import { silentLog, type Log } from "../../base/logging.ts";
import { maskArgv } from "../../core/launch/secrets.ts";
import { scriptEnvironment, type Environment } from "../../core/launch/scriptEnvironment.ts";
import type { Clock } from "../../core/ports.ts";
import { snapshotErrorTag, type GitState, type RunStatus } from "../../core/runs/run.ts";
import { readProcessIdentity } from "../process/processTable.ts";
import { spawnLogged, type ProcessEnd, type SpawnedProcess } from "../process/spawnLogged.ts";
import type { StopGraces } from "../process/stopProcessTree.ts";
import { attendRun, lateRequestGrace } from "./attendRun.ts";
import { endChildRuns } from "./childRuns.ts";
import type { LaunchServices, TrackingEndpoint } from "./launchServices.ts";
import { createRunRecord, type RunDescription, type RunRecord } from "./runRecord.ts";
import { StopControl } from "./stopControl.ts";

export interface SuperviseOptions extends RunDescription {
  /** True when the user named the run: what the script calls it does not count then. */
  readonly isNameChosen: boolean;
  /** Whether the script should log to `experiment` unless it names another one itself. */
  readonly isExperimentGiven: boolean;
  readonly env: Environment;
  readonly stdin: "inherit" | "ignore";
  /** Null to leave the code unrecorded. */
  readonly takeSnapshot: LaunchServices["takeSnapshot"] | null;
  readonly startTracking: LaunchServices["startTracking"] | null;
  readonly clock: Clock;
  /** Its first abort stops the run politely. */
  readonly signal: AbortSignal;
  /** Kills what is left of a run that is being stopped. */
  readonly forceSignal?: AbortSignal;
  readonly graces?: StopGraces;
  readonly log?: Log;
  /** Told when the code has been recorded, just before the script starts. */
  readonly onRecorded?: (git: GitState | null) => void;
  /** Told when the script runs; `ended` when it has ended. */
  readonly onStarted?: (logPath: string, ended: Promise<ProcessEnd>) => void;
}

interface Ending extends ProcessEnd {
  readonly status: RunStatus;
  /** Why the script could not be started. */
  readonly error?: AppError;
}

export interface RunOutcome extends Ending {
  readonly runId: string;
}

/**
 * Runs a command as a recorded run, to its end. Rejects only when the run could not be recorded;
 * then nothing was started.
 */
export async function superviseRun(options: SuperviseOptions): Promise<RunOutcome> {
  const record = await createRunRecord(options, options.clock.now());
  const supervisor = new Supervisor(options, record);
  try {
    return await supervisor.run();
  } finally {
    record.dispose();
  }
}

class Supervisor {
  readonly #options: SuperviseOptions;
  readonly #record: RunRecord;
  readonly #stop = new StopControl();
  readonly #log: Log;

  constructor(options: SuperviseOptions, record: RunRecord) {
    this.#options = options;
    this.#record = record;
    this.#log = options.log ?? silentLog;
  }

  async run(): Promise<RunOutcome> {
    const { signal, forceSignal } = this.#options;
    const following = [this.#stop.follow(signal, { force: false })];
    if (forceSignal) following.push(this.#stop.follow(forceSignal, { force: true }));
    const git = await this.#recordCode();
    this.#options.onRecorded?.(git);
    const tracking = await this.#startTracking();
    try {
      const ending = await this.#runScript(git, tracking);
      this.#close(ending, tracking);
      return { ...ending, runId: this.#options.runId };
    } finally {
      for (const disposable of following) disposable.dispose();
      await this.#closeTracking(tracking);
    }
  }

  /** A run whose code cannot be recorded is still worth having. */
  async #recordCode(): Promise<GitState | null> {
    const { root, runId, takeSnapshot } = this.#options;
    if (!takeSnapshot) return null;
    try {
      const git = await takeSnapshot({ root, runId, signal: this.#stop.signal });
      if (git) {
        const omitted = [...git.omitted];
        this.#record.journal.append({ type: "git", git: { ...git, omitted } });
      } else this.#recordWithoutCode("it ran outside a git repository.");
      return git;
    } catch (error) {
      if (this.#stop.signal.aborted) return null;
      const reason = describeError(error);
      this.#recordWithoutCode(reason);
      return null;
    }
  }

  #recordWithoutCode(reason: string): void {
    this.#log.warn(`The code of this run could not be recorded: ${reason}`);
    this.#record.journal.append({ type: "tags", tags: { [snapshotErrorTag]: reason } });
  }

  async #startTracking(): Promise<TrackingEndpoint | null> {
    const { root, runId, experiment, isNameChosen, startTracking } = this.#options;
    if (!startTracking || this.#stop.signal.aborted) return null;
    try {
      const endpoint = await startTracking({
        root,
        runId,
        experiment,
        isNameChosen,
        journal: this.#record.journal,
        onStopRequest: (request) => this.#stop.request(request),
      });
      this.#try("The tracking endpoint", () =>
        this.#record.updateSupervisor({ port: endpoint.port, secret: endpoint.secret }),
      );
      return endpoint;
    } catch (error) {
      const reason = describeError(error);
      this.#log.warn(`MLflow calls of this run will not be recorded: ${reason}`);
      return null;
    }
  }

  async #closeTracking(tracking: TrackingEndpoint | null): Promise<void> {
    try {
      await tracking?.close();
    } catch (error) {
      this.#log.warn(`The tracking endpoint did not close cleanly: ${describeError(error)}`);
    }
  }

  async #runScript(git: GitState | null, tracking: TrackingEndpoint | null): Promise<Ending> {
    if (this.#stop.signal.aborted) {
      return { status: "stopped", exitCode: null, signal: "SIGINT" };
    }
    try {
      const script = await this.#spawn(git, tracking);
      const end = await this.#attend(script);
      if (tracking) await lateRequestGrace();
      return { ...end, status: statusOf(end, this.#stop.signal.aborted) };
    } catch (error) {
      if (!AppError.is(error)) throw error;
      const exitCode = error.code === "command-not-found" ? 127 : 126;
      return { status: "failed", exitCode, signal: null, error };
    }
  }

  #spawn(git: GitState | null, tracking: TrackingEndpoint | null): Promise<SpawnedProcess> {
    const { argv, cwd, env, stdin, params, experiment, isExperimentGiven } = this.#options;
    const { paths } = this.#record;
    return spawnLogged({
      argv,
      cwd,
      stdin,
      logPath: paths.log,
      env: scriptEnvironment(env, {
        runId: this.#options.runId,
        runFolder: paths.folder,
        metricsFile: paths.metrics,
        params,
        experiment: isExperimentGiven ? experiment : null,
        git,
        commandLine: maskArgv(argv).join(" "),
        trackingUri: tracking?.uri ?? null,
        isWindows: process.platform === "win32",
      }),
    });
  }

  async #attend(script: SpawnedProcess): Promise<ProcessEnd> {
    const { clock, graces } = this.#options;
    const { pid, ended } = script;
    this.#try("The start of the run", () =>
      this.#record.journal.append({ type: "status", status: "running", time: clock.now() }),
    );
    // A script that is already gone has no identity, and needs none.
    const identity = (await readProcessIdentity(pid)) ?? { pid, startedAt: "" };
    this.#try("The process of the run", () =>
      this.#record.updateSupervisor({ childPid: pid, childStartedAt: identity.startedAt }),
    );
    this.#options.onStarted?.(this.#record.paths.log, ended);
    return attendRun({
      root: this.#options.root,
      runId: this.#options.runId,
      record: this.#record,
      script: identity,
      ended,
      stop: this.#stop,
      clock,
      log: this.#log,
      ...(graces && { graces }),
    });
  }

  #close(ending: Ending, tracking: TrackingEndpoint | null): void {
    const { root, runId, clock } = this.#options;
    const { status, error } = ending;
    const timeMs = clock.now();
    const reason = error?.message;
    this.#try(`The end of run ${runId}`, () => {
      tracking?.closeOpenRuns({ status, time: timeMs });
      endChildRuns(root, runId, { status, timeMs });
      this.#record.close(status, ending, { timeMs, ...(reason !== undefined && { reason }) });
    });
  }

  /** A disk that is full by now is no reason to leave a running script alone. */
  #try(what: string, write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#log.error(`${what} could not be recorded: ${describeError(error)}`);
    }
  }
}

function statusOf({ exitCode }: ProcessEnd, isStopped: boolean): RunStatus {
  if (isStopped) return "stopped";
  return exitCode === 0 ? "finished" : "failed";
}
