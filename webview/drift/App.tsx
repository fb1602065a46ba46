import type { ComponentChild } from "preact";
import { useRef } from "preact/hooks";
import type { MonitorDetail, MonitorEntry } from "../../src/protocol/driftPanel.ts";
import { useStore } from "../host/store.ts";
import { Button } from "../ui/Button.tsx";
import { Tabs } from "../ui/Tabs.tsx";
import { AlertList } from "./AlertList.tsx";
import { shownTab, type DriftModel } from "./driftModel.ts";
import { NoMonitors, NoReport } from "./EmptyState.tsx";
import { FeaturesView } from "./FeaturesView.tsx";
import { HealthView, LlmView } from "./FiguresView.tsx";
import { ModelsView } from "./ModelsView.tsx";
import { MonitorList, MonitorPicker } from "./MonitorList.tsx";
import { PerformanceView } from "./PerformanceView.tsx";
import { tabsOf, type TabId } from "./tabs.ts";
import { useWidth } from "./useWidth.ts";
import { ValidationView } from "./ValidationView.tsx";
import { VerdictHeader } from "./VerdictHeader.tsx";

export const panelId = "sx-drift-part";
const narrowWidth = 820;

export function App({ model }: { readonly model: DriftModel }) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const { overview, detail } = useStore(model.data, (state) => state);
  const selected = useStore(model.look, (state) => state.selected);
  const entry = overview?.monitors.find(({ id }) => id === selected);
  const isNarrow = width < narrowWidth;
  return (
    <div ref={frame} class={isNarrow ? "sx-app sx-drift is-narrow" : "sx-app sx-drift"}>
      <Notices model={model} />
      {overview?.monitors.length === 0 && <NoMonitors model={model} />}
      {overview !== null && entry !== undefined && width > 0 && (
        <div class="sx-drift-parts">
          {isNarrow ? (
            <MonitorPicker model={model} overview={overview} selected={entry.id} />
          ) : (
            <MonitorList model={model} overview={overview} selected={entry.id} />
          )}
          <main class="sx-drift-main" aria-label={entry.name}>
            <VerdictHeader model={model} entry={entry} detail={detail} isNarrow={isNarrow} />
            {detail !== null && <Parts model={model} entry={entry} detail={detail} />}
          </main>
        </div>
      )}
    </div>
  );
}

function Notices({ model }: { readonly model: DriftModel }) {
  const { overview, error } = useStore(model.data, (state) => state);
  const problem = overview?.problem ?? null;
  return (
    <>
      {error !== "" && (
        <div class="sx-notice" role="alert">
          {error} <Button onPress={() => void model.refresh()}>Try Again</Button>
        </div>
      )}
      {problem !== null && (
        <div class="sx-notice" role="status">
          {problem} <Button onPress={() => model.openConfig(null)}>Show</Button>
        </div>
      )}
    </>
  );
}

interface PartsProps {
  readonly model: DriftModel;
  readonly entry: MonitorEntry;
  readonly detail: MonitorDetail;
}

function Parts({ model, entry, detail }: PartsProps) {
  const tab = useStore(model.look, (state) => state.tab);
  const tabs = tabsOf(detail);
  const shown = shownTab(detail, tab);
  if (shown === null) {
    return detail.report === null ? <NoReport model={model} entry={entry} /> : null;
  }
  return (
    <>
      <Tabs
        label="Parts of the report"
        tabs={tabs}
        selected={shown}
        panelId={panelId}
        onSelect={(id) => model.look.set({ tab: id, feature: null })}
      />
      <div
        id={panelId}
        class={`sx-drift-part is-${shown}`}
        role="tabpanel"
        aria-labelledby={`${panelId}-tab-${shown}`}
      >
        <Part key={`${entry.id} ${shown}`} model={model} detail={detail} tab={shown} />
      </div>
    </>
  );
}

interface PartProps {
  readonly model: DriftModel;
  readonly detail: MonitorDetail;
  readonly tab: TabId;
}

/** Null where a report lacks the part; such a part has no tab either. */
const parts: Readonly<Record<TabId, (props: Omit<PartProps, "tab">) => ComponentChild>> = {
  features: ({ model, detail: { report } }) =>
    report?.drift && <FeaturesView model={model} drift={report.drift} />,
  performance: ({ detail: { report } }) =>
    report?.performance && <PerformanceView report={report.performance} />,
  retraining: ({ model, detail: { models } }) =>
    models && <ModelsView model={model} models={models} />,
  validation: ({ model, detail: { report } }) =>
    report?.validation && <ValidationView model={model} report={report.validation} />,
  health: ({ model, detail: { report } }) =>
    report?.health && <HealthView model={model} report={report.health} />,
  llm: ({ model, detail: { report } }) =>
    report?.llm && <LlmView model={model} report={report.llm} />,
  alerts: ({ model, detail: { alerts } }) => <AlertList model={model} alerts={alerts} />,
};

function Part({ model, detail, tab }: PartProps) {
  return <>{parts[tab]({ model, detail })}</>;
}
