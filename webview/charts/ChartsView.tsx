import { useMemo, useRef, useState } from "preact/hooks";
import { Store, useStore } from "../host/store.ts";
import { distinctNames } from "../runs/distinctNames.ts";
import type { PanelModel } from "../runs/panelModel.ts";
import { Checkbox } from "../ui/Checkbox.tsx";
import { Dropdown } from "../ui/Dropdown.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Swatch } from "../ui/Swatch.tsx";
import { TextField } from "../ui/TextField.tsx";
import type { Highlight } from "./ChartCard.tsx";
import { ChartGrid } from "./ChartGrid.tsx";
import { groupMetrics } from "./chartGroups.ts";

const xAxes = [
  { value: "step", label: "Step" },
  { value: "relative", label: "Relative time" },
  { value: "time", label: "Wall time" },
] as const;

/** The curves of the shown runs, one chart a metric. */
export function ChartsView({ model }: { readonly model: PanelModel }) {
  const [search, setSearch] = useState("");
  const highlight = useRef<Highlight>(null);
  highlight.current ??= new Store<{ readonly runId: string | null }>({ runId: null });
  const metrics = useMetrics(model);
  const groups = useMemo(() => groupMetrics(metrics, search), [metrics, search]);
  return (
    <div class="sx-charts">
      <div class="sx-charts-head">
        <ChartsToolbar model={model} search={search} onSearch={setSearch} />
        <Legend model={model} highlight={highlight.current} />
      </div>
      {groups.length === 0 ? (
        <p class="sx-hint">
          {metrics.size === 0
            ? "These runs have logged no metrics yet. Curves appear here as soon as they do."
            : `No metric has “${search}” in its name.`}
        </p>
      ) : (
        <ChartGrid
          model={model}
          groups={groups}
          isSearching={search !== ""}
          highlight={highlight.current}
        />
      )}
    </div>
  );
}

interface ChartsToolbarProps {
  readonly model: PanelModel;
  readonly search: string;
  readonly onSearch: (search: string) => void;
}

function ChartsToolbar({ model, search, onSearch }: ChartsToolbarProps) {
  const charts = useStore(model.layout, (layout) => layout.charts);
  return (
    <div class="sx-bar sx-charts-bar">
      <TextField
        class="sx-metric-search"
        label="Search metrics"
        placeholder="Search metrics"
        value={search}
        onInput={onSearch}
      >
        <Icon name="search" slot="start" />
      </TextField>
      <label class="sx-slider">
        <span>Smoothing</span>
        <input
          type="range"
          min="0"
          max="0.99"
          step="0.01"
          value={charts.smoothing}
          onInput={(event) => model.setCharts({ smoothing: Number(event.currentTarget.value) })}
        />
        <output>{charts.smoothing.toFixed(2)}</output>
      </label>
      <Dropdown
        label="Horizontal axis"
        value={charts.xAxis}
        options={xAxes}
        onChange={(xAxis) => model.setCharts({ xAxis })}
      />
      <span class="sx-pair">
        <Checkbox
          label="Log x"
          isChecked={charts.isLogX}
          isDisabled={charts.xAxis === "time"}
          onChange={(isLogX) => model.setCharts({ isLogX })}
        />
        <Checkbox
          label="Log y"
          isChecked={charts.isLogY}
          onChange={(isLogY) => model.setCharts({ isLogY })}
        />
      </span>
      <Checkbox
        label="Show restarts"
        isChecked={charts.showRestarts}
        onChange={(showRestarts) => model.setCharts({ showRestarts })}
      />
    </div>
  );
}

/** Who is drawn how; pointing at a run makes its curves stand out in all charts. */
function Legend({
  model,
  highlight,
}: {
  readonly model: PanelModel;
  readonly highlight: Highlight;
}) {
  const { ids, runs, slots, isDefault } = useStore(model.shown, (state) => state);
  const selectedCount = useStore(model.layout, (layout) => layout.selected.length);
  const hovered = useStore(highlight, (state) => state.runId);
  const names = useMemo(() => distinctNames(runs), [runs]);
  if (ids.length === 0) return null;
  return (
    <div class="sx-legend" aria-label="Runs in the charts">
      {isDefault && <span class="sx-legend-hint">Newest runs</span>}
      {selectedCount > ids.length && (
        <span class="sx-legend-hint">
          The first {ids.length} of {selectedCount} selected runs
        </span>
      )}
      {ids.slice(0, 40).map((id) => (
        <span
          key={id}
          class={id === hovered ? "sx-legend-run is-hovered" : "sx-legend-run"}
          onMouseEnter={() => highlight.set({ runId: id })}
          onMouseLeave={() => highlight.set({ runId: null })}
        >
          <Swatch slot={slots.get(id) ?? 0} />
          {names.get(id) ?? id}
        </span>
      ))}
      {ids.length > 40 && <span class="sx-legend-hint">and {ids.length - 40} more</span>}
    </div>
  );
}

/** All metrics of the shown runs with how many of these have them. The same while they are. */
function useMetrics(model: PanelModel): ReadonlyMap<string, number> {
  const runs = useStore(model.shown, (state) => state.runs);
  const counts = new Map<string, number>();
  for (const name of runs.flatMap((run) => Object.keys(run.metrics))) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const key = Array.from(counts, ([name, count]) => `${name}\t${count}`).join("\n");
  return useMemo(() => counts, [key]);
}
