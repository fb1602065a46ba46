import { isDeepStrictEqual } from "node:util";
import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposables.ts";
import { AppError, CancelledError } from "../../base/errors.ts";
import { Emitter, type Event } from "../../base/events.ts";
import { alertPath } from "../../core/monitors/alertPath.ts";
import type { Alert } from "../../core/monitors/alert.ts";
import type { AlertAction as StoredAction } from "../../core/monitors/alertLog.ts";
import type { Monitor } from "../../core/monitors/monitor.ts";
import type { MonitorReport } from "../../core/monitors/monitorReport.ts";
import { nextWake, wakeAlerts } from "../../core/monitors/alertLog.ts";
import {
  checkMonitor,
  type MonitorCheck,
  type MonitorHost,
} from "../../platform/monitors/checkMonitor.ts";
import { readComparison } from "../../platform/monitors/compareRetrained.ts";
import { monitorSignature, type CheckReason } from "../../platform/monitors/watchMonitors.ts";
import { watchFolder } from "../../platform/watch/watchFolder.ts";
import { Throttle } from "../throttle.ts";
import { MonitorStore, type CheckClaim } from "../../platform/monitors/monitorStore.ts";
import type { CheckProgress, FeatureHistory } from "../../protocol/driftPanel.ts";
import type { Project } from "../project.ts";
import { featureHistoryOf } from "./featureHistory.ts";
import {
  lineOfPart,
  noMonitorConfig,
  readMonitorConfig,
  type MonitorConfig,
} from "./monitorConfig.ts";
import type { AlertChange } from "./monitors.ts";
import { isOpen, type MonitorState } from "./monitorState.ts";
import { offerRetraining } from "./retrainOffer.ts";

/** Checks of which the panel draws a feature. */
const maxHistory = 200;
/** A check takes no longer. */
const longestCheckMs = 3_600_000;
/** Longer waits than a timer can hold are waited in pieces. */
const longestTimerMs = 2 ** 31 - 1;
const storeIntervalMs = 300;
/** Where the file system tells of no changes. */
const storePollMs = 5000;

interface Running {
  readonly monitor: Monitor;
  readonly abort: AbortController;
  readonly finished: Promise<MonitorCheck>;
  progress: CheckProgress;
}

/** What is known of one monitor, read from the project's `.sextant` folder. */
interface Known {
  readonly monitor: Monitor;
  state: MonitorState;
}

type StateWithoutReport = Omit<MonitorState, "report">;

/** The report that was asked for last: it may have megabytes, so of all only one is kept. */
interface ReadReport {
  readonly name: string;
  readonly checkedAt: string;
  readonly report: MonitorReport | null;
}

/** The monitors of one project: their configuration, their state, and checking them. */
export class ProjectMonitors implements Disposable {
  readonly root: string;
  readonly host: MonitorHost;
  readonly #project: Project;
  readonly #store: MonitorStore;
  readonly #disposables = new DisposableStore();
  readonly #onDidChange = this.#disposables.add(new Emitter<readonly string[]>());
  readonly #onDidProgress = this.#disposables.add(new Emitter<string>());
  readonly #onDidCheck = this.#disposables.add(new Emitter<MonitorCheck>());
  readonly #running = new Map<string, Running>();
  readonly #known = new Map<string, Known>();
  #watched = new DisposableStore();
  readonly #ending = new AbortController();
  #newestReport: ReadReport | undefined;
  #wakeTimer: NodeJS.Timeout | undefined;
  #config: MonitorConfig = noMonitorConfig;

  /** Names of the monitors that changed. */
  readonly onDidChange: Event<readonly string[]> = this.#onDidChange.event;
  readonly onDidProgress: Event<string> = this.#onDidProgress.event;
  /** A check ended well, whoever asked for it. */
  readonly onDidCheck: Event<MonitorCheck> = this.#onDidCheck.event;

  constructor(project: Project, host: MonitorHost) {
    this.root = project.root;
    this.host = host;
    this.#project = project;
    this.#store = new MonitorStore(project.root);
  }

  /** Aborted when these monitors are not followed any more. */
  get ending(): AbortSignal {
    return this.#ending.signal;
  }

  get configuration(): MonitorConfig {
    return this.#config;
  }

  /** Reads the configuration, and what is kept of its monitors; those that are gone end. */
  load(): void {
    const before = [...this.#known.keys()];
    this.#config = readMonitorConfig(this.root);
    this.#known.clear();
    for (const monitor of this.#config.monitors) this.#read(monitor);
    for (const [name, { abort }] of this.#running) if (!this.#known.has(name)) abort.abort();
    this.#watchStore();
    this.#waitForSnoozes();
    this.#onDidChange.fire([...new Set([...before, ...this.#known.keys()])]);
  }

  /** Reads again what is kept of a monitor: another window or a shell may have checked it. */
  refresh(name: string): void {
    const known = this.#known.get(name);
    if (known === undefined) return;
    this.#read(known.monitor);
    this.#waitForSnoozes();
    this.#onDidChange.fire([name]);
  }

  all(): readonly MonitorState[] {
    return [...this.#known.values()].map(({ state }) => state);
  }

  get(name: string): MonitorState | undefined {
    return this.#known.get(name)?.state;
  }

  lineOf(name: string, alertKey: string | null): number {
    const state = this.#known.get(name)?.state;
    const alert = state?.alerts.find(({ key }) => key === alertKey);
    const part = state === undefined || alert === undefined ? [] : alertPath(state.monitor, alert);
    return lineOfPart(this.#config, name, part);
  }

  lineOfRule(name: string, rule: number): number {
    return lineOfPart(this.#config, name, ["validate", rule]);
  }

  /** As `check`, of a monitor that is due or whose files changed: in one window of several. */
  async checkOnce(name: string, reason: CheckReason): Promise<void> {
    const { monitor } = this.#require(name);
    const now = this.host.now();
    const signature = monitorSignature(monitor, this.root);
    const claim = { signature, time: now };
    const isMine = await this.#store.claimCheck(name, claim, (newest) =>
      reason === "change"
        ? newest.signature === signature && this.#isLive(name, newest)
        : now - newest.time < (monitor.everyMs ?? 0) / 2,
    );
    if (!isMine) return;
    try {
      await this.check(name);
    } catch (error) {
      if (error instanceof CancelledError) await this.#store.releaseCheck(name, claim);
      throw error;
    }
  }

  lastSignature(name: string): string | null {
    const claim = this.#store.readClaim(name);
    return claim !== null && this.#isLive(name, claim) ? claim.signature : null;
  }

  /** A claim after which nothing was found, and which is old, is of a window that was closed. */
  #isLive(name: string, { time }: CheckClaim): boolean {
    if (this.host.now() - time < longestCheckMs) return true;
    const { lastCheckedAt, failure } = this.#known.get(name)?.state ?? {};
    return [lastCheckedAt, failure?.at].some((at) => at != null && Date.parse(at) >= time);
  }

  /**
   * A second call while a check runs waits for the same check; one of a monitor that was edited
   * since takes its place.
   */
  async check(name: string): Promise<MonitorCheck> {
    const { monitor } = this.#require(name);
    const running = this.#running.get(name);
    if (running !== undefined) {
      if (isDeepStrictEqual(running.monitor, monitor)) return await running.finished;
      running.abort.abort();
    }
    const abort = new AbortController();
    const call = {
      signal: abort.signal,
      onProgress: (message: string, share: number | null) => {
        if (this.#running.get(name)?.abort === abort) this.#progress(name, { message, share });
      },
    };
    const finished = checkMonitor(monitor, this.host, call).finally(() => {
      if (this.#running.get(name)?.abort === abort) this.#running.delete(name);
      this.refresh(name);
    });
    const progress = { message: vscode.l10n.t("starting"), share: null };
    this.#running.set(name, { monitor, abort, finished, progress });
    this.#progress(name, progress);
    this.#onDidChange.fire([name]);
    const check = await finished;
    this.#onDidCheck.fire(check);
    return check;
  }

  cancel(name: string): void {
    this.#running.get(name)?.abort.abort();
  }

  async changeAlerts(name: string, change: AlertChange): Promise<readonly string[]> {
    const { state } = this.#require(name);
    const isMeant = (alert: Alert): boolean =>
      change.keys === undefined
        ? change.action === "reopen"
          ? alert.state !== "resolved" && !isOpen(alert)
          : isOpen(alert)
        : change.keys.includes(alert.key);
    const keys = state.alerts.filter(isMeant).map(({ key }) => key);
    const action = toStoredAction(change, this.host.now());
    for (const key of keys) await this.#store.changeAlert(name, key, action);
    this.refresh(name);
    return keys;
  }

  featureHistory(name: string, feature: string): FeatureHistory {
    const history = this.#store.readHistory(name, maxHistory);
    return featureHistoryOf(history, feature, this.#known.get(name)?.monitor.threshold ?? null);
  }

  dispose(): void {
    for (const { abort } of this.#running.values()) abort.abort();
    this.#ending.abort();
    clearTimeout(this.#wakeTimer);
    this.#watched.dispose();
    this.#disposables.dispose();
  }

  /** What other windows and shells find is shown here too. */
  #watchStore(): void {
    this.#watched.dispose();
    this.#watched = new DisposableStore();
    for (const { name } of this.#config.monitors) {
      const changed = this.#watched.add(new Throttle(() => this.refresh(name), storeIntervalMs));
      const folder = this.#store.folder(name);
      const onDidChange = (): void => changed.request();
      const options = { onDidChange, pollMs: storePollMs, log: this.host.log };
      this.#watched.add(watchFolder(folder, options));
    }
  }

  #require(name: string): Known {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    throw new AppError(
      "no-such-monitor",
      vscode.l10n.t("There is no monitor {0} in sextant.yaml.", name),
    );
  }

  #progress(name: string, progress: CheckProgress): void {
    const running = this.#running.get(name);
    const known = this.#known.get(name);
    if (running === undefined || known === undefined) return;
    running.progress = progress;
    // Spreading leaves the report out, and does not read it.
    known.state = this.#withReport({ ...known.state, progress });
    this.#onDidProgress.fire(name);
  }

  #read(monitor: Monitor): void {
    const { name, description } = monitor;
    const { summary, failure, past } = this.#store.readState(name);
    const alerts = wakeAlerts(this.#store.readAlerts(name), this.host.now());
    const state = {
      ...{ root: this.root, id: name, kind: "monitor" as const, name, description, monitor },
      verdict: summary?.verdict ?? null,
      lastCheckedAt: summary?.checkedAt ?? null,
      reason: summary?.reason ?? "",
      history: past,
      alerts,
      progress: this.#running.get(name)?.progress ?? null,
      failure: failure && { message: failure.message, at: failure.time },
      retrain: offerRetraining(this.#store, {
        ...{ monitor, summary, alerts, now: this.host.now() },
        findRun: (id) => this.#project.runs().get(id),
      }),
      models: readComparison(this.root, name),
    };
    this.#known.set(name, { monitor, state: this.#withReport(state) });
  }

  /** The report is read when somebody asks for it. */
  #withReport(state: StateWithoutReport): MonitorState {
    const { name, lastCheckedAt } = state;
    const read = (): MonitorReport | null => this.#readReport(name, lastCheckedAt);
    const property = { get: read, enumerable: false };
    return Object.defineProperty({ ...state, report: null }, "report", property);
  }

  #readReport(name: string, checkedAt: string | null): MonitorReport | null {
    if (checkedAt === null) return null;
    const known = this.#newestReport;
    if (known?.name === name && known.checkedAt === checkedAt) return known.report;
    const { report } = this.#store.readReport(name);
    this.#newestReport = { name, checkedAt, report };
    return report;
  }

  /** A snooze that ends brings its alert back by itself, without a check. */
  #waitForSnoozes(): void {
    clearTimeout(this.#wakeTimer);
    const next = nextWake(this.all().flatMap(({ alerts }) => alerts));
    if (next === null) return;
    const wait = Math.min(Math.max(0, next - this.host.now()) + 1, longestTimerMs);
    this.#wakeTimer = setTimeout(() => this.#wake(), wait);
    this.#wakeTimer.unref();
  }

  #wake(): void {
    const now = this.host.now();
    const over = this.all().filter(({ alerts }) => (nextWake(alerts) ?? Infinity) <= now);
    for (const { name } of over) this.refresh(name);
    if (over.length === 0) this.#waitForSnoozes();
  }
}

function toStoredAction({ action, durationMs }: AlertChange, now: number): StoredAction {
  switch (action) {
    case "acknowledge":
    case "mute":
      return { kind: action, note: null };
    case "snooze":
      return { kind: "snooze", untilMs: now + (durationMs ?? 0), note: null };
    case "reopen":
      return { kind: "reopen" };
  }
}
