import type uPlot from "uplot";
import { formatDuration, formatNumber, formatTime } from "../../src/core/charts/format.ts";
import { colorClass } from "../ui/Swatch.tsx";
import { nearestIndex, type ChartLine, type ChartModel } from "./chartModel.ts";

export interface CursorView {
  move(plot: uPlot, model: ChartModel): void;
}

interface Hit {
  readonly line: ChartLine;
  readonly index: number;
  /** Pixels between the curve and the pointer; along y alone. */
  readonly distance: number;
  readonly top: number;
}

const maxHits = 8;
/** A curve farther than this from the pointer is not the one that is meant. */
const nearPx = 40;

/**
 * The values under the pointer: a list beside it, nearest first, and a dot on the nearest curve.
 * In charts that only follow another's cursor there is the line alone.
 */
export function createCursor(plot: uPlot, onHover: (runId: string | null) => void): CursorView {
  const tooltip = appendTo(plot.over, "sx-tooltip");
  const dot = appendTo(plot.over, "sx-dot");
  let hovered: string | null = null;
  const hover = (runId: string | null) => {
    if (runId === hovered) return;
    hovered = runId;
    onHover(runId);
  };
  plot.over.addEventListener("mouseleave", () => {
    hide();
    hover(null);
  });
  const hide = () => {
    tooltip.hidden = true;
    dot.hidden = true;
  };
  hide();
  return {
    move(u, model) {
      const { left = -1, top = -1 } = u.cursor;
      if (left < 0 || top < 0 || !plot.over.matches(":hover")) {
        hide();
        return;
      }
      const x = u.posToVal(left, "x");
      const hits = hitsAt(u, model, x, top);
      const nearest = hits[0];
      if (nearest === undefined) {
        hide();
        return;
      }
      hover(nearest.distance < nearPx ? nearest.line.runId : null);
      fill(tooltip, hits, model, hovered);
      placeBeside(tooltip, u, left, top);
      placeDot(dot, u, nearest);
    },
  };
}

function hitsAt(u: uPlot, { lines }: ChartModel, x: number, top: number): Hit[] {
  const hits: Hit[] = [];
  for (const line of lines) {
    const index = nearestIndex(line.xs, x);
    const value = line.ys[index];
    if (value === undefined || !Number.isFinite(value)) continue;
    const y = u.valToPos(value, "y");
    hits.push({ line, index, top: y, distance: Math.abs(y - top) });
  }
  return hits.sort((a, b) => a.distance - b.distance);
}

function fill(
  tooltip: HTMLElement,
  hits: readonly Hit[],
  model: ChartModel,
  hovered: string | null,
): void {
  const nearest = hits[0];
  if (nearest === undefined) return;
  const head = document.createElement("div");
  head.className = "sx-tooltip-head";
  head.textContent = xLabel(model, nearest);
  const shown = hits
    .slice(0, maxHits)
    .sort((a, b) => a.top - b.top)
    .map((hit) => rowOf(hit, hit.line.runId === hovered));
  const rest = hits.length - shown.length;
  const more = document.createElement("div");
  more.className = "sx-tooltip-head";
  more.textContent = `${rest} more`;
  tooltip.replaceChildren(head, ...shown, ...(rest > 0 ? [more] : []));
  tooltip.hidden = false;
}

function rowOf({ line, index }: Hit, isHovered: boolean): HTMLElement {
  const row = document.createElement("div");
  row.className = isHovered ? "sx-tooltip-row is-hovered" : "sx-tooltip-row";
  const mark = document.createElement("span");
  mark.className = `sx-tooltip-mark ${colorClass(line.slot)}`;
  const name = document.createElement("span");
  name.className = "sx-tooltip-name";
  name.textContent = line.name;
  const value = document.createElement("span");
  value.className = "sx-tooltip-value";
  value.textContent = formatNumber(line.ys[index] ?? NaN);
  row.append(mark, name, value);
  return row;
}

function xLabel(model: ChartModel, { line, index }: Hit): string {
  const x = line.xs[index] ?? NaN;
  if (model.xAxis === "time") return formatTime(x);
  if (model.xAxis === "relative") return `after ${formatDuration(x * 1000)}`;
  return `step ${formatNumber(x)}`;
}

/** To the right of the pointer, or to the left where there is no room. */
function placeBeside(tooltip: HTMLElement, u: uPlot, left: number, top: number): void {
  const { width, height } = tooltip.getBoundingClientRect();
  const plotLeft = u.over.getBoundingClientRect().left;
  const plotHeight = u.bbox.height / devicePixelRatio;
  const isRight = plotLeft + left + width + 20 < window.innerWidth;
  const x = isRight ? left + 14 : left - width - 14;
  const y = Math.max(-4, Math.min(top - height / 2, plotHeight - height + 20));
  tooltip.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
}

function placeDot(dot: HTMLElement, u: uPlot, { line, index, top }: Hit): void {
  const left = u.valToPos(line.xs[index] ?? NaN, "x");
  dot.hidden = !Number.isFinite(left) || !Number.isFinite(top);
  dot.className = `sx-dot ${colorClass(line.slot)}`;
  dot.style.transform = `translate(${left}px, ${top}px)`;
}

function appendTo(parent: HTMLElement, className: string): HTMLElement {
  const element = document.createElement("div");
  element.className = className;
  parent.append(element);
  return element;
}
