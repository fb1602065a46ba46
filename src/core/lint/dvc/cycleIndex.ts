import { findKnots, knotThrough, type Knot, type Neighbours } from "./stageCycles.ts";

const maxSearched = 200;

/**
 * The knots of a graph that changes. A cycle that comes or goes always passes a stage whose
 * dependencies or outputs changed, so that only those are looked at anew.
 */
export class CycleIndex {
  readonly #upstream: Neighbours;
  readonly #downstream: Neighbours;
  readonly #knotOf = new Map<string, Knot>();

  constructor(upstream: Neighbours, downstream: Neighbours) {
    this.#upstream = upstream;
    this.#downstream = downstream;
  }

  fill(ids: ReadonlySet<string>): void {
    this.#knotOf.clear();
    for (const knot of findKnots(ids, this.#upstream)) this.#add(knot);
  }

  knotOf(id: string): Knot | undefined {
    return this.#knotOf.get(id);
  }

  get knots(): ReadonlySet<Knot> {
    return new Set(this.#knotOf.values());
  }

  /** The ids of all whose knot is another than before; `stages` are those there are now, by id. */
  update(changed: ReadonlySet<string>, stages: ReadonlyMap<string, unknown>): ReadonlySet<string> {
    const before = new Map(this.#knotOf);
    if (changed.size > maxSearched) {
      this.fill(new Set(stages.keys()));
    } else {
      for (const knot of new Set([...changed].flatMap((id) => this.#knotOf.get(id) ?? []))) {
        for (const id of knot) this.#knotOf.delete(id);
        const left = new Set([...knot].filter((id) => stages.has(id)));
        for (const part of findKnots(left, this.#upstream)) this.#add(part);
      }
      for (const id of changed) {
        if (!stages.has(id)) continue;
        const knot = knotThrough(id, this.#upstream, this.#downstream);
        if (knot !== undefined) this.#add(knot);
      }
    }
    return difference(before, this.#knotOf);
  }

  #add(knot: Knot): void {
    for (const id of knot) this.#knotOf.set(id, knot);
  }
}

function difference(
  before: ReadonlyMap<string, Knot>,
  now: ReadonlyMap<string, Knot>,
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [id, knot] of before) if (!isSame(knot, now.get(id))) found.add(id);
  for (const [id, knot] of now) if (!isSame(knot, before.get(id))) found.add(id);
  return found;
}

function isSame(one: Knot, other: Knot | undefined): boolean {
  if (one === other) return true;
  return other?.size === one.size && [...one].every((id) => other.has(id));
}
