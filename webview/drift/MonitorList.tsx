import { formatMoment } from "../../src/core/drift/report/reportText.ts";
import type { DriftOverview, MonitorEntry } from "../../src/protocol/driftPanel.ts";
import { Button } from "../ui/Button.tsx";
import { Dropdown } from "../ui/Dropdown.tsx";
import { Icon } from "../ui/Icon.tsx";
import type { DriftModel } from "./driftModel.ts";
import { Sparkline } from "./MiniChart.tsx";
import { VerdictIcon, wordOf } from "./VerdictIcon.tsx";

export interface MonitorListProps {
  readonly model: DriftModel;
  readonly overview: DriftOverview;
  readonly selected: string;
}

const optionId = (index: number) => `sx-monitor-${index}`;

/** Monitors and comparisons with their state: one tab stop, arrows choose. */
export function MonitorList({ model, overview, selected }: MonitorListProps) {
  const { monitors } = overview;
  const current = monitors.findIndex(({ id }) => id === selected);
  const move = (event: KeyboardEvent) => {
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: Math.min(monitors.length - 1, current + 1),
      ArrowUp: Math.max(0, current - 1),
      Home: 0,
      End: monitors.length - 1,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    model.select(monitors[target]?.id ?? null);
    document.getElementById(optionId(target))?.scrollIntoView({ block: "nearest" });
  };
  return (
    <aside class="sx-monitors" aria-label="Monitors">
      <div class="sx-bar sx-monitors-head">
        <h2>Monitors</h2>
        <CompareButton model={model} />
      </div>
      <div
        class="sx-monitor-list"
        role="listbox"
        tabIndex={0}
        aria-label="Monitors and comparisons"
        aria-activedescendant={optionId(current)}
        onKeyDown={move}
      >
        {monitors.map((entry, index) => (
          <MonitorOption
            key={entry.id}
            entry={entry}
            domId={optionId(index)}
            isSelected={index === current}
            onPress={() => model.select(entry.id)}
          />
        ))}
      </div>
    </aside>
  );
}

interface MonitorOptionProps {
  readonly entry: MonitorEntry;
  readonly domId: string;
  readonly isSelected: boolean;
  readonly onPress: () => void;
}

function MonitorOption({ entry, domId, isSelected, onPress }: MonitorOptionProps) {
  const { name, kind, verdict, openAlerts, schedule, history } = entry;
  return (
    <div
      id={domId}
      class={isSelected ? "sx-monitor is-selected" : "sx-monitor"}
      role="option"
      aria-selected={isSelected}
      title={entry.description}
      onClick={onPress}
    >
      <div class="sx-monitor-line">
        <VerdictIcon verdict={verdict} />
        <span class="sx-monitor-name">{name}</span>
        {openAlerts > 0 && (
          <span class="sx-badge">
            {openAlerts}
            <span class="sx-hidden-label"> {openAlerts === 1 ? "open alert" : "open alerts"}</span>
          </span>
        )}
      </div>
      <div class="sx-monitor-line sx-monitor-facts">
        <span class="sx-monitor-state">
          {stateOf(entry)}
          {kind === "comparison" ? ", comparison" : schedule === "" ? "" : `, ${schedule}`}
        </span>
        <Sparkline history={history} />
      </div>
      {entry.lastCheckedAt !== null && (
        <div class="sx-monitor-facts">{formatMoment(entry.lastCheckedAt)}</div>
      )}
    </div>
  );
}

function stateOf({ progress, failure, verdict }: MonitorEntry): string {
  if (progress !== null) return "Checking…";
  return failure === null ? wordOf(verdict) : `Failed (${wordOf(verdict).toLowerCase()} before)`;
}

function CompareButton({ model }: { readonly model: DriftModel }) {
  return (
    <Button onPress={() => model.host.notify("compare", {})}>
      <Icon name="diff" slot="start" />
      Check Drift…
    </Button>
  );
}

/** The same in one line, where there is no room for a list. */
export function MonitorPicker({ model, overview, selected }: MonitorListProps) {
  return (
    <div class="sx-bar sx-toolbar">
      <Dropdown
        label="Monitor"
        value={selected}
        options={overview.monitors.map((entry) => ({
          value: entry.id,
          label: `${entry.name} – ${stateOf(entry)}${alertsOf(entry)}`,
        }))}
        onChange={(id) => model.select(id)}
      />
      <CompareButton model={model} />
    </div>
  );
}

function alertsOf({ openAlerts }: MonitorEntry): string {
  if (openAlerts === 0) return "";
  return `, ${openAlerts} ${openAlerts === 1 ? "alert" : "alerts"}`;
}
