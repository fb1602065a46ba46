import { useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";
import type { Domain } from "../../src/core/charts/ticks.ts";
import { useStore, type Store } from "../host/store.ts";
import { distinctNames } from "../runs/distinctNames.ts";
import type { PanelModel, ShownRuns } from "../runs/panelModel.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import {
  axisFor,
  isEmpty,
  summarize,
  toLine,
  xDomain,
  type ChartModel,
  type XAxis,
} from "./chartModel.ts";
import { ExportMenu } from "./ExportMenu.tsx";
import { useFinePoints, withFinePoints } from "./finePoints.ts";
import { createLineChart, type LineChart } from "./lineChart.ts";
import { zoomByKey } from "./zoomKeys.ts";

/** The run that all charts make stand out. */
export type Highlight = Store<{ readonly runId: string | null }>;

/** Zooms by metric: they outlast charts that are out of sight. A zoom is on one kind of axis. */
export type Zooms = Map<string, { readonly xAxis: XAxis; readonly domain: Domain }>;

export interface ChartCardProps {
  readonly model: PanelModel;
  readonly metric: string;
  readonly highlight: Highlight;
  readonly zooms: Zooms;
}

/** One metric's chart. */
export function ChartCard({ model, metric, highlight, zooms }: ChartCardProps) {
  const chart = useRef<LineChart | null>(null);
  const { data, setZoom } = useChartModel(model, metric, zooms);
  const isBlank = data === null || isEmpty(data);
  return (
    <div class="sx-card" role="group" aria-label={metric}>
      <div class="sx-card-head">
        <h3 class="sx-card-title" title={metric}>
          {metric}
        </h3>
        {data?.zoom != null && (
          <Button kind="icon" label="Reset zoom" onPress={() => setZoom(null)}>
            <Icon name="reset" />
          </Button>
        )}
        {!isBlank && <ExportMenu model={model} data={data} chart={chart} />}
      </div>
      {data !== null && data.note !== "" && (
        <p class="sx-card-note" title={data.note}>
          <Icon name="warning" /> {data.note}
        </p>
      )}
      {isBlank ? (
        <div class="sx-card-empty">{emptyReason(data)}</div>
      ) : (
        <Plot data={data} chart={chart} highlight={highlight} onZoom={setZoom} />
      )}
    </div>
  );
}

interface PlotProps {
  readonly data: ChartModel;
  readonly chart: { current: LineChart | null };
  readonly highlight: Highlight;
  readonly onZoom: (domain: Domain | null) => void;
}

/** The drawing; zoomed by dragging over it or, when it has the focus, by keys. */
function Plot({ data, chart, highlight, onZoom }: PlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const zoom = useRef(onZoom);
  zoom.current = onZoom;
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return;
    const made = createLineChart(element, data, {
      onHover: (runId) => highlight.set({ runId }),
      onZoom: (domain) => zoom.current(domain),
    });
    chart.current = made;
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(element);
    const subscription = highlight.onDidChange(({ runId }) => made.highlight(runId));
    return () => {
      observer.disconnect();
      subscription.dispose();
      made.dispose();
      chart.current = null;
    };
  }, []);
  useLayoutEffect(() => chart.current?.update(data), [data]);
  return (
    <div
      ref={place}
      class="sx-plot"
      role="img"
      tabIndex={0}
      aria-label={summarize(data)}
      aria-keyshortcuts="+ - 0 ArrowLeft ArrowRight"
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const domain = zoomByKey(event.key, data.zoom, xDomain(data));
        if (domain === undefined) return;
        event.preventDefault();
        onZoom(domain);
      }}
    />
  );
}

function emptyReason(data: ChartModel | null): string {
  if (data === null) return "";
  if (data.lines.length === 0) return "None of these runs has logged it.";
  return data.isLogY
    ? "No value is positive: a log axis cannot show them."
    : "All values are NaN or infinite.";
}

/** The lines of the shown runs, with finer points where they are zoomed into. */
function useChartModel(model: PanelModel, metric: string, zooms: Zooms) {
  const coarse = useCoarseModel(model, metric);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  // The axis that is drawn may be another than the one that is chosen.
  const xAxis = coarse?.xAxis ?? "step";
  const smoothing = useStore(model.layout, (layout) => layout.charts.smoothing);
  const kept = zooms.get(metric);
  const zoom = kept?.xAxis === xAxis ? kept.domain : null;
  const fine = useFinePoints(model, coarse, zoom);
  const data = useMemo((): ChartModel | null => {
    if (coarse === null || zoom === null) return coarse;
    const lines = coarse.lines.map((line) => {
      const points = fine.get(line.key);
      if (points === undefined) return line;
      const options = { xAxis: coarse.xAxis, smoothing };
      return toLine(withFinePoints(line.source, points), line, options);
    });
    return { ...coarse, lines, zoom };
  }, [coarse, fine, zoom]);
  const setZoom = (domain: Domain | null) => {
    if (domain === null) zooms.delete(metric);
    else zooms.set(metric, { xAxis, domain });
    redraw(undefined);
  };
  return { data, setZoom };
}

/** The lines as they are drawn as a whole; null until the first of them has been read. */
function useCoarseModel(model: PanelModel, metric: string): ChartModel | null {
  const shown = useStore(model.shown, (state) => state);
  const charts = useStore(model.layout, (layout) => layout.charts);
  const [version, setVersion] = useState(0);
  useEffect(() => {
    const subscription = model.series.onDidLoad((metrics) => {
      if (metrics.has(metric)) setVersion((count) => count + 1);
    });
    return () => subscription.dispose();
  }, [model, metric]);
  useEffect(() => model.series.want(shown.ids, metric));
  const { smoothing, isLogX, isLogY } = charts;
  return useMemo(() => {
    const isReading = shown.ids.some((id) => model.series.peek(id, metric) === undefined);
    const series = shown.ids.flatMap((id) => model.series.peek(id, metric) ?? []);
    const { xAxis, note } = axisFor(charts.xAxis, series);
    const lines = linesOf(model, shown, metric, { smoothing, xAxis });
    if (lines.length === 0 && isReading) return null;
    const isLog = { isLogX: isLogX && xAxis !== "time", isLogY };
    return { metric, lines, xAxis, ...isLog, note, zoom: null };
  }, [shown, metric, smoothing, charts.xAxis, isLogX, isLogY, version]);
}

function linesOf(
  model: PanelModel,
  { ids, slots, runs }: ShownRuns,
  metric: string,
  options: Parameters<typeof toLine>[2],
) {
  const names = distinctNames(runs);
  return ids.flatMap((id) => {
    const segments = model.series.peek(id, metric) ?? [];
    const last = Math.max(...segments.map(({ segment }) => segment));
    return segments.flatMap((series) => {
      const isDiscarded = series.segment < last;
      const name = names.get(id) ?? id;
      const label = isDiscarded ? `${name}, before restart ${series.segment + 1}` : name;
      const look = { name: label, slot: slots.get(id) ?? 0, isDiscarded };
      const line = toLine(series, look, options);
      return line.xs.length === 0 ? [] : [line];
    });
  });
}
