import { describeError } from "../../src/base/errors.ts";
import type { FeatureReport } from "../../src/core/drift/report/driftReport.ts";
import type { Figure } from "../../src/core/figures/figure.ts";
import {
  driftPanelMessages,
  type CheckProgress,
  type DriftOverview,
  type FeatureHistory,
  type MonitorDetail,
  type MonitorEntry,
  type RuleSuggestion,
  type RevealedTab,
} from "../../src/protocol/driftPanel.ts";
import { createRpc, type MessagePort, type Rpc } from "../../src/protocol/rpc.ts";
import { Store } from "../host/store.ts";
import type { FeatureSort } from "./featureRows.ts";
import { tabsOf, type TabId } from "./tabs.ts";

export interface DataState {
  readonly overview: DriftOverview | null;
  readonly detail: MonitorDetail | null;
  /** What kept the overview or the report from being read. */
  readonly error: string;
}

export interface LookState {
  readonly selected: string | null;
  /** Null: the first that there is. */
  readonly tab: TabId | null;
  readonly search: string;
  readonly onlyMoved: boolean;
  /** Null: as the report has them, the most important first. */
  readonly sort: FeatureSort | null;
  readonly feature: string | null;
}

/** What was asked for when something was opened; null while it is on its way. */
export interface OpenedState {
  readonly feature: {
    readonly report: FeatureReport | null;
    readonly history: FeatureHistory;
  } | null;
  readonly featureError: string;
  /** Figures with all their points, by part and id. */
  readonly figures: ReadonlyMap<string, Figure>;
  readonly suggestions: readonly RuleSuggestion[] | null;
  readonly suggestionError: string;
  readonly accepted: ReadonlySet<string>;
}

const nothingOpened: OpenedState = {
  feature: null,
  featureError: "",
  figures: new Map(),
  suggestions: null,
  suggestionError: "",
  accepted: new Set(),
};

const day = 86_400_000;
export const snoozes = [
  { label: "For 1 Hour", durationMs: 3_600_000 },
  { label: "For 1 Day", durationMs: day },
  { label: "For 1 Week", durationMs: 7 * day },
  { label: "For 30 Days", durationMs: 30 * day },
] as const;

export type AlertAction = "acknowledge" | "mute" | "reopen";
type ToHost = (typeof driftPanelMessages)["toHost"];

/** What the panel shows, and its way to the host. */
export class DriftModel {
  readonly data = new Store<DataState>({ overview: null, detail: null, error: "" });
  readonly look = new Store<LookState>({
    selected: null,
    tab: null,
    search: "",
    onlyMoved: false,
    sort: null,
    feature: null,
  });
  readonly opened = new Store<OpenedState>(nothingOpened);
  readonly host: Rpc<ToHost>;
  #newestOverview = 0;
  #newestDetail = 0;
  #newestFeature = 0;

  constructor(port: MessagePort) {
    this.host = createRpc({
      port,
      local: driftPanelMessages.toWebview,
      remote: driftPanelMessages.toHost,
      handlers: {
        changed: ({ ids }) => this.#takeChange(ids),
        progress: ({ id, progress }) => this.#setProgress(id, progress),
        reveal: ({ id, feature, tab }) => this.#reveal(id, feature, tab),
      },
      onFault: (message, error) => reportError(error ?? new Error(message)),
      // Suggesting rules may have to read the reference first.
      timeoutMs: 300_000,
    });
  }

  /** Asks for everything in sight; of several answers under way only the newest counts. */
  async refresh(): Promise<void> {
    const request = ++this.#newestOverview;
    try {
      const overview = await this.host.request("readOverview", {});
      if (request !== this.#newestOverview) return;
      this.data.set({ overview, error: "" });
      const { selected } = this.look.get();
      const isThere = overview.monitors.some(({ id }) => id === selected);
      if (!isThere) this.select(worstOf(overview.monitors)?.id ?? null);
    } catch (error) {
      if (request === this.#newestOverview) this.data.set({ error: describeError(error) });
    }
  }

  select(id: string | null): void {
    if (id === this.look.get().selected) return;
    this.look.set({ selected: id, feature: null, tab: null });
    this.opened.set(nothingOpened);
    this.data.set({ detail: null });
    void this.#readDetail();
  }

  async #readDetail(): Promise<void> {
    const { selected } = this.look.get();
    const request = ++this.#newestDetail;
    if (selected === null) return;
    try {
      const detail = await this.host.request("readReport", { id: selected });
      if (request === this.#newestDetail) this.data.set({ detail, error: "" });
    } catch (error) {
      if (request === this.#newestDetail) this.data.set({ error: describeError(error) });
    }
  }

  async openFeature(name: string | null): Promise<void> {
    if (name !== this.look.get().feature) this.opened.set({ feature: null, featureError: "" });
    this.look.set({ feature: name });
    const { selected } = this.look.get();
    const request = ++this.#newestFeature;
    if (name === null || selected === null) return;
    try {
      const { feature, history } = await this.host.request("readFeature", { id: selected, name });
      if (request !== this.#newestFeature) return;
      this.opened.set({ feature: { report: feature, history }, featureError: "" });
    } catch (error) {
      if (request === this.#newestFeature) this.opened.set({ featureError: describeError(error) });
    }
  }

  async openFigure(part: "health" | "llm", id: string): Promise<void> {
    await this.#withMonitor(async (monitor) => {
      const request = { id: monitor, part, figure: id };
      const { figure } = await this.host.request("readFigure", request);
      if (figure === null) return;
      const figures = new Map(this.opened.get().figures).set(`${part}.${id}`, figure);
      this.opened.set({ figures });
    });
  }

  async suggestRules(): Promise<void> {
    await this.#withMonitor(async (id) => {
      const { suggestions } = await this.host.request("suggestRules", { id });
      this.opened.set({ suggestions, suggestionError: "" });
    });
  }

  async acceptRule(suggestion: string): Promise<void> {
    await this.#withMonitor(async (id) => {
      await this.host.request("acceptRule", { id, suggestion });
      const accepted = new Set(this.opened.get().accepted).add(suggestion);
      this.opened.set({ accepted, suggestionError: "" });
    });
  }

  changeAlerts(keys: readonly string[], action: AlertAction): void {
    this.#notify((id) => this.host.notify("changeAlerts", { id, keys, action, durationMs: null }));
  }

  snoozeAlerts(keys: readonly string[], durationMs: number): void {
    this.#notify((id) =>
      this.host.notify("changeAlerts", { id, keys, action: "snooze", durationMs }),
    );
  }

  /** Events that say nothing but which monitor they are about. */
  act(name: "check" | "cancel" | "acceptReference" | "retrain" | "removeComparison"): void {
    this.#notify((id) => this.host.notify(name, { id }));
  }

  exportReport(format: "html" | "json" | "markdown"): void {
    this.#notify((id) => this.host.notify("exportReport", { id, format }));
  }

  openConfig(rule: number | null): void {
    // What is wrong with the configuration is shown also where no monitor of it can be.
    this.host.notify("openConfig", { id: this.look.get().selected ?? "", rule });
  }

  openFile(path: string, line: number | null): void {
    this.#notify((id) => this.host.notify("openFile", { id, path, line }));
  }

  #notify(send: (id: string) => void): void {
    const { selected } = this.look.get();
    if (selected !== null) send(selected);
  }

  /** What goes wrong is shown only if its monitor still is. */
  async #withMonitor(ask: (id: string) => Promise<void>): Promise<void> {
    const { selected } = this.look.get();
    if (selected === null) return;
    try {
      await ask(selected);
    } catch (error) {
      if (selected === this.look.get().selected) {
        this.opened.set({ suggestionError: describeError(error) });
      }
    }
  }

  #takeChange(ids: readonly string[] | null): void {
    void this.refresh();
    const { selected, feature } = this.look.get();
    if (selected === null || (ids !== null && !ids.includes(selected))) return;
    this.opened.set({ figures: new Map() });
    void this.#readDetail();
    if (feature !== null) void this.openFeature(feature);
  }

  #setProgress(id: string, progress: CheckProgress | null): void {
    const { overview } = this.data.get();
    if (overview === null) return;
    const monitors = overview.monitors.map((one) => (one.id === id ? { ...one, progress } : one));
    this.data.set({ overview: { ...overview, monitors } });
  }

  #reveal(id: string, feature: string | null, tab: RevealedTab | null): void {
    this.select(id);
    if (tab !== null) this.look.set({ tab });
    if (feature === null) return;
    this.look.set({ tab: "features" });
    void this.openFeature(feature);
  }
}

/** What is looked at first: the monitor that is worst off. */
function worstOf(monitors: readonly MonitorEntry[]): MonitorEntry | undefined {
  const order = ["degraded", "drift", "watch"];
  const rank = ({ verdict }: MonitorEntry) => {
    const at = verdict === null ? -1 : order.indexOf(verdict);
    return at === -1 ? order.length : at;
  };
  return monitors.toSorted((a, b) => rank(a) - rank(b))[0];
}

export function shownTab(detail: MonitorDetail, tab: TabId | null): TabId | null {
  const tabs = tabsOf(detail);
  return (tabs.find(({ id }) => id === tab) ?? tabs[0])?.id ?? null;
}
