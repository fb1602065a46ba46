import { formatTicks } from "../../src/core/charts/format.ts";
import { fractionOf, linearTicks, logTicks, type Domain } from "../../src/core/charts/ticks.ts";
import type { SeriesMessage } from "../../src/protocol/runsPanel.ts";
import { shownDomain, yDomain, type ChartLine, type ChartModel } from "./chartModel.ts";
import { lineColor, type ChartTheme } from "./chartTheme.ts";
import { dashOf, widthOf } from "./drawLines.ts";

const size = { width: 800, height: 480 };
const legendRowHeight = 18;

/** One run's points for a table. */
export interface NamedSeries {
  readonly name: string;
  readonly series: SeriesMessage;
}

/**
 * The points of runs as a table: run, step, time in ISO 8601, value; and where restarts are shown
 * how many of them came before, so that parts with the same steps can be told apart.
 */
export function toCsv(metric: string, runs: readonly NamedSeries[], hasRestarts: boolean): string {
  const rows = runs.flatMap(({ series, name }) =>
    Array.from(series.steps, (step, index) => {
      const time = series.times[index] ?? NaN;
      const isoTime = Number.isFinite(time) ? new Date(time).toISOString() : "";
      const value = series.values[index] ?? NaN;
      const restarts = hasRestarts ? [series.segment] : [];
      return [series.runId, name, metric, step, isoTime, value, ...restarts].map(field);
    }),
  );
  const head = ["run", "name", "metric", "step", "time", "value"];
  return [hasRestarts ? [...head, "restarts"] : head, ...rows]
    .map((row) => row.join(","))
    .join("\r\n");
}

/** Quoted where the form asks for it; a text that a spreadsheet would run as a formula is not. */
function field(value: string | number): string {
  if (typeof value === "number") return String(value);
  const text = /^[=+@\t\r-]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The chart as a picture that needs nothing else, in the colours of the theme. */
export function toSvg(model: ChartModel, theme: ChartTheme): string {
  const legendHeight = model.lines.length * legendRowHeight + 8;
  const height = size.height + legendHeight;
  const area = { left: 70, top: 40, right: size.width - 20, bottom: size.height - 40 };
  const x = shownDomain(model);
  const y = yDomain(model, x);
  const toX = (value: number) =>
    area.left + fractionOf(value, x, model.isLogX) * (area.right - area.left);
  const toY = (value: number) =>
    area.bottom - fractionOf(value, y, model.isLogY) * (area.bottom - area.top);
  const frame = [
    ...ticksOf(y, model.isLogY, 7).map(([tick, label]) => {
      const at = round(toY(tick));
      return (
        `<line x1="${area.left}" x2="${area.right}" y1="${at}" y2="${at}" stroke="${escape(theme.grid)}"/>` +
        `<text x="${area.left - 8}" y="${at + 4}" text-anchor="end">${escape(label)}</text>`
      );
    }),
    ...ticksOf(x, model.isLogX, 8).map(
      ([tick, label]) =>
        `<text x="${round(toX(tick))}" y="${area.bottom + 20}" text-anchor="middle">${escape(label)}</text>`,
    ),
  ];
  const curves = model.lines.map((line) => polyline(line, { toX, toY }, theme));
  const legend = model.lines.map((line, index) => legendRow(line, index, theme));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${height}" viewBox="0 0 ${size.width} ${height}" font-family="sans-serif" font-size="12" fill="${escape(theme.text)}">`,
    `<rect width="100%" height="100%" fill="${escape(theme.background)}"/>`,
    `<text x="${area.left}" y="24" font-size="14" font-weight="600">${escape(model.metric)}</text>`,
    `<clipPath id="plot"><rect x="${area.left}" y="${area.top}" width="${area.right - area.left}" height="${area.bottom - area.top}"/></clipPath>`,
    ...frame,
    '<g clip-path="url(#plot)">',
    ...curves,
    "</g>",
    ...legend,
    "</svg>",
  ].join("\n");
}

function ticksOf(domain: Domain, isLog: boolean, count: number): [number, string][] {
  const ticks = isLog ? logTicks(domain, count) : linearTicks(domain, count);
  const labels = formatTicks(ticks);
  return ticks.map((tick, index) => [tick, labels[index] ?? ""]);
}

interface Projection {
  readonly toX: (value: number) => number;
  readonly toY: (value: number) => number;
}

function polyline(line: ChartLine, { toX, toY }: Projection, theme: ChartTheme): string {
  let path = "";
  let isDown = false;
  line.xs.forEach((value, index) => {
    const [x, y] = [toX(value), toY(line.ys[index] ?? NaN)];
    if (Number.isFinite(x) && Number.isFinite(y)) {
      path += `${isDown ? "L" : "M"}${round(x)} ${round(y)}`;
      isDown = true;
    } else isDown = false;
  });
  return `<path d="${path}" fill="none" ${strokeOf(line, theme)} stroke-linejoin="round"/>`;
}

function legendRow(line: ChartLine, index: number, theme: ChartTheme): string {
  const y = size.height + index * legendRowHeight;
  return (
    `<path d="M70 ${y}h22" ${strokeOf(line, theme)}/>` +
    `<text x="100" y="${y + 4}">${escape(line.name)}</text>`
  );
}

function strokeOf(line: ChartLine, theme: ChartTheme): string {
  const dash = dashOf(line).join(" ");
  const dashes = dash === "" ? "" : ` stroke-dasharray="${dash}"`;
  const width = 1.5 * widthOf(line);
  return `stroke="${escape(lineColor(theme, line.slot))}" stroke-width="${width}"${dashes}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** The drawn chart with its title and its lines' names, as a PNG in base64. */
export function toPng(drawn: HTMLCanvasElement, model: ChartModel, theme: ChartTheme): string {
  const ratio = devicePixelRatio;
  const canvas = document.createElement("canvas");
  const titleHeight = 32;
  canvas.width = drawn.width;
  canvas.height = drawn.height + (titleHeight + model.lines.length * legendRowHeight + 12) * ratio;
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("The browser gave no canvas to draw on.");
  context.fillStyle = theme.background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(drawn, 0, titleHeight * ratio);
  context.scale(ratio, ratio);
  context.fillStyle = theme.text;
  context.font = theme.font.replace("11px", "600 13px");
  context.fillText(model.metric, 16, 22);
  context.font = theme.font;
  model.lines.forEach((line, index) => {
    const { name, slot } = line;
    const y = titleHeight + drawn.height / ratio + 12 + index * legendRowHeight;
    context.strokeStyle = lineColor(theme, slot);
    context.setLineDash([...dashOf(line)]);
    context.beginPath();
    context.moveTo(16, y);
    context.lineTo(38, y);
    context.stroke();
    context.fillText(name, 46, y + 4);
  });
  return canvas.toDataURL("image/png").replace(/^data:image\/png;base64,/, "");
}
