import * as vscode from "vscode";
import { AppError } from "../../base/errors.ts";
import { wakeAlerts } from "../../core/monitors/alertLog.ts";
import type { LaunchTarget } from "../../core/launch/target.ts";
import type { Monitor } from "../../core/monitors/monitor.ts";
import { decideFromSummary, type RetrainDecision } from "../../core/monitors/retrainPolicy.ts";
import { compareRetrained } from "../../platform/monitors/compareRetrained.ts";
import { MonitorStore } from "../../platform/monitors/monitorStore.ts";
import type { Services } from "../services.ts";
import type { MonitorState } from "./monitorState.ts";
import type { ProjectMonitors } from "./projectMonitors.ts";

/** Launches what monitors are retrained by, and compares the models when a run has finished. */
export class Retraining {
  readonly #services: Services;
  readonly #onDidCompare: (monitors: ProjectMonitors, monitor: string) => void;
  /** Runs whose model is being compared by this window. */
  readonly #comparing = new Set<string>();
  /** Evidence of launches by itself that failed, by root and monitor: it is not tried again. */
  readonly #failed = new Map<string, string>();

  constructor(
    services: Services,
    onDidCompare: (monitors: ProjectMonitors, monitor: string) => void,
  ) {
    this.#services = services;
    this.#onDidCompare = onDidCompare;
  }

  /** Launches with the reasons recorded on the new run; answers its id. */
  async launch(monitors: ProjectMonitors, name: string): Promise<string> {
    const run = await this.#claimAndLaunch(monitors, name, () => true);
    if (run !== null) return run;
    throw new AppError(
      "retraining-starts",
      vscode.l10n.t("A retraining of {0} is being launched already.", name),
    );
  }

  /**
   * Launches if nobody did meanwhile: another window or a shell may have found the same. What could
   * not be launched is told once, and tried again when there is new evidence.
   */
  async launchByItself(monitors: ProjectMonitors, name: string): Promise<void> {
    const key = `${monitors.root}\n${name}`;
    const evidence = new MonitorStore(monitors.root).readState(name).summary?.evidence ?? "";
    if (!vscode.workspace.isTrusted || this.#failed.get(key) === evidence) return;
    this.#failed.set(key, evidence);
    const run = await this.#claimAndLaunch(monitors, name, (store) => {
      const state = monitors.get(name);
      return state !== undefined && decide(state, store)?.action === "launch";
    });
    this.#failed.delete(key);
    if (run === null) monitors.refresh(name);
  }

  /** Null where it is not wanted any more, or another launch is under way. */
  async #claimAndLaunch(
    monitors: ProjectMonitors,
    name: string,
    isWanted: (store: MonitorStore) => boolean,
  ): Promise<string | null> {
    const store = new MonitorStore(monitors.root);
    const now = monitors.host.now();
    if (!(await store.claimLaunch(name, now, () => isWanted(store)))) return null;
    try {
      return await this.#launch(monitors, name, store);
    } finally {
      await store.releaseLaunch(name);
      monitors.refresh(name);
    }
  }

  async #launch(monitors: ProjectMonitors, name: string, store: MonitorStore): Promise<string> {
    const state = monitors.get(name);
    const retrain = state?.monitor.retrain ?? null;
    if (state === undefined || retrain === null) {
      throw new AppError(
        "no-retraining",
        vscode.l10n.t("The monitor {0} does not say what to launch: add `retrain` to it.", name),
      );
    }
    const decision = decide(state, store);
    const target = await this.#findTarget(monitors.root, state.monitor);
    const manual = manualTags(name, vscode.l10n.t("Launched by hand."));
    const run = await this.#services.launcher.launch({
      target,
      edits: { params: retrain.params, tags: { ...manual, ...decision?.tags } },
      unsaved: "ignore",
    });
    const evidence = decision?.document?.evidence ?? "";
    const launch = { run: run.runId, time: Date.now(), evidence };
    await store.recordLaunch(name, launch, decision?.alertKeys ?? []);
    return run.runId;
  }

  /** Compares the models of retrainings that have finished and were not compared yet. */
  follow(monitors: ProjectMonitors): void {
    for (const { monitor, retrain, models, lastCheckedAt } of monitors.all()) {
      const run = retrain?.lastRun;
      if (run?.status !== "finished" || monitor.retrain?.evaluate == null) continue;
      if (models?.afterRun === run.id || this.#comparing.has(run.id)) continue;
      this.#comparing.add(run.id);
      const checkedAt = Date.parse(lastCheckedAt ?? "") || 0;
      const compared = this.#compare(monitors, monitor, { run: run.id, checkedAt }).finally(() =>
        this.#comparing.delete(run.id),
      );
      this.#services.inBackground(`comparing the models of ${monitor.name}`, compared);
    }
  }

  /** In one window of several. That it could not be done is told once, and shown from then on. */
  async #compare(
    monitors: ProjectMonitors,
    monitor: Monitor,
    { run, checkedAt }: { readonly run: string; readonly checkedAt: number },
  ): Promise<void> {
    const { name } = monitor;
    const { host } = monitors;
    const store = new MonitorStore(monitors.root);
    const before = store.readComparisonClaim(name);
    if (!(await store.claimComparison(name, { run, now: host.now(), checkedAt }))) return;
    const call = { signal: monitors.ending, onProgress: () => undefined };
    try {
      await compareRetrained(monitor, run, { host, call });
      monitors.refresh(name);
      this.#onDidCompare(monitors, name);
    } catch (error) {
      const failure = AppError.is(error) ? error.message : null;
      const claim = failure === null ? null : { run, time: host.now(), failure };
      await store.endComparison(name, claim);
      monitors.refresh(name);
      const isTold = before?.run === run && before.failure === failure;
      if (!isTold) throw error;
    }
  }

  async #findTarget(root: string, { name, retrain }: Monitor): Promise<LaunchTarget> {
    const { launcher, projects } = this.#services;
    const wanted = retrain?.run ?? "";
    const targets = (await launcher.targets()).filter(
      (target) => projects.ofFile(vscode.Uri.file(target.root))?.root === root,
    );
    const found =
      targets.find((one) => one.id === wanted) ?? targets.find((one) => one.label === wanted);
    if (found !== undefined) return await launcher.describe(found);
    throw new AppError(
      "no-such-target",
      vscode.l10n.t(
        "The monitor {0} is retrained by {1}, which is no entry point of sextant.yaml.",
        name,
        wanted,
      ),
    );
  }
}

/** Null before the first check. */
function decide({ monitor, name }: MonitorState, store: MonitorStore): RetrainDecision | null {
  const { summary } = store.readState(name);
  if (summary === null) return null;
  const now = Date.now();
  const alerts = wakeAlerts(store.readAlerts(name), now);
  const launches = store.readLaunches(name);
  return decideFromSummary({ monitor, report: summary, alerts, launches, runningRun: null, now });
}

/** What the run is told to be when no check gives better reasons. */
function manualTags(monitor: string, reason: string): Readonly<Record<string, string>> {
  return { "sextant.retrain.monitor": monitor, "sextant.retrain.reason": reason };
}
