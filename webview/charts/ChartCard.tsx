import { useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";
import { useStore } from "../host/store.ts";
import type { PanelModel, ShownRuns } from "../runs/panelModel.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Menu } from "../ui/Menu.tsx";
import type { Store } from "../host/store.ts";
import { isEmpty, summarize, toLine, type ChartModel } from "./chartModel.ts";
import { chartTheme } from "./chartTheme.ts";
import { toCsv, toPng, toSvg } from "./exportChart.ts";
import { createLineChart, type LineChart } from "./lineChart.ts";

/** The run that all charts make stand out. */
export type Highlight = Store<{ readonly runId: string | null }>;

export interface ChartCardProps {
  readonly model: PanelModel;
  readonly metric: string;
  readonly highlight: Highlight;
}

/** One metric's chart: drawn only while it is near to the part of the page that is in sight. */
export function ChartCard(props: ChartCardProps) {
  const place = useRef<HTMLDivElement>(null);
  const isNear = useIsNear(place);
  return (
    <div ref={place} class="sx-card" role="listitem">
      {isNear ? <MountedChart {...props} /> : <CardTitle metric={props.metric} />}
    </div>
  );
}

function CardTitle({ metric }: { readonly metric: string }) {
  return (
    <h3 class="sx-card-title" title={metric}>
      {metric}
    </h3>
  );
}

function MountedChart({ model, metric, highlight }: ChartCardProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<LineChart | null>(null);
  const [isZoomed, setIsZoomed] = useState(false);
  const data = useChartModel(model, metric);
  const isBlank = data === null || isEmpty(data);
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null || data === null || isBlank) return;
    const made = createLineChart(element, data, {
      onHover: (runId) => highlight.set({ runId }),
      onZoom: setIsZoomed,
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
  }, [isBlank]);
  useLayoutEffect(() => {
    if (data !== null) chart.current?.update(data);
  }, [data]);
  return (
    <>
      <div class="sx-card-head">
        <CardTitle metric={metric} />
        {isZoomed && (
          <Button kind="icon" label="Reset zoom" onPress={() => chart.current?.resetZoom()}>
            <Icon name="reset" />
          </Button>
        )}
        {data !== null && !isBlank && <ExportMenu model={model} data={data} chart={chart} />}
      </div>
      {isBlank ? (
        <div class="sx-card-empty">{emptyReason(data)}</div>
      ) : (
        <div ref={place} class="sx-plot" role="img" aria-label={summarize(data)} />
      )}
    </>
  );
}

function emptyReason(data: ChartModel | null): string {
  if (data === null) return "";
  if (data.lines.length === 0) return "None of these runs has logged it.";
  return data.isLogY
    ? "No value is positive: a log axis cannot show them."
    : "All values are NaN or infinite.";
}

interface ExportMenuProps {
  readonly model: PanelModel;
  readonly data: ChartModel;
  readonly chart: { readonly current: LineChart | null };
}

function ExportMenu({ model, data, chart }: ExportMenuProps) {
  const [at, setAt] = useState<{ readonly x: number; readonly y: number } | null>(null);
  const save = (extension: string, content: string, encoding: "utf8" | "base64") => {
    const suggestedName = `${data.metric.replaceAll(/[^\w.-]+/g, "-")}.${extension}`;
    const request = { suggestedName, content, encoding };
    model.host.request("saveFile", request).catch((error: unknown) => model.fail(error));
  };
  const png = () => {
    const canvas = chart.current?.canvas();
    if (canvas !== undefined) save("png", toPng(canvas, data, chartTheme()), "base64");
  };
  return (
    <>
      <Button
        kind="icon"
        label="Export this chart"
        onPress={(event) => {
          const { left, bottom } = (event.currentTarget as Element).getBoundingClientRect();
          setAt({ x: left, y: bottom });
        }}
      >
        <Icon name="more" />
      </Button>
      {at !== null && (
        <Menu
          label="Export"
          {...at}
          onClose={() => setAt(null)}
          items={[
            { label: "Save as SVG…", run: () => save("svg", toSvg(data, chartTheme()), "utf8") },
            { label: "Save as PNG…", run: png },
            { label: "Save Points as CSV…", run: () => save("csv", toCsv(data), "utf8") },
          ]}
        />
      )}
    </>
  );
}

/** The lines of the shown runs; null until the first of them has been read. */
function useChartModel(model: PanelModel, metric: string): ChartModel | null {
  const shown = useStore(model.shown, (state) => state);
  const charts = useStore(model.layout, (layout) => layout.charts);
  const [version, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const subscription = model.series.onDidLoad((metrics) => {
      if (metrics.has(metric)) redraw(undefined);
    });
    return () => subscription.dispose();
  }, [model, metric]);
  useEffect(() => model.series.want(shown.ids, metric));
  const { smoothing, xAxis, isLogX, isLogY } = charts;
  return useMemo(() => {
    const isReading = shown.ids.some((id) => model.series.peek(id, metric) === undefined);
    const lines = linesOf(model, shown, metric, { smoothing, xAxis });
    if (lines.length === 0 && isReading) return null;
    return { metric, lines, xAxis, isLogX: isLogX && xAxis !== "time", isLogY };
  }, [shown, metric, smoothing, xAxis, isLogX, isLogY, version]);
}

function linesOf(
  model: PanelModel,
  { ids, slots, runs }: ShownRuns,
  metric: string,
  options: Parameters<typeof toLine>[2],
) {
  const names = new Map(runs.map((run) => [run.id, run.name]));
  return ids.flatMap((id) => {
    const series = model.series.peek(id, metric);
    if (series == null || series.values.length === 0) return [];
    return [toLine(series, { name: names.get(id) ?? id, slot: slots.get(id) ?? 0 }, options)];
  });
}

/** Whether the element is on the screen or less than a screen away from it. */
function useIsNear(element: { readonly current: HTMLElement | null }): boolean {
  const [isNear, setIsNear] = useState(false);
  useEffect(() => {
    if (element.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => setIsNear(entries.at(-1)?.isIntersecting === true),
      { rootMargin: "400px 0px" },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return isNear;
}
