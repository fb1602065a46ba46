/**
 * Names that may have been meant by a mistyped one, for "did you mean": the closest first. Letter
 * case, `-` and `_` count for little.
 */
export function findSimilar(name: string, candidates: Iterable<string>): readonly string[] {
  if (name.length < 2 || name.length > maxLength) return [];
  const plain = simplify(name);
  const allowed = Math.max(1, Math.floor(plain.length / 3));
  const found: { readonly candidate: string; readonly distance: number }[] = [];
  let count = 0;
  for (const candidate of candidates) {
    if (++count > maxCandidates) break;
    if (candidate === name || Math.abs(candidate.length - name.length) > allowed + 2) continue;
    const distance = editDistance(plain, simplify(candidate), allowed);
    if (distance <= allowed) found.push({ candidate, distance });
  }
  found.sort(
    (one, other) => one.distance - other.distance || (one.candidate < other.candidate ? -1 : 1),
  );
  return found.slice(0, maxFound).map(({ candidate }) => candidate);
}

/** The end of a message: `; did you mean \`deps\`?` without the question mark; empty for none. */
export function didYouMean(names: readonly string[]): string {
  const [first, second] = names;
  if (first === undefined) return "";
  return second === undefined
    ? `; did you mean \`${first}\``
    : `; did you mean \`${first}\` or \`${second}\``;
}

const maxLength = 200;
const maxCandidates = 20_000;
const maxFound = 3;

function simplify(name: string): string {
  return name.toLowerCase().replaceAll("-", "_");
}

/**
 * Insertions, deletions, replacements and swaps of neighbours that turn one text into the other
 * (optimal string alignment; Damerau 1964); something larger than `limit` when there are more.
 */
export function editDistance(one: string, other: string, limit: number): number {
  const width = other.length + 1;
  if (Math.abs(one.length - other.length) > limit) return limit + 1;
  // Three rows, used in turn: names are compared with thousands of others.
  let older = new Uint32Array(width);
  let previous = new Uint32Array(width).map((_, index) => index);
  let current = new Uint32Array(width);
  for (let row = 1; row <= one.length; row++) {
    current[0] = row;
    let least = row;
    for (let column = 1; column < width; column++) {
      const isSame = one.charCodeAt(row - 1) === other.charCodeAt(column - 1);
      let cost = Math.min(
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + (isSame ? 0 : 1),
      );
      if (isSwap(one, other, row, column)) cost = Math.min(cost, at(older, column - 2) + 1);
      current[column] = cost;
      if (cost < least) least = cost;
    }
    if (least > limit) return limit + 1;
    [older, previous, current] = [previous, current, older];
  }
  return at(previous, other.length);
}

function isSwap(one: string, other: string, row: number, column: number): boolean {
  return (
    row > 1 &&
    column > 1 &&
    one.charCodeAt(row - 1) === other.charCodeAt(column - 2) &&
    one.charCodeAt(row - 2) === other.charCodeAt(column - 1)
  );
}

function at(values: Uint32Array, index: number): number {
  return values[index] ?? 0;
}
