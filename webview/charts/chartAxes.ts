import uPlot from "uplot";
import { formatDuration, formatTicks } from "../../src/core/charts/format.ts";
import { linearTicks, logTicks } from "../../src/core/charts/ticks.ts";
import type { ChartModel } from "./chartModel.ts";
import { chartTheme } from "./chartTheme.ts";

/** Px between ticks, at least. */
const xGap = 70;
const yGap = 48;

export function axesOf(model: ChartModel): uPlot.Axis[] {
  return [xAxis(model), yAxis(model)];
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

function xAxis({ xAxis: kind, isLogX }: ChartModel): uPlot.Axis {
  const style = { ...axisStyle(), size: 26, grid: { show: false } };
  if (kind === "time") return { ...style, space: xGap };
  const values =
    kind === "relative"
      ? (_: uPlot, splits: number[]) => splits.map(shortDuration)
      : (_: uPlot, splits: number[]) => formatTicks(splits);
  return { ...style, splits: splitsFor(isLogX, xGap), values };
}

function yAxis({ isLogY }: ChartModel): uPlot.Axis {
  return {
    ...axisStyle(),
    // uPlot asks for the size before it has any labels.
    size: (_, values: readonly string[] | null) =>
      16 + 6.4 * Math.max(1, ...(values ?? []).map((value) => value.length)),
    splits: splitsFor(isLogY, yGap),
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

/** `2 min` without the seconds that are none. */
function shortDuration(seconds: number): string {
  if (seconds === 0) return "0";
  return formatDuration(seconds * 1000).replace(/ 00[ms]$|\.0(?= s)/, "");
}
