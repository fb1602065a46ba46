/**
 * Puts each id behind those it needs (Kahn's algorithm), else in the given order. What is on a
 * cycle comes last, in the given order.
 */
export function sortByNeed(
  ids: readonly string[],
  edges: readonly { readonly from: string; readonly to: string }[],
): readonly string[] {
  const waiting = new Map(ids.map((id) => [id, 0]));
  const feeds = new Map<string, string[]>(ids.map((id) => [id, []]));
  for (const { from, to } of edges) {
    const count = waiting.get(to);
    if (from === to || count === undefined || !feeds.has(from)) continue;
    waiting.set(to, count + 1);
    feeds.get(from)?.push(to);
  }
  const sorted: string[] = ids.filter((id) => waiting.get(id) === 0);
  for (const id of sorted) {
    waiting.delete(id);
    for (const to of feeds.get(id) ?? []) {
      const left = (waiting.get(to) ?? 0) - 1;
      if (waiting.has(to)) waiting.set(to, left);
      if (left === 0) sorted.push(to);
    }
  }
  return [...sorted, ...waiting.keys()];
}
