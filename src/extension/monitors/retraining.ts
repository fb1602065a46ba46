import * as vscode from "vscode";
import { AppError } from "../../base/errors.ts";
import type { LaunchTarget } from "../../core/launch/target.ts";
import type { Monitor } from "../../core/monitors/monitor.ts";
import { decideRetraining, type RetrainDecision } from "../../core/monitors/retrainPolicy.ts";
import { compareRetrained, readComparison } from "../../platform/monitors/compareRetrained.ts";
import { MonitorStore } from "../../platform/monitors/monitorStore.ts";
import type { Services } from "../services.ts";
import type { MonitorState } from "./monitorState.ts";
import type { ProjectMonitors } from "./projectMonitors.ts";

/** Launches what monitors are retrained by, and compares the models when a run has finished. */
export class Retraining {
  readonly #services: Services;
  readonly #onDidCompare: (monitors: ProjectMonitors, monitor: string) => void;
  /** Runs whose model is being compared, or could not be. */
  readonly #tried = new Set<string>();

  constructor(
    services: Services,
    onDidCompare: (monitors: ProjectMonitors, monitor: string) => void,
  ) {
    this.#services = services;
    this.#onDidCompare = onDidCompare;
  }

  /** Launches with the reasons recorded on the new run; answers its id. */
  async launch(monitors: ProjectMonitors, name: string): Promise<string> {
    const state = monitors.get(name);
    const retrain = state?.monitor.retrain ?? null;
    if (state === undefined || retrain === null) {
      throw new AppError(
        "no-retraining",
        vscode.l10n.t("The monitor {0} does not say what to launch: add `retrain` to it.", name),
      );
    }
    const store = new MonitorStore(monitors.root);
    const decision = decide(state, store);
    const target = await this.#findTarget(monitors.root, state.monitor);
    const manual = manualTags(name, vscode.l10n.t("Launched by hand."));
    const run = await this.#services.launcher.launch({
      target,
      edits: { params: retrain.params, tags: { ...manual, ...decision?.tags } },
      unsaved: "ignore",
    });
    const launch = {
      run: run.runId,
      time: Date.now(),
      evidence: decision?.document?.evidence ?? "",
    };
    await store.recordLaunch(name, launch, decision?.alertKeys ?? []);
    monitors.refresh(name);
    return run.runId;
  }

  /** Compares the models of retrainings that have finished and were not compared yet. */
  follow(monitors: ProjectMonitors): void {
    for (const { monitor, retrain } of monitors.all()) {
      const run = retrain?.lastRun;
      if (run?.status !== "finished" || monitor.retrain?.evaluate == null) continue;
      if (this.#tried.has(run.id)) continue;
      this.#tried.add(run.id);
      if (readComparison(monitors.root, monitor.name)?.afterRun === run.id) continue;
      const compared = this.#compare(monitors, monitor, run.id);
      this.#services.inBackground(`comparing the models of ${monitor.name}`, compared);
    }
  }

  async #compare(monitors: ProjectMonitors, monitor: Monitor, runId: string): Promise<void> {
    const call = { signal: new AbortController().signal, onProgress: () => undefined };
    await compareRetrained(monitor, runId, { host: monitors.host, call });
    monitors.refresh(monitor.name);
    this.#onDidCompare(monitors, monitor.name);
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
function decide(
  { monitor, report, alerts }: MonitorState,
  store: MonitorStore,
): RetrainDecision | null {
  if (report === null) return null;
  const launches = store.readLaunches(monitor.name);
  return decideRetraining({ monitor, report, alerts, launches, runningRun: null, now: Date.now() });
}

/** What the run is told to be when no check gives better reasons. */
function manualTags(monitor: string, reason: string): Readonly<Record<string, string>> {
  return { "sextant.retrain.monitor": monitor, "sextant.retrain.reason": reason };
}
