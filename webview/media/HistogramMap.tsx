import { useEffect, useMemo, useReducer, useRef } from "preact/hooks";
import { formatNumber } from "../../src/core/charts/format.ts";
import { describeHistogram, histogramGrid } from "../../src/core/charts/histogramGrid.ts";
import type { HistogramGrid } from "../../src/core/charts/histogramGrid.ts";
import type { Histogram, MediaItem } from "../../src/core/formats/media.ts";
import { onDidChangeTheme } from "../charts/chartTheme.ts";
import type { MediaSequence } from "./mediaModel.ts";

const binCount = 48;
/** More columns than this no card has room for: they are picked out evenly. */
const maxColumns = 240;

/** Histograms over steps as a heat map: steps from left to right, values upwards. */
export function HistogramMap({ sequence }: { readonly sequence: MediaSequence }) {
  const columns = useMemo(() => pickColumns(sequence.items), [sequence]);
  const grid = useMemo(
    () =>
      histogramGrid(
        columns.map(({ histogram }) => histogram),
        binCount,
      ),
    [columns],
  );
  const canvas = useRef<HTMLCanvasElement>(null);
  const [theme, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const subscription = onDidChangeTheme(() => redraw(undefined));
    return () => subscription.dispose();
  }, []);
  useEffect(() => {
    if (canvas.current !== null && grid !== null) draw(canvas.current, grid);
  }, [grid, theme]);
  if (grid === null) return <p class="sx-media-unreadable">Nothing was counted.</p>;
  const [first, last] = [columns[0], columns.at(-1)];
  return (
    <div class="sx-histogram">
      <div class="sx-histogram-plot">
        <div class="sx-histogram-values" aria-hidden="true">
          <span>{formatNumber(grid.values.max, 3)}</span>
          <span>{formatNumber(grid.values.min, 3)}</span>
        </div>
        <canvas ref={canvas} role="img" aria-label={describe(sequence.name, columns)} />
      </div>
      <div class="sx-histogram-steps" aria-hidden="true">
        <span>{stepLabel(first)}</span>
        <span>{columns.length > 1 ? stepLabel(last) : ""}</span>
      </div>
      <p class="sx-histogram-summary">{summaryOf(last)}</p>
    </div>
  );
}

interface HistogramColumn {
  readonly step: number | null;
  readonly histogram: Histogram;
}

function pickColumns(items: readonly MediaItem[]): readonly HistogramColumn[] {
  const all = items.flatMap(({ step, content }) =>
    content.kind === "histogram" ? [{ step, histogram: content.histogram }] : [],
  );
  if (all.length <= maxColumns) return all;
  const stride = (all.length - 1) / (maxColumns - 1);
  return Array.from({ length: maxColumns }, (_, index) => all[Math.round(index * stride)]).filter(
    (column) => column !== undefined,
  );
}

/** One pixel a bin; the style sheet stretches it. The more counts, the more of the text's colour. */
function draw(canvas: HTMLCanvasElement, grid: HistogramGrid): void {
  const { columnCount, shares, peak } = grid;
  canvas.width = columnCount;
  canvas.height = grid.binCount;
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.clearRect(0, 0, columnCount, grid.binCount);
  context.fillStyle = getComputedStyle(canvas).color;
  for (let column = 0; column < columnCount; column += 1) {
    for (let bin = 0; bin < grid.binCount; bin += 1) {
      const share = shares[column * grid.binCount + bin] ?? 0;
      if (share === 0) continue;
      // The square root keeps what is rare in sight.
      context.globalAlpha = Math.sqrt(share / peak);
      context.fillRect(column, grid.binCount - 1 - bin, 1, 1);
    }
  }
}

function stepLabel(column: HistogramColumn | undefined): string {
  const step = column?.step ?? null;
  return step === null ? "" : `step ${step.toLocaleString("en-US")}`;
}

/** `last: mean 0.02, deviation 0.8, 1,200 values`. */
function summaryOf(column: HistogramColumn | undefined): string {
  const facts = column === undefined ? null : describeHistogram(column.histogram);
  if (facts === null) return "the last one is empty";
  const { mean, deviation, count } = facts;
  const values = [formatNumber(mean, 3), formatNumber(deviation, 3), formatNumber(count)];
  return `last: mean ${values[0]}, deviation ${values[1]}, ${values[2]} values`;
}

/** What a screen reader says in place of the picture. */
function describe(name: string, columns: readonly HistogramColumn[]): string {
  const [first, last] = [columns[0], columns.at(-1)];
  const mean = (column: HistogramColumn | undefined) => {
    const facts = column === undefined ? null : describeHistogram(column.histogram);
    return facts === null ? "none" : formatNumber(facts.mean, 3);
  };
  const count = columns.length === 1 ? "1 histogram" : `${columns.length} histograms`;
  const change = columns.length === 1 ? mean(last) : `${mean(first)} to ${mean(last)}`;
  return `Heat map of ${name}, ${count}. Mean ${change}; ${summaryOf(last)}.`;
}
