import uPlot from "uplot";
import { DisposableStore, toDisposable } from "../../src/base/disposables.ts";
import { formatDuration, formatTicks } from "../../src/core/charts/format.ts";
import { linearTicks, logTicks, type Domain } from "../../src/core/charts/ticks.ts";
import { xDomain, yDomain, type ChartModel } from "./chartModel.ts";
import { chartTheme, onDidChangeTheme } from "./chartTheme.ts";
import { createCursor, type CursorView } from "./chartCursor.ts";
import { drawLines, type PlotArea } from "./drawLines.ts";

export interface LineChart {
  update(model: ChartModel): void;
  /** Fits the chart to its element. */
  resize(): void;
  highlight(runId: string | null): void;
  resetZoom(): void;
  /** The drawn pixels, for export. */
  canvas(): HTMLCanvasElement;
  dispose(): void;
}

export interface LineChartOptions {
  /** The pointer is nearest to this run's curve; null when it is near none or gone. */
  readonly onHover: (runId: string | null) => void;
  readonly onZoom: (isZoomed: boolean) => void;
}

/** Charts that share a cursor: moving it in one moves it in all. */
const sync = uPlot.sync("sextant");
const pointGap = 48;

/**
 * A line chart in an element that it fills.
 *
 * uPlot keeps scales, axes, zoom and cursor; the curves are drawn in its `draw` hook, because each
 * run has x values of its own: uPlot's own series share one x array, and joining hundreds of runs
 * by wall time would cost runs × points for each of them. The caller owns the chart.
 */
export function createLineChart(
  element: HTMLElement,
  first: ChartModel,
  options: LineChartOptions,
): LineChart {
  let model = first;
  let zoom: Domain | null = null;
  let highlighted: string | null = null;
  const owned = new DisposableStore();
  let cursor: CursorView;
  let plot = build();

  function build(): uPlot {
    const { width, height } = sizeOf(element);
    const draw = (u: uPlot) => {
      const style = { theme: chartTheme(), highlighted, pixelRatio: uPlot.pxRatio };
      drawLines(u.ctx, model.lines, plotArea(u, model), style);
    };
    const u = new uPlot(
      {
        width,
        height,
        ms: 1,
        legend: { show: false },
        padding: [8, 10, 0, 0],
        scales: {
          x: { time: model.xAxis === "time", auto: false, distr: model.isLogX ? 3 : 1 },
          y: { auto: false, distr: model.isLogY ? 3 : 1 },
        },
        series: [{}, { show: true, points: { show: false }, paths: () => null }],
        axes: [xAxis(model), yAxis(model)],
        cursor: {
          drag: { x: true, y: false, setScale: false, dist: 5 },
          sync: { key: sync.key, scales: ["x", null] },
          points: { show: false },
          bind: { dblclick: () => () => (setZoom(null), null) },
        },
        hooks: {
          draw: [draw],
          setSelect: [(self) => zoomToSelection(self)],
          setCursor: [(self) => cursor.move(self, model)],
        },
      },
      [
        [0, 1],
        [0, 1],
      ],
      element,
    );
    cursor = createCursor(u, (runId) => options.onHover(runId));
    return u;
  }

  function zoomToSelection(u: uPlot): void {
    const { left, width } = u.select;
    if (width < 3) return;
    const [min, max] = [u.posToVal(left, "x"), u.posToVal(left + width, "x")];
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    if (max > min) setZoom({ min, max });
  }

  function setZoom(domain: Domain | null): void {
    zoom = domain;
    fit();
    options.onZoom(domain !== null);
  }

  function fit(): void {
    const x = zoom ?? xDomain(model);
    const y = yDomain(model, x);
    plot.batch(() => {
      plot.setScale("x", { min: x.min, max: x.max });
      plot.setScale("y", { min: y.min, max: y.max });
    });
    plot.redraw(false);
  }

  function rebuild(): void {
    plot.destroy();
    plot = build();
    fit();
  }

  owned.add(onDidChangeTheme(() => rebuild()));
  owned.add(toDisposable(() => plot.destroy()));
  fit();
  return {
    update(next) {
      const isOtherAxis =
        next.xAxis !== model.xAxis || next.isLogX !== model.isLogX || next.isLogY !== model.isLogY;
      if (next.xAxis !== model.xAxis) zoom = null;
      model = next;
      if (isOtherAxis) rebuild();
      else fit();
    },
    resize() {
      const size = sizeOf(element);
      if (size.width !== plot.width || size.height !== plot.height) plot.setSize(size);
    },
    highlight(runId) {
      if (runId === highlighted) return;
      highlighted = runId;
      plot.redraw(false);
    },
    resetZoom: () => setZoom(null),
    canvas: () => plot.ctx.canvas,
    dispose: () => owned.dispose(),
  };
}

function sizeOf(element: HTMLElement): { readonly width: number; readonly height: number } {
  return { width: Math.max(60, element.clientWidth), height: Math.max(60, element.clientHeight) };
}

function plotArea(u: uPlot, { isLogX, isLogY }: ChartModel): PlotArea {
  return {
    x: domainOf(u, "x"),
    y: domainOf(u, "y"),
    isLogX,
    isLogY,
    left: u.bbox.left,
    top: u.bbox.top,
    width: u.bbox.width,
    height: u.bbox.height,
  };
}

function domainOf(u: uPlot, key: "x" | "y"): Domain {
  const { min, max } = u.scales[key] ?? {};
  return { min: min ?? 0, max: max ?? 1 };
}

/** What both axes look like. */
function axisStyle(): uPlot.Axis {
  return {
    stroke: () => chartTheme().text,
    font: chartTheme().font,
    grid: { stroke: () => chartTheme().grid, width: 1 },
    ticks: { show: false },
    gap: 6,
  };
}

function xAxis(model: ChartModel): uPlot.Axis {
  const style = { ...axisStyle(), size: 26, grid: { show: false } };
  if (model.xAxis === "time") return { ...style, space: 70 };
  const values =
    model.xAxis === "relative"
      ? (_: uPlot, splits: number[]) => splits.map((seconds) => shortDuration(seconds))
      : (_: uPlot, splits: number[]) => formatTicks(splits);
  return { ...style, splits: splitsFor(model.isLogX, 70), values };
}

function yAxis(model: ChartModel): uPlot.Axis {
  return {
    ...axisStyle(),
    size: (_, values) => 16 + 6.4 * Math.max(1, ...(values ?? []).map((value) => value.length)),
    splits: splitsFor(model.isLogY, pointGap),
    values: (_, splits) => formatTicks(splits),
  };
}

function splitsFor(isLog: boolean, gap: number) {
  return (u: uPlot, axis: number, min: number, max: number): number[] => {
    const length = (axis === 0 ? u.bbox.width : u.bbox.height) / uPlot.pxRatio;
    const count = Math.max(2, Math.floor(length / gap));
    return isLog ? logTicks({ min, max }, count) : linearTicks({ min, max }, count);
  };
}

function shortDuration(seconds: number): string {
  return seconds === 0 ? "0" : formatDuration(seconds * 1000).replace(/ 00[ms]$|\.0(?= s)/, "");
}
