import { fractionOf, type Domain } from "../../src/core/charts/ticks.ts";
import type { ChartLine } from "./chartModel.ts";
import { lineColor, lineDash, type ChartTheme } from "./chartTheme.ts";

/** Where values go: both domains and the plot's rectangle in pixels of the canvas. */
export interface PlotArea {
  readonly x: Domain;
  readonly y: Domain;
  readonly isLogX: boolean;
  readonly isLogY: boolean;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface LineStyle {
  readonly theme: ChartTheme;
  /** The run that stands out; the others step back. */
  readonly highlighted: string | null;
  /** Pixels of the canvas for one of the page. */
  readonly pixelRatio: number;
}

interface Paths {
  readonly area: string;
  readonly main: Path2D;
  readonly raw: Path2D | null;
}

const paths = new WeakMap<ChartLine, Paths>();

/** Draws the lines into the plot area; shapes are kept until the line or the area is another. */
export function drawLines(
  context: CanvasRenderingContext2D,
  lines: readonly ChartLine[],
  area: PlotArea,
  style: LineStyle,
): void {
  context.save();
  context.beginPath();
  context.rect(area.left, area.top, area.width, area.height);
  context.clip();
  context.lineJoin = "round";
  context.lineCap = "butt";
  const isTop = (line: ChartLine) => line.runId === style.highlighted;
  for (const line of lines) if (!isTop(line)) drawLine(context, line, area, style);
  for (const line of lines) if (isTop(line)) drawLine(context, line, area, style);
  context.restore();
}

function drawLine(
  context: CanvasRenderingContext2D,
  line: ChartLine,
  area: PlotArea,
  { theme, highlighted, pixelRatio }: LineStyle,
): void {
  const { main, raw } = pathsOf(line, area, pixelRatio);
  const isTop = line.runId === highlighted;
  const strength = highlighted === null || isTop ? 1 : 0.28;
  context.strokeStyle = lineColor(theme, line.slot);
  context.setLineDash(dashOf(line).map((length) => length * pixelRatio));
  if (raw !== null) {
    context.globalAlpha = 0.25 * strength;
    context.lineWidth = pixelRatio;
    context.stroke(raw);
  }
  context.globalAlpha = strength;
  context.lineWidth = (isTop ? 2.5 : 1.5) * widthOf(line) * pixelRatio;
  context.stroke(main);
}

/** What restarts threw away is finely dotted, whatever the run's own line is. */
export function dashOf({ slot, isDiscarded }: ChartLine): readonly number[] {
  return isDiscarded ? [1, 3] : lineDash(slot);
}

/** Share of the usual width. */
export function widthOf({ isDiscarded }: ChartLine): number {
  return isDiscarded ? 0.7 : 1;
}

function pathsOf(line: ChartLine, area: PlotArea, pixelRatio: number): Paths {
  const key = JSON.stringify(area);
  const known = paths.get(line);
  if (known?.area === key) return known;
  const fresh = {
    area: key,
    main: pathOf(line.xs, line.ys, area, pixelRatio),
    raw: line.raw === null ? null : pathOf(line.xs, line.raw, area, pixelRatio),
  };
  paths.set(line, fresh);
  return fresh;
}

/** A polyline with a gap at every value that has no place; a point alone becomes a dot. */
function pathOf(xs: Float64Array, ys: Float64Array, area: PlotArea, pixelRatio: number): Path2D {
  const path = new Path2D();
  let length = 0;
  let last = { x: 0, y: 0 };
  const endPiece = () => {
    if (length !== 1) return;
    path.moveTo(last.x + 2 * pixelRatio, last.y);
    path.arc(last.x, last.y, 2 * pixelRatio, 0, 2 * Math.PI);
  };
  for (let index = 0; index < xs.length; index += 1) {
    const x = area.left + fractionOf(xs[index] ?? NaN, area.x, area.isLogX) * area.width;
    const y = area.top + (1 - fractionOf(ys[index] ?? NaN, area.y, area.isLogY)) * area.height;
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      endPiece();
      length = 0;
      continue;
    }
    if (length === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
    last = { x, y };
    length += 1;
  }
  endPiece();
  return path;
}
