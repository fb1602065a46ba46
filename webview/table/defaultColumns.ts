import { isRareMetric, metricRank } from "../../src/core/runs/metricNames.ts";
import type { Column, ColumnId } from "../../src/core/runs/view.ts";

/** A column with what the table makes of it unless the user says otherwise. */
export interface TableColumn extends Column {
  /** The lower, the further left. */
  readonly rank: number;
  readonly isShownByDefault: boolean;
}

/** Attributes in their usual order. */
export const attributeLabels: Readonly<Record<string, string>> = {
  name: "Run",
  status: "Status",
  source: "Source",
  startTime: "Started",
  duration: "Duration",
  experiment: "Experiment",
  commit: "Commit",
  branch: "Branch",
  dirty: "Uncommitted",
  note: "Note",
  path: "Path",
  id: "Id",
  endTime: "Ended",
  updated: "Last write",
  exitCode: "Exit code",
  host: "Host",
  user: "User",
  entryPoint: "Entry point",
};

const attributeOrder = Object.keys(attributeLabels);
const shownAttributes = new Set(["name", "status", "startTime", "duration"]);
/** So many metrics stand before the parameters, the others behind them. */
const leadingMetrics = 8;
/** Of metrics that tell of the machine. */
const machineRank = 4;
const ranks = { attribute: 0, leading: 100, param: 200, metric: 300, rest: 400, tag: 500 };

/**
 * The most telling first: what a run is, the metrics that matter most, the parameters that differ
 * between runs, all other metrics. What is the same in all runs, the machine's own metrics and tags
 * are there to be chosen.
 */
export function withDefaults(
  columns: readonly Column[],
  uniform: ReadonlySet<ColumnId>,
): TableColumn[] {
  const ranked = rankMetrics(columns.filter(({ kind }) => kind === "metric"));
  const leading = new Map(ranked.slice(0, leadingMetrics).map(({ id }, index) => [id, index]));
  const order = new Map(ranked.map(({ id }, index) => [id, index / ranked.length]));
  const hasOutside = columns.some(({ id, count }) => id === "path" && count > 0);
  return columns.map((column) => {
    const isShownByDefault = isTelling(column, uniform, hasOutside);
    const lead = leading.get(column.id);
    if (column.kind === "metric" && lead !== undefined && isShownByDefault) {
      return { ...column, isShownByDefault, rank: ranks.leading + lead };
    }
    return {
      ...column,
      isShownByDefault,
      rank: usualRank(column, isShownByDefault) + (order.get(column.id) ?? 0),
    };
  });
}

/** What the runs have in common before what only few of them logged. */
function rankMetrics(metrics: readonly Column[]): Column[] {
  const logged = metrics.filter(({ label }) => metricRank(label) < machineRank);
  const commonest = logged.reduce((most, { count }) => Math.max(most, count), 0);
  const placeOf = ({ label, count }: Column): number => {
    const rank = metricRank(label);
    return rank < machineRank && isRareMetric(count, commonest) ? rank + machineRank : rank;
  };
  const places = new Map(metrics.map((metric) => [metric.id, placeOf(metric)]));
  return metrics.toSorted((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0));
}

function isTelling(column: Column, uniform: ReadonlySet<ColumnId>, hasOutside: boolean): boolean {
  const isMixed = column.count > 1 && !uniform.has(column.id);
  switch (column.kind) {
    case "attribute":
      if (column.id === "source") return isMixed;
      // Runs of other tools are called `version_0` or `train`: the folder says more.
      if (column.id === "experiment") return isMixed && hasOutside;
      return shownAttributes.has(column.id);
    case "metric":
      return metricRank(column.label) < machineRank;
    case "param":
      return !uniform.has(column.id);
    case "tag":
      return false;
  }
}

function usualRank({ id, kind }: Column, isShown: boolean): number {
  if (kind === "attribute") {
    return (isShown ? ranks.attribute : ranks.rest) + attributeOrder.indexOf(id);
  }
  if (kind === "tag") return ranks.tag;
  if (!isShown) return ranks.rest + 50;
  return kind === "param" ? ranks.param : ranks.metric;
}
