import uPlot from "uplot";
import { DisposableStore, toDisposable } from "../../src/base/disposables.ts";
import type { Domain } from "../../src/core/charts/ticks.ts";
import { axesOf } from "./chartAxes.ts";
import { createCursor, type CursorView } from "./chartCursor.ts";
import { shownDomain, yDomain, type ChartModel } from "./chartModel.ts";
import { chartTheme, onDidChangeTheme } from "./chartTheme.ts";
import { drawLines, type PlotArea } from "./drawLines.ts";

export interface LineChart {
  update(model: ChartModel): void;
  /** Fits the chart to its element. */
  resize(): void;
  highlight(runId: string | null): void;
  /** The drawn pixels, for export. */
  canvas(): HTMLCanvasElement;
  dispose(): void;
}

export interface LineChartOptions {
  /** The pointer is nearest to this run's curve; null when it is near none or gone. */
  readonly onHover: (runId: string | null) => void;
  /** The user chose a part of the x axis, or all of it (null): the next model is to show it. */
  readonly onZoom: (domain: Domain | null) => void;
}

/**
 * A line chart in an element that it fills. The caller owns it.
 *
 * uPlot keeps scales, axes, zoom and cursor; the curves are drawn in its `draw` hook, because each
 * run has x values of its own: uPlot's own series share one x array, and joining hundreds of runs
 * by wall time would cost runs × points for each of them.
 */
export function createLineChart(
  element: HTMLElement,
  model: ChartModel,
  options: LineChartOptions,
): LineChart {
  return new UplotLineChart(element, model, options);
}

/** Charts that share a cursor: moving it in one moves it in all. */
const sync = uPlot.sync("sextant");
const noData: uPlot.AlignedData = [
  [0, 1],
  [0, 1],
];

class UplotLineChart implements LineChart {
  readonly #element: HTMLElement;
  readonly #options: LineChartOptions;
  readonly #owned = new DisposableStore();
  #model: ChartModel;
  #plot: uPlot;
  #cursor: CursorView;
  #highlighted: string | null = null;

  constructor(element: HTMLElement, model: ChartModel, options: LineChartOptions) {
    this.#element = element;
    this.#model = model;
    this.#options = options;
    this.#plot = new uPlot(this.#plotOptions(), noData, element);
    this.#cursor = createCursor(this.#plot, options.onHover);
    this.#owned.add(onDidChangeTheme(() => this.#rebuild()));
    this.#owned.add(toDisposable(() => this.#plot.destroy()));
    this.#fit();
  }

  update(model: ChartModel): void {
    const before = this.#model;
    this.#model = model;
    const isSameKind =
      model.xAxis === before.xAxis &&
      model.isLogX === before.isLogX &&
      model.isLogY === before.isLogY;
    if (isSameKind) this.#fit();
    else this.#rebuild();
  }

  resize(): void {
    const size = sizeOf(this.#element);
    const { width, height } = this.#plot;
    if (size.width !== width || size.height !== height) this.#plot.setSize(size);
  }

  highlight(runId: string | null): void {
    if (runId === this.#highlighted) return;
    this.#highlighted = runId;
    this.#plot.redraw(false);
  }

  canvas(): HTMLCanvasElement {
    return this.#plot.ctx.canvas;
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #plotOptions(): uPlot.Options {
    const model = this.#model;
    return {
      ...sizeOf(this.#element),
      ms: 1,
      legend: { show: false },
      padding: [8, 10, 0, 0],
      scales: {
        x: { time: model.xAxis === "time", auto: false, distr: distributionOf(model.isLogX) },
        y: { auto: false, distr: distributionOf(model.isLogY) },
      },
      series: [{}, { points: { show: false }, paths: () => null }],
      axes: axesOf(model),
      cursor: {
        drag: { x: true, y: false, setScale: false, dist: 5 },
        // A zoom is one chart's own: only the pointer's place is shared.
        sync: {
          key: sync.key,
          scales: ["x", null],
          filters: { pub: (type) => type === "mousemove", sub: (type) => type === "mousemove" },
        },
        points: { show: false },
        bind: {
          dblclick: () => () => {
            this.#options.onZoom(null);
            return null;
          },
        },
      },
      hooks: {
        draw: [(u) => this.#draw(u)],
        setSelect: [(u) => this.#zoomToSelection(u)],
        setCursor: [(u) => this.#cursor.move(u, this.#model)],
      },
    };
  }

  #draw(u: uPlot): void {
    drawLines(u.ctx, this.#model.lines, plotArea(u, this.#model), {
      theme: chartTheme(),
      highlighted: this.#highlighted,
      pixelRatio: uPlot.pxRatio,
    });
  }

  #zoomToSelection(u: uPlot): void {
    const { left, width } = u.select;
    if (width < 3) return;
    const [min, max] = [u.posToVal(left, "x"), u.posToVal(left + width, "x")];
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    if (max > min) this.#options.onZoom({ min, max });
  }

  #fit(): void {
    const x = shownDomain(this.#model);
    const y = yDomain(this.#model, x);
    const plot = this.#plot;
    plot.batch(() => {
      plot.setScale("x", { min: x.min, max: x.max });
      plot.setScale("y", { min: y.min, max: y.max });
    });
    plot.redraw(false);
  }

  /** Kinds of axes and colours are given to uPlot once: others need another plot. */
  #rebuild(): void {
    this.#plot.destroy();
    this.#plot = new uPlot(this.#plotOptions(), noData, this.#element);
    this.#cursor = createCursor(this.#plot, this.#options.onHover);
    this.#fit();
  }
}

function distributionOf(isLog: boolean): uPlot.Scale.Distr {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- uPlot's names for these are a const enum, which code compiled file by file cannot read
  return isLog ? 3 : 1;
}

function sizeOf(element: HTMLElement): { readonly width: number; readonly height: number } {
  return { width: Math.max(60, element.clientWidth), height: Math.max(60, element.clientHeight) };
}

function plotArea(u: uPlot, { isLogX, isLogY }: ChartModel): PlotArea {
  const { left, top, width, height } = u.bbox;
  return { x: domainOf(u, "x"), y: domainOf(u, "y"), isLogX, isLogY, left, top, width, height };
}

function domainOf(u: uPlot, key: "x" | "y"): Domain {
  const { min, max } = u.scales[key] ?? {};
  return { min: min ?? 0, max: max ?? 1 };
}
