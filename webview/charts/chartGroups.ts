import { isRareMetric, metricRank } from "../../src/core/runs/metricNames.ts";

export interface ChartGroup {
  /** The common prefix; "" for metrics without one. */
  readonly name: string;
  readonly metrics: readonly string[];
}

/** More metrics than this without a common prefix come after the other groups. */
const fewMetrics = 40;
/** More than any metric's rank by its name. */
const rarityRank = 10;

/**
 * Metrics by the part of their name before the first `/`, where at least two share it; the others
 * are together. What tells most comes first: what the runs have in common before what few of them
 * logged; what the machine did (`system/…`) is last.
 * @param counts how many of the shown runs have a metric, by its name
 */
export function groupMetrics(counts: ReadonlyMap<string, number>, search: string): ChartGroup[] {
  const found = matching([...counts.keys()], search);
  const commonest = Math.max(0, ...found.filter(isLogged).map((name) => counts.get(name) ?? 0));
  const rankOf = (metric: string): number =>
    metricRank(metric) + (isRareMetric(counts.get(metric) ?? 0, commonest) ? rarityRank : 0);
  const byImportance = (a: string, b: string): number => rankOf(a) - rankOf(b) || byName(a, b);
  const sizes = new Map<string, number>();
  for (const metric of found) sizes.set(prefixOf(metric), (sizes.get(prefixOf(metric)) ?? 0) + 1);
  const groups = new Map<string, string[]>();
  for (const metric of found) {
    const prefix = prefixOf(metric);
    const name = (sizes.get(prefix) ?? 0) > 1 || prefix === "system" ? prefix : "";
    const members = groups.get(name) ?? [];
    members.push(metric);
    groups.set(name, members);
  }
  return [...groups]
    .map(([name, members]) => ({ name, metrics: members.sort(byImportance) }))
    .sort(
      (a, b) =>
        placeOf(a) - placeOf(b) ||
        rankOf(firstOf(a)) - rankOf(firstOf(b)) ||
        byName(a.name, b.name),
    );
}

function placeOf({ name, metrics }: ChartGroup): number {
  if (name === "system") return 2;
  return name === "" && metrics.length > fewMetrics ? 1 : 0;
}

function isLogged(metric: string): boolean {
  return prefixOf(metric) !== "system";
}

function firstOf({ metrics }: ChartGroup): string {
  return metrics[0] ?? "";
}

function prefixOf(metric: string): string {
  return metric.slice(0, Math.max(0, metric.indexOf("/")));
}

const collator = new Intl.Collator("en", { numeric: true });

function byName(a: string, b: string): number {
  return collator.compare(a, b);
}

/** Metrics that contain all words of the search, whatever the case. */
function matching(metrics: readonly string[], search: string): readonly string[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return metrics.filter((metric) => {
    const name = metric.toLowerCase();
    return words.every((word) => name.includes(word));
  });
}
