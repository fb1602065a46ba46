/** A host for the Drift panel in its own page: the real protocol over reports that are handed in. */
import type { FeatureReport } from "../../../src/core/drift/report/driftReport.ts";
import type { Figure } from "../../../src/core/figures/figure.ts";
import { toDisposable } from "../../../src/base/disposables.ts";
import {
  driftPanelMessages,
  type CheckProgress,
  type DriftOverview,
  type FeatureHistory,
  type MonitorDetail,
  type RuleSuggestion,
} from "../../../src/protocol/driftPanel.ts";
import { createRpc } from "../../../src/protocol/rpc.ts";

/** What the test hands in before the page begins. */
export interface DriftSetup {
  readonly overview: DriftOverview;
  readonly details: Readonly<Record<string, MonitorDetail>>;
  readonly features: readonly FeatureReport[];
  readonly figures: readonly Figure[];
  readonly history: FeatureHistory;
  readonly suggestions: readonly RuleSuggestion[];
}

/** What the test reads and calls afterwards. */
export interface DriftPage {
  setup: DriftSetup;
  readonly sent: { readonly name: string; readonly body: unknown }[];
  readonly faults: string[];
  tellChanged(): void;
  tellProgress(id: string, progress: CheckProgress | null): void;
  reveal(id: string, feature: string | null): void;
  acquireVsCodeApi(): { postMessage(message: unknown): void; setState(state: unknown): void };
}

const page = globalThis as unknown as DriftPage;
let receive: (message: unknown) => void = () => undefined;

function record(name: string) {
  return (body: unknown): void => void page.sent.push({ name, body });
}

const host = createRpc({
  port: {
    send: (message) => window.postMessage(message, "*"),
    onMessage(listener) {
      receive = listener;
      return toDisposable(() => (receive = () => undefined));
    },
  },
  local: driftPanelMessages.toHost,
  remote: driftPanelMessages.toWebview,
  handlers: {
    readOverview: () => page.setup.overview,
    readReport: ({ id }) => {
      const detail = page.setup.details[id];
      if (detail === undefined) throw new Error(`no monitor ${id}`);
      return detail;
    },
    readFeature: ({ name }) => ({
      feature: page.setup.features.find((feature) => feature.name === name) ?? null,
      history: page.setup.history,
    }),
    readFigure: ({ figure }) => ({
      figure: page.setup.figures.find(({ id }) => id === figure) ?? null,
    }),
    suggestRules: () => ({ suggestions: page.setup.suggestions }),
    acceptRule: (body) => {
      record("acceptRule")(body);
      return {};
    },
    check: record("check"),
    cancel: record("cancel"),
    changeAlerts: record("changeAlerts"),
    acceptReference: record("acceptReference"),
    retrain: record("retrain"),
    exportReport: record("exportReport"),
    openConfig: record("openConfig"),
    openRun: record("openRun"),
    openCommit: record("openCommit"),
    openFile: record("openFile"),
    compare: record("compare"),
    removeComparison: record("removeComparison"),
    addMonitor: record("addMonitor"),
  },
  onFault: (message) => page.faults.push(message),
});

Object.assign(page, {
  sent: [],
  faults: [],
  tellChanged: () => host.notify("changed", { ids: null }),
  tellProgress: (id: string, progress: CheckProgress | null) =>
    host.notify("progress", { id, progress }),
  reveal: (id: string, feature: string | null) => host.notify("reveal", { id, feature, tab: null }),
  acquireVsCodeApi: () => ({
    // As from another process: later, and copied.
    postMessage: (message: unknown) => setTimeout(receive, 0, structuredClone(message)),
    setState: () => undefined,
  }),
});
