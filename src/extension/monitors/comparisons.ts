import path from "node:path";
import * as vscode from "vscode";
import type { Disposable } from "../../base/disposables.ts";
import { AppError, CancelledError } from "../../base/errors.ts";
import { Emitter, type Event } from "../../base/events.ts";
import { normaliseMonitor } from "../../core/config/normaliseMonitor.ts";
import type { DriftReport } from "../../core/drift/report/driftReport.ts";
import { collectReport } from "../../core/monitors/collectReport.ts";
import type { Monitor } from "../../core/monitors/monitor.ts";
import type { MonitorReport } from "../../core/monitors/monitorReport.ts";
import type { JobCall, MonitorHost } from "../../platform/monitors/checkMonitor.ts";
import { readProfile } from "../../platform/monitors/readProfile.ts";
import type { ResolvedSource } from "../../platform/profile/dataJobs.ts";
import type { Comparing, ComparisonRequest } from "./monitors.ts";
import type { MonitorReference, MonitorState } from "./monitorState.ts";

/** Comparisons are kept as long as the window; this many. */
const maxComparisons = 20;

interface Comparison {
  readonly request: ComparisonRequest;
  readonly host: MonitorHost;
  state: MonitorState;
  abort: AbortController | undefined;
}

/** Comparisons that were asked for, newest first. */
export class Comparisons implements Disposable {
  readonly #onDidChange = new Emitter<MonitorReference>();
  readonly #onDidProgress = new Emitter<MonitorReference>();
  readonly onDidChange: Event<MonitorReference> = this.#onDidChange.event;
  readonly onDidProgress: Event<MonitorReference> = this.#onDidProgress.event;
  #comparisons: readonly Comparison[] = [];
  #nextId = 1;

  all(): readonly MonitorState[] {
    return this.#comparisons.map(({ state }) => state);
  }

  get({ root, id }: MonitorReference): MonitorState | undefined {
    return this.#find({ root, id })?.state;
  }

  start(request: ComparisonRequest, host: MonitorHost): Comparing {
    const known = this.#comparisons.find(
      ({ request: { root, reference, current } }) =>
        root === request.root && reference === request.reference && current === request.current,
    );
    const comparison = known ?? this.#add(request, host);
    return {
      started: Promise.resolve(comparison.state),
      finished: this.check({ root: request.root, id: comparison.state.id }),
    };
  }

  async check(reference: MonitorReference): Promise<MonitorReport> {
    const comparison = this.#find(reference);
    if (comparison === undefined) throw new CancelledError();
    comparison.abort?.abort();
    const abort = new AbortController();
    comparison.abort = abort;
    const started = vscode.l10n.t("starting");
    this.#set(comparison, { progress: { message: started, share: null } });
    try {
      const report = await compare(comparison.request, comparison.host, {
        signal: abort.signal,
        onProgress: (message, share) => {
          comparison.state = { ...comparison.state, progress: { message, share } };
          this.#onDidProgress.fire(reference);
        },
      });
      const { verdict, reason, checkedAt } = report;
      this.#set(comparison, {
        ...{ report, verdict, reason, lastCheckedAt: checkedAt, failure: null, progress: null },
      });
      return report;
    } catch (error) {
      // One that was asked for again meanwhile goes on.
      if (comparison.abort !== abort) throw error;
      const at = new Date(comparison.host.now()).toISOString();
      const failure = AppError.is(error) ? { message: error.message, at } : null;
      // What began meanwhile is shown instead.
      if (comparison.abort === abort) this.#set(comparison, { progress: null, failure });
      throw error;
    } finally {
      if (comparison.abort === abort) comparison.abort = undefined;
    }
  }

  cancel(reference: MonitorReference): void {
    this.#find(reference)?.abort?.abort();
  }

  remove(reference: MonitorReference): void {
    this.cancel(reference);
    this.#comparisons = this.#comparisons.filter(({ state }) => !isSame(state, reference));
    this.#onDidChange.fire(reference);
  }

  dispose(): void {
    for (const { abort } of this.#comparisons) abort?.abort();
    this.#comparisons = [];
    this.#onDidChange.dispose();
    this.#onDidProgress.dispose();
  }

  #add(request: ComparisonRequest, host: MonitorHost): Comparison {
    const id = `comparison ${this.#nextId++}`;
    const state = newState(request, id);
    const comparison: Comparison = { request, host, state, abort: undefined };
    const all = [comparison, ...this.#comparisons];
    this.#comparisons = all.slice(0, maxComparisons);
    for (const dropped of all.slice(maxComparisons)) dropped.abort?.abort();
    return comparison;
  }

  #find(reference: MonitorReference): Comparison | undefined {
    return this.#comparisons.find(({ state }) => isSame(state, reference));
  }

  #set(comparison: Comparison, change: Partial<MonitorState>): void {
    comparison.state = { ...comparison.state, ...change };
    this.#onDidChange.fire({ root: comparison.state.root, id: comparison.state.id });
  }
}

function isSame(state: MonitorState, { root, id }: MonitorReference): boolean {
  return state.root === root && state.id === id;
}

function newState({ root, reference, current }: ComparisonRequest, id: string): MonitorState {
  const name = vscode.l10n.t("{0} and {1}", path.basename(reference), path.basename(current));
  const monitor: Monitor = normaliseMonitor(id, { reference, current });
  return {
    ...{ root, id, kind: "comparison", name, monitor },
    description: vscode.l10n.t("{0} against {1}", current, reference),
    ...{ report: null, verdict: null, lastCheckedAt: null, reason: "", history: [], alerts: [] },
    ...{ progress: null, failure: null, retrain: null, models: null },
  };
}

async function compare(
  { root, reference, current }: ComparisonRequest,
  host: MonitorHost,
  call: JobCall,
): Promise<MonitorReport> {
  const startedAt = host.now();
  const name = path.basename(current);
  const drift: DriftReport = await host.runJob(
    {
      kind: "compare",
      settings: { ...host.settings, root, now: startedAt },
      reference: sideOf(root, reference),
      current: sideOf(root, current),
      monitor: normaliseMonitor(name, { current }),
      test: null,
    },
    call,
  );
  return collectReport({
    monitor: name,
    checkedAt: new Date(startedAt).toISOString(),
    durationMs: host.now() - startedAt,
    parts: { drift, performance: null, validation: null, health: null, llm: null },
    problems: drift.problems,
  });
}

function sideOf(root: string, file: string): ResolvedSource {
  const relative = path.relative(root, file);
  const label = relative.startsWith("..") || path.isAbsolute(relative) ? file : relative;
  if (/\.json$/i.test(file)) return { kind: "profile", profile: readProfile(file, label), label };
  return { kind: "files", paths: [file], format: null, label };
}
