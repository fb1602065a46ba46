import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposables.ts";
import { AppError } from "../../base/errors.ts";
import { Emitter, type Event } from "../../base/events.ts";
import { predictionBand } from "../../core/health/expectedBand.ts";
import { alertPath } from "../../core/monitors/alertPath.ts";
import type { Alert } from "../../core/monitors/alert.ts";
import type { AlertAction as StoredAction } from "../../core/monitors/alertLog.ts";
import type { Monitor } from "../../core/monitors/monitor.ts";
import type { MonitorReport } from "../../core/monitors/monitorReport.ts";
import { decideRetraining, type RetrainLaunch } from "../../core/monitors/retrainPolicy.ts";
import {
  checkMonitor,
  type MonitorCheck,
  type MonitorHost,
} from "../../platform/monitors/checkMonitor.ts";
import { readComparison } from "../../platform/monitors/compareRetrained.ts";
import { monitorSignature, type CheckReason } from "../../platform/monitors/watchMonitors.ts";
import { watchFolder } from "../../platform/watch/watchFolder.ts";
import { Throttle } from "../throttle.ts";
import { MonitorStore, type HistoryEntry } from "../../platform/monitors/monitorStore.ts";
import type {
  CheckProgress,
  FeatureHistory,
  PastCheck,
  RetrainOffer,
} from "../../protocol/driftPanel.ts";
import type { Project } from "../project.ts";
import { lineOfPart, readMonitorConfig, type MonitorConfig } from "./monitorConfig.ts";
import type { AlertChange } from "./monitors.ts";
import { isOpen, type MonitorState } from "./monitorState.ts";

/** Checks that the panel draws. */
const maxHistory = 200;
const storeIntervalMs = 300;
/** Where the file system tells of no changes. */
const storePollMs = 5000;

interface Running {
  readonly abort: AbortController;
  readonly finished: Promise<MonitorCheck>;
  progress: CheckProgress;
}

/** What is known of one monitor, read from the project's `.sextant` folder. */
interface Known {
  readonly monitor: Monitor;
  state: MonitorState;
  readonly history: readonly HistoryEntry[];
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
  #config: MonitorConfig = { text: "", monitors: [], problem: null };

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

  get configuration(): MonitorConfig {
    return this.#config;
  }

  /** Reads the configuration, and what is kept of its monitors. */
  load(): void {
    const before = [...this.#known.keys()];
    this.#config = readMonitorConfig(this.root);
    this.#known.clear();
    for (const monitor of this.#config.monitors) this.#read(monitor);
    this.#watchStore();
    this.#onDidChange.fire([...new Set([...before, ...this.#known.keys()])]);
  }

  /** Reads again what is kept of a monitor: another window or a shell may have checked it. */
  refresh(name: string): void {
    const known = this.#known.get(name);
    if (known === undefined) return;
    this.#read(known.monitor);
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
    const isMine = await this.#store.claimCheck(name, { signature, time: now }, (newest) =>
      reason === "change"
        ? newest.signature === signature
        : now - newest.time < (monitor.everyMs ?? 0) / 2,
    );
    if (isMine) await this.check(name);
  }

  lastSignature(name: string): string | null {
    return this.#store.readClaim(name)?.signature ?? null;
  }

  /** A second call while a check runs waits for the same check. */
  async check(name: string): Promise<MonitorCheck> {
    const running = this.#running.get(name);
    if (running !== undefined) return await running.finished;
    const { monitor } = this.#require(name);
    const abort = new AbortController();
    const call = {
      signal: abort.signal,
      onProgress: (message: string, share: number | null) =>
        this.#progress(name, { message, share }),
    };
    const finished = checkMonitor(monitor, this.host, call).finally(() => {
      this.#running.delete(name);
      this.refresh(name);
    });
    const progress = { message: vscode.l10n.t("starting"), share: null };
    this.#running.set(name, { abort, finished, progress });
    this.refresh(name);
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
    const { history = [], monitor } = this.#known.get(name) ?? {};
    return featureHistoryOf(history.slice(-maxHistory), feature, monitor?.threshold ?? null);
  }

  dispose(): void {
    for (const { abort } of this.#running.values()) abort.abort();
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
    known.state = { ...known.state, progress };
    this.#onDidProgress.fire(name);
  }

  #read(monitor: Monitor): void {
    const { name, description } = monitor;
    const { report, failure } = this.#store.readReport(name);
    const history = this.#store.readHistory(name);
    const alerts = this.#store.readAlerts(name);
    this.#known.set(name, {
      monitor,
      history,
      state: {
        root: this.root,
        id: name,
        kind: "monitor",
        name,
        description,
        monitor,
        report,
        verdict: report?.verdict ?? null,
        lastCheckedAt: report?.checkedAt ?? null,
        reason: report?.reason ?? "",
        history: history.slice(-maxHistory).flatMap(toPastCheck),
        alerts,
        progress: this.#running.get(name)?.progress ?? null,
        failure: failure && { message: failure.message, at: failure.time },
        retrain: this.#offer(monitor, report, alerts),
        models: readComparison(this.root, name),
      },
    });
  }

  /** Null where nothing is configured, or nothing was checked yet. */
  #offer(
    monitor: Monitor,
    report: MonitorReport | null,
    alerts: readonly Alert[],
  ): RetrainOffer | null {
    if (monitor.retrain === null || report === null) return null;
    const launches = this.#store.readLaunches(monitor.name);
    const last = this.#lastRun(launches.at(-1));
    const isRunning = last?.status === "running" || last?.status === "queued";
    const decision = decideRetraining({
      ...{ monitor, report, alerts, launches },
      runningRun: isRunning ? last.name : null,
      now: this.host.now(),
    });
    return {
      run: monitor.retrain.run,
      isOffered: decision.action !== "none",
      reason: decision.reason,
      lastRun: last,
    };
  }

  #lastRun(launch: RetrainLaunch | undefined): RetrainOffer["lastRun"] {
    if (launch === undefined) return null;
    const run = this.#project.runs().get(launch.run);
    return {
      id: launch.run,
      name: run?.name ?? launch.run,
      status: run?.status ?? "unknown",
      startedAt: new Date(launch.time).toISOString(),
    };
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

function toPastCheck({ time, verdict, figures }: HistoryEntry): PastCheck[] {
  if (verdict === "failed") return [];
  const value = figures["drift.share"] ?? figures["slices.gap"] ?? null;
  return [{ at: time, value, verdict }];
}

/** Scores of one feature, and what those without drift let expect of it. */
function featureHistoryOf(
  history: readonly HistoryEntry[],
  feature: string,
  threshold: number | null,
): FeatureHistory {
  const least = threshold ?? leastEffect;
  const points = history.flatMap(({ time, figures }) => {
    const score = figures[`drift.feature.${feature}`];
    if (score === undefined) return [];
    const verdict = score >= least ? ("drift" as const) : ("stable" as const);
    return [{ at: time, score, verdict }];
  });
  const usual = points.filter(({ verdict }) => verdict === "stable").map(({ score }) => score);
  const band = predictionBand(usual);
  return { points, band: band && { low: Math.max(0, band.low), high: band.high } };
}

/** The least effect that counts when a monitor says nothing of it. */
const leastEffect = 0.1;
