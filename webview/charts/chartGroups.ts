export interface ChartGroup {
  /** The common prefix; "" for metrics without one. */
  readonly name: string;
  readonly metrics: readonly string[];
}

/**
 * Metrics by the part of their name before the first `/` (`train/loss`) or, where several share
 * it, before the first `_` or `.`; what the machine did (`system/…`) comes last.
 */
export function groupMetrics(metrics: readonly string[], search: string): ChartGroup[] {
  const groups = new Map<string, string[]>();
  for (const metric of matching(metrics, search)) {
    const slash = metric.indexOf("/");
    const name = slash > 0 ? metric.slice(0, slash) : "";
    groups.set(name, [...(groups.get(name) ?? []), metric]);
  }
  const rank = (name: string) => (name === "" ? 0 : name === "system" ? 2 : 1);
  return [...groups]
    .map(([name, members]) => ({ name, metrics: members.sort(byName) }))
    .sort((a, b) => rank(a.name) - rank(b.name) || byName(a.name, b.name));
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
