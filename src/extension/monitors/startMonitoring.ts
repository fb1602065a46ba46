import * as vscode from "vscode";
import { DisposableStore } from "../../base/disposables.ts";
import { CancelledError } from "../../base/errors.ts";
import { Emitter } from "../../base/events.ts";
import { sextantConfigName } from "../../core/config/sextantConfig.ts";
import { isEnded } from "../../core/runs/run.ts";
import type { MonitorReport } from "../../core/monitors/monitorReport.ts";
import type { JobCall, MonitorCheck } from "../../platform/monitors/checkMonitor.ts";
import { watchMonitors } from "../../platform/monitors/watchMonitors.ts";
import type { Project } from "../project.ts";
import type { Services } from "../services.ts";
import { registerAlertDiagnostics } from "./alertDiagnostics.ts";
import { tellOfCheck, tellOfComparison } from "./alertNotifications.ts";
import { createAlertStatus } from "./alertStatus.ts";
import { Comparisons } from "./comparisons.ts";
import { createMonitorHost } from "./monitorHost.ts";
import { acceptRule, acceptReference, suggestRules } from "./monitorEdits.ts";
import type { Monitors } from "./monitors.ts";
import type { MonitorReference, MonitorState } from "./monitorState.ts";
import { ProjectMonitors } from "./projectMonitors.ts";
import { Retraining } from "./retraining.ts";

export interface Monitoring extends Monitors {
  /** Reads the configuration of every project again. */
  reload(): Promise<void>;
}

/** Reads the monitors of all projects, follows them, and joins them to the editor. */
export function startMonitoring(services: Services): Monitoring {
  const monitoring = new WorkspaceMonitors(services);
  monitoring.add(registerAlertDiagnostics(monitoring));
  monitoring.add(createAlertStatus(monitoring));
  monitoring.start();
  return monitoring;
}

/** A project's monitors with what follows them. */
interface Followed {
  readonly monitors: ProjectMonitors;
  readonly store: DisposableStore;
  /** Watches files and intervals; replaced when the configuration changes. */
  schedule: DisposableStore;
}

class WorkspaceMonitors implements Monitoring {
  readonly #services: Services;
  readonly #store = new DisposableStore();
  readonly #comparisons = this.#store.add(new Comparisons());
  readonly #onDidChange = this.#store.add(new Emitter<readonly MonitorReference[]>());
  readonly #onDidProgress = this.#store.add(new Emitter<MonitorReference>());
  readonly #projects = new Map<string, Followed>();
  readonly #retraining: Retraining;
  #load: (() => void) | undefined;

  readonly onDidChange = this.#onDidChange.event;
  readonly onDidProgress = this.#onDidProgress.event;
  readonly loaded = new Promise<void>((resolve) => {
    this.#load = resolve;
  });

  constructor(services: Services) {
    this.#services = services;
    this.#retraining = new Retraining(services, (monitors, name) => {
      const state = monitors.get(name);
      if (state !== undefined) tellOfComparison(services, state);
    });
    this.#store.add(this.#comparisons.onDidChange((changed) => this.#onDidChange.fire([changed])));
    this.#store.add(this.#comparisons.onDidProgress((one) => this.#onDidProgress.fire(one)));
    this.#store.add(services.projects.onDidChange(() => this.#followProjects()));
    let isAutomatic = this.#isAutomatic();
    this.#store.add(
      services.settings.onDidChange(() => {
        if (this.#isAutomatic() === isAutomatic) return;
        isAutomatic = !isAutomatic;
        for (const followed of this.#projects.values()) this.#schedule(followed);
      }),
    );
  }

  add(disposable: { dispose(): void }): void {
    this.#store.add(disposable);
  }

  start(): void {
    this.#followProjects();
    this.#load?.();
  }

  reload(): Promise<void> {
    for (const followed of this.#projects.values()) this.#read(followed);
    return Promise.resolve();
  }

  all(): readonly MonitorState[] {
    const monitors = [...this.#projects.values()].flatMap((one) => one.monitors.all());
    return [...monitors, ...this.#comparisons.all()];
  }

  get(reference: MonitorReference): MonitorState | undefined {
    const { root, id } = reference;
    return this.#projects.get(root)?.monitors.get(id) ?? this.#comparisons.get(reference);
  }

  configProblem(root: string): string | null {
    return this.#projects.get(root)?.monitors.configuration.problem ?? null;
  }

  lineOf(root: string, monitor: string, alertKey: string | null): number {
    return this.#projects.get(root)?.monitors.lineOf(monitor, alertKey) ?? 0;
  }

  lineOfRule(root: string, monitor: string, rule: number): number {
    return this.#projects.get(root)?.monitors.lineOfRule(monitor, rule) ?? 0;
  }

  async check(reference: MonitorReference): Promise<MonitorReport> {
    if (this.#comparisons.get(reference) !== undefined) {
      return await this.#comparisons.check(reference);
    }
    return (await this.#monitorsOf(reference).check(reference.id)).report;
  }

  cancel(reference: MonitorReference): void {
    if (this.#comparisons.get(reference) !== undefined) this.#comparisons.cancel(reference);
    else this.#monitorsOf(reference).cancel(reference.id);
  }

  compare(request: Parameters<Monitors["compare"]>[0]): ReturnType<Monitors["compare"]> {
    const project = this.#services.projects.get(request.root);
    return this.#comparisons.start(request, createMonitorHost(this.#services, project));
  }

  removeComparison(reference: MonitorReference): void {
    this.#comparisons.remove(reference);
  }

  async changeAlerts(
    reference: MonitorReference,
    change: Parameters<Monitors["changeAlerts"]>[1],
  ): Promise<readonly string[]> {
    return await this.#monitorsOf(reference).changeAlerts(reference.id, change);
  }

  async acceptReference(reference: MonitorReference, call = quietCall()): Promise<string> {
    const monitors = this.#monitorsOf(reference);
    const file = await acceptReference(monitors, reference.id, call);
    this.#readRoot(reference.root);
    return file;
  }

  async retrain(reference: MonitorReference): Promise<string> {
    return await this.#retraining.launch(this.#monitorsOf(reference), reference.id);
  }

  featureHistory(reference: MonitorReference, feature: string) {
    const monitors = this.#projects.get(reference.root)?.monitors;
    return monitors?.featureHistory(reference.id, feature) ?? { points: [], band: null };
  }

  async suggestRules(reference: MonitorReference) {
    return await suggestRules(this.#monitorsOf(reference), reference.id);
  }

  async acceptRule(reference: MonitorReference, suggestion: string): Promise<void> {
    await acceptRule(this.#monitorsOf(reference), reference.id, suggestion);
    this.#readRoot(reference.root);
  }

  dispose(): void {
    for (const { store } of this.#projects.values()) store.dispose();
    this.#projects.clear();
    this.#store.dispose();
  }

  #monitorsOf({ root }: MonitorReference): ProjectMonitors {
    const followed = this.#projects.get(root);
    if (followed !== undefined) return followed.monitors;
    throw new CancelledError();
  }

  #followProjects(): void {
    const projects = this.#services.projects.all();
    const roots = new Set(projects.map(({ root }) => root));
    for (const [root, { store }] of this.#projects) {
      if (roots.has(root)) continue;
      this.#projects.delete(root);
      store.dispose();
    }
    for (const project of projects) {
      if (!this.#projects.has(project.root)) this.#follow(project);
    }
    this.#onDidChange.fire([]);
  }

  #follow(project: Project): void {
    const store = new DisposableStore();
    const host = createMonitorHost(this.#services, project);
    const monitors = store.add(new ProjectMonitors(project, host));
    const followed: Followed = { monitors, store, schedule: new DisposableStore() };
    this.#projects.set(project.root, followed);
    const { root } = project;
    store.add({ dispose: () => followed.schedule.dispose() });
    store.add(
      monitors.onDidChange((names) => this.#onDidChange.fire(names.map((id) => ({ root, id })))),
    );
    store.add(monitors.onDidProgress((id) => this.#onDidProgress.fire({ root, id })));
    store.add(monitors.onDidCheck((check) => this.#afterCheck(monitors, check)));
    store.add(followConfig(root, () => this.#read(followed)));
    store.add(
      project.runs().onDidChange(({ runIds }) => this.#followRuns(monitors, project, runIds)),
    );
    this.#read(followed);
  }

  #afterCheck(monitors: ProjectMonitors, check: MonitorCheck): void {
    tellOfCheck(this.#services, monitors, check);
    this.#retraining.follow(monitors);
    if (check.retraining.action !== "launch") return;
    const launched = this.#retraining.launchByItself(monitors, check.report.monitor);
    this.#services.inBackground("automatic retraining", launched);
  }

  /** The state of a retraining is part of its monitor's; its end is what models are compared at. */
  #followRuns(monitors: ProjectMonitors, project: Project, runIds: readonly string[]): void {
    for (const { id, retrain } of monitors.all()) {
      const last = retrain?.lastRun?.id;
      if (last === undefined || !runIds.includes(last)) continue;
      const status = project.runs().get(last)?.status;
      if (status !== retrain?.lastRun?.status) monitors.refresh(id);
      if (status !== undefined && isEnded(status)) this.#retraining.follow(monitors);
    }
  }

  #readRoot(root: string): void {
    const followed = this.#projects.get(root);
    if (followed !== undefined) this.#read(followed);
  }

  #read(followed: Followed): void {
    followed.monitors.load();
    this.#schedule(followed);
    this.#retraining.follow(followed.monitors);
  }

  #schedule(followed: Followed): void {
    followed.schedule.dispose();
    followed.schedule = new DisposableStore();
    const { log } = this.#services;
    if (!this.#isAutomatic() || !vscode.workspace.isTrusted) return;
    const { monitors } = followed;
    followed.schedule.add(
      watchMonitors({
        root: monitors.root,
        monitors: monitors.configuration.monitors,
        // What has begun goes on when only the schedule changes: what it saw counts as checked.
        check: ({ name }, reason) => monitors.checkOnce(name, reason),
        lastSignature: (name) => monitors.lastSignature(name),
        lastChecked: (name) => timeOf(monitors.get(name)?.lastCheckedAt ?? null),
        now: () => Date.now(),
        log,
      }),
    );
  }

  #isAutomatic(): boolean {
    return this.#services.settings.current()["sextant.monitors.automatic"];
  }
}

function quietCall(): JobCall {
  return { signal: new AbortController().signal, onProgress: () => undefined };
}

function timeOf(text: string | null): number | null {
  const time = text === null ? NaN : Date.parse(text);
  return Number.isNaN(time) ? null : time;
}

/** Tells when `sextant.yaml` of a project was changed, made or deleted. */
function followConfig(root: string, changed: () => void): vscode.Disposable {
  const pattern = new vscode.RelativePattern(vscode.Uri.file(root), sextantConfigName);
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  watcher.onDidChange(changed);
  watcher.onDidCreate(changed);
  watcher.onDidDelete(changed);
  return watcher;
}
