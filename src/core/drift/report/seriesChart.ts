import { linearTicks, type Domain } from "../../charts/ticks.ts";
import type { SeriesPoint, Unit } from "../../figures/figure.ts";
import {
  characterWidth,
  lineMark,
  pathMark,
  rectMark,
  rounded,
  textMark,
  type ChartTable,
  type Mark,
  type Scene,
} from "./chartScene.ts";
import { axisUnits, cut, formatAxis, formatCount, formatValue } from "./reportText.ts";

/** A number over chunks or checks: its value, how sure it is, and what is expected. */

export interface Series {
  readonly label: string;
  readonly unit: Unit;
  /** Chunks of the reference come first, left of a line. */
  readonly referencePoints: readonly SeriesPoint[];
  readonly points: readonly SeriesPoint[];
  readonly band: { readonly low: number | null; readonly high: number | null } | null;
  /** Positions among `points` at which a change was noticed, with what is said of it. */
  readonly changes?: readonly { readonly at: number; readonly label: string }[];
  readonly threshold?: number | null;
  /** Where the unit does not say it: a currency. */
  readonly axisUnit?: string;
}

const top = 24;
const plotHeight = 130;

export function createSeriesChart(series: Series, width: number): Scene {
  const all = [...series.referencePoints, ...series.points];
  const domain = domainOf(series, all);
  const ticks = linearTicks(domain, 5);
  const labels = formatAxis(ticks, series.unit);
  const left = 14 + characterWidth * Math.max(3, ...labels.map((label) => label.length));
  const right = width - 10;
  const bottom = top + plotHeight;
  const step = (right - left) / Math.max(1, all.length);
  const toX = (index: number) => left + (index + 0.5) * step;
  const toY = (value: number) =>
    bottom - ((value - domain.min) / (domain.max - domain.min)) * plotHeight;
  const place = { left, right, bottom, toX, toY, step, domain };
  const marks: Mark[] = [textMark(titleOf(series), [4, 12], "start", "dr-title")];
  marks.push(...bandMarks(series, place));
  ticks.forEach((tick, index) => {
    marks.push(lineMark("dr-grid", [left, toY(tick)], [right, toY(tick)]));
    marks.push(textMark(labels[index] ?? "", [left - 6, toY(tick) + 4], "end"));
  });
  marks.push(...sideMarks(series, place), ...valueMarks(all, place));
  marks.push(...changeMarks(series, place), ...chunkLabels(all, place));
  all.forEach((point, index) => {
    const box = { x: toX(index) - step / 2, y: top, width: step, height: plotHeight };
    marks.push(rectMark("dr-hover", box, pointTitle(point, series.unit)));
  });
  return { width, height: bottom + 24, label: describe(series), marks };
}

function titleOf({ label, unit, axisUnit = axisUnits[unit] }: Series): string {
  return axisUnit === "" ? label : `${label}, ${axisUnit}`;
}

interface Place {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly step: number;
  readonly domain: Domain;
  readonly toX: (index: number) => number;
  readonly toY: (value: number) => number;
}

/** Values and band in full; intervals only as far as they do not flatten everything else. */
function domainOf({ band, unit, threshold }: Series, all: readonly SeriesPoint[]): Domain {
  const values = [...all.map(({ value }) => value), band?.low, band?.high, threshold].filter(
    isNumber,
  );
  if (values.length === 0) return { min: 0, max: 1 };
  let [min, max] = [Math.min(...values), Math.max(...values)];
  const reach = Math.max(max - min, Math.abs(max) * 0.02, 1e-9);
  const ends = all.flatMap(({ low, high }) => [low, high]).filter(isNumber);
  min = Math.max(Math.min(min, ...ends), min - reach);
  max = Math.min(Math.max(max, ...ends), max + reach);
  const pad = (max - min) * 0.06 || reach * 0.5;
  const isPositive = values.every((value) => value >= 0);
  const floor = isPositive && min - pad < (max - min) * 0.5 ? 0 : min - pad;
  const ceiling = unit === "share" ? Math.min(Math.max(1, max), max + pad) : max + pad;
  return { min: isPositive ? Math.max(0, floor) : floor, max: ceiling };
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function bandMarks({ band }: Series, { left, right, domain, toY }: Place): Mark[] {
  if (band === null) return [];
  const high = toY(Math.min(domain.max, band.high ?? domain.max));
  const low = toY(Math.max(domain.min, band.low ?? domain.min));
  const box = { x: left, y: high, width: right - left, height: low - high };
  const edges = [band.high === null ? [] : [high], band.low === null ? [] : [low]].flat();
  return [
    rectMark("dr-band", box),
    ...edges.map((y) => lineMark("dr-band-edge", [left, y], [right, y])),
  ];
}

function sideMarks({ referencePoints, points, threshold }: Series, place: Place): Mark[] {
  const { left, right, bottom, step, toY } = place;
  const marks: Mark[] = [lineMark("dr-axis", [left, bottom], [right, bottom])];
  if (isNumber(threshold)) {
    marks.push(lineMark("dr-threshold", [left, toY(threshold)], [right, toY(threshold)]));
  }
  if (referencePoints.length === 0 || points.length === 0) return marks;
  const x = left + referencePoints.length * step;
  marks.push(lineMark("dr-divider", [x, top - 8], [x, bottom]));
  const isRoomy = (width: number) => width > 9 * characterWidth + 8;
  if (isRoomy(x - left)) marks.push(textMark("reference", [x - 5, top - 1], "end"));
  if (isRoomy(right - x)) marks.push(textMark("current", [x + 5, top - 1]));
  return marks;
}

function valueMarks(all: readonly SeriesPoint[], { toX, toY, domain, step }: Place): Mark[] {
  let line = "";
  let isDown = false;
  const clamp = (value: number) => toY(Math.min(domain.max, Math.max(domain.min, value)));
  const marks: Mark[] = [];
  all.forEach(({ value, low, high, isAlarm }, index) => {
    const x = toX(index);
    if (!isNumber(value)) {
      isDown = false;
      return;
    }
    if (isNumber(low) && isNumber(high)) {
      marks.push(lineMark("dr-interval", [x, clamp(low)], [x, clamp(high)]));
    }
    line += `${isDown ? "L" : "M"}${rounded(x)} ${rounded(clamp(value))}`;
    isDown = true;
    if (isAlarm) marks.push(alarmMark(x, clamp(value)));
    else if (step > 7) marks.push(dotMark(x, clamp(value)));
  });
  return [pathMark("dr-series", line), ...marks].filter((mark) => mark.attributes["d"] !== "");
}

function dotMark(x: number, y: number): Mark {
  return { tag: "circle", class: "dr-dot", attributes: { cx: rounded(x), cy: rounded(y), r: 2.2 } };
}

/** A diamond: an alarm has a shape of its own, not only a colour. */
function alarmMark(x: number, y: number): Mark {
  return pathMark("dr-alarm", `M${rounded(x)} ${rounded(y - 5.5)}l5.5 5.5l-5.5 5.5l-5.5 -5.5z`);
}

function changeMarks({ changes = [], referencePoints }: Series, place: Place): Mark[] {
  return changes.map(({ at, label }) => {
    const x = place.left + (referencePoints.length + at) * place.step;
    return { ...lineMark("dr-change", [x, top], [x, place.bottom]), title: label };
  });
}

/** As many labels as stand beside each other. */
function chunkLabels(all: readonly SeriesPoint[], { toX, right, bottom }: Place): Mark[] {
  const marks: Mark[] = [];
  let free = 0;
  all.forEach((point, index) => {
    const label = cut(point.label, 18);
    const half = (label.length * characterWidth) / 2;
    const at = Math.min(toX(index), right - half + 8);
    if (at - half < free) return;
    marks.push(textMark(label, [at, bottom + 16], "middle"));
    free = at + half + 12;
  });
  return marks;
}

function pointTitle(point: SeriesPoint, unit: Unit): string {
  const interval = intervalText(point, unit);
  const rows = point.rows > 0 ? `\n${formatCount(point.rows)} rows` : "";
  const alarm = point.isAlarm ? "\noutside of what is expected" : "";
  return `${point.label}: ${formatValue(point.value, unit)}${interval === "" ? "" : ` (${interval})`}${rows}${alarm}`;
}

export function intervalText(
  { low, high }: { readonly low: number | null; readonly high: number | null },
  unit: Unit,
): string {
  if (!isNumber(low) || !isNumber(high)) return "";
  return `${formatValue(low, unit)} to ${formatValue(high, unit)}`;
}

export function seriesTable({ referencePoints, points, unit }: Series): ChartTable {
  const row = (side: string) => (point: SeriesPoint) => [
    point.label,
    side,
    point.rows > 0 ? formatCount(point.rows) : "–",
    formatValue(point.value, unit),
    intervalText(point, unit) || "–",
    point.isAlarm ? "yes" : "no",
  ];
  return {
    head: ["Chunk", "Data", "Rows", "Value", "95 % interval", "Alarm"],
    rows: [...referencePoints.map(row("reference")), ...points.map(row("current"))],
  };
}

function describe({ label, unit, points, band }: Series): string {
  const known = points.filter(({ value }) => isNumber(value));
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return `${label}: no value yet.`;
  const alarms = points.filter(({ isAlarm }) => isAlarm).length;
  const range =
    band === null
      ? ""
      : `, expected ${formatValue(band.low, unit)} to ${formatValue(band.high, unit)}`;
  return (
    `${label} over ${points.length} chunks: from ${formatValue(first.value, unit)} to ` +
    `${formatValue(last.value, unit)}${range}; ${alarms} ${alarms === 1 ? "alarm" : "alarms"}.`
  );
}
