/** The ids of the stages that a stage needs directly. */
export type Neighbours = (id: string) => Iterable<string>;

/** Stages that need each other: each can be reached from each. */
export type Knot = ReadonlySet<string>;

/**
 * The knots among some stages, with the edges between those stages only: strongly connected
 * components with more than one stage, or one that needs itself (Tarjan 1972, without recursion).
 */
export function findKnots(ids: ReadonlySet<string>, upstream: Neighbours): readonly Knot[] {
  const search: Search = { ids, upstream, order: new Map(), low: new Map(), stack: [], knots: [] };
  const onStack = new Set<string>();
  for (const id of ids) if (!search.order.has(id)) searchFrom(id, search, onStack);
  return search.knots;
}

interface Search {
  readonly ids: ReadonlySet<string>;
  readonly upstream: Neighbours;
  readonly order: Map<string, number>;
  readonly low: Map<string, number>;
  readonly stack: string[];
  readonly knots: Knot[];
}

interface Step {
  readonly id: string;
  readonly rest: Iterator<string>;
  needsItself: boolean;
}

function searchFrom(start: string, search: Search, onStack: Set<string>): void {
  const steps = [enter(start, search, onStack)];
  for (let step = steps.at(-1); step !== undefined; step = steps.at(-1)) {
    const next = step.rest.next();
    if (next.done === true) {
      steps.pop();
      leave(step, search, onStack);
      const outer = steps.at(-1);
      if (outer !== undefined) lower(outer.id, search.low.get(step.id), search);
      continue;
    }
    const id = next.value;
    if (id === step.id) step.needsItself = true;
    if (!search.ids.has(id)) continue;
    if (!search.order.has(id)) steps.push(enter(id, search, onStack));
    else if (onStack.has(id)) lower(step.id, search.order.get(id), search);
  }
}

function enter(id: string, search: Search, onStack: Set<string>): Step {
  const place = search.order.size;
  search.order.set(id, place);
  search.low.set(id, place);
  search.stack.push(id);
  onStack.add(id);
  return { id, rest: search.upstream(id)[Symbol.iterator](), needsItself: false };
}

function lower(id: string, place: number | undefined, { low }: Search): void {
  low.set(id, Math.min(low.get(id) ?? 0, place ?? 0));
}

function leave({ id, needsItself }: Step, search: Search, onStack: Set<string>): void {
  if (search.low.get(id) !== search.order.get(id)) return;
  const knot = new Set<string>();
  for (let popped = search.stack.pop(); popped !== undefined; popped = search.stack.pop()) {
    knot.add(popped);
    onStack.delete(popped);
    if (popped === id) break;
  }
  if (knot.size > 1 || needsItself) search.knots.push(knot);
}

/**
 * The knot that a stage is part of. Looks upstream and downstream in turns and stops as soon as one
 * side ends, so that a stage near an end of a long pipeline costs little.
 */
export function knotThrough(
  id: string,
  upstream: Neighbours,
  downstream: Neighbours,
): Knot | undefined {
  const above = new Reach(id, upstream);
  const below = new Reach(id, downstream);
  while (!above.isDone && !below.isDone) {
    above.grow();
    below.grow();
  }
  const whole = above.isDone ? above : below;
  // Of those on the side that is known, the ones that lie on the other side too.
  const other = above.isDone ? downstream : upstream;
  const knot = new Reach(id, (at) => [...other(at)].filter((it) => whole.has(it)));
  while (!knot.isDone) knot.grow();
  return knot.found.size > 1 || whole.meetsStart ? knot.found : undefined;
}

class Reach {
  readonly found: Set<string>;
  /** Some edge leads back to the start. */
  meetsStart = false;
  #edge: readonly string[];
  readonly #start: string;
  readonly #next: Neighbours;

  constructor(start: string, next: Neighbours) {
    this.found = new Set([start]);
    this.#start = start;
    this.#edge = [start];
    this.#next = next;
  }

  get isDone(): boolean {
    return this.#edge.length === 0;
  }

  has(id: string): boolean {
    return this.found.has(id);
  }

  grow(): void {
    const edge: string[] = [];
    for (const id of this.#edge) {
      for (const next of this.#next(id)) {
        if (next === this.#start) this.meetsStart = true;
        if (this.found.has(next)) continue;
        this.found.add(next);
        edge.push(next);
      }
    }
    this.#edge = edge;
  }
}

/** The shortest way from a stage over others of its knot back to itself; ends in the stage again. */
export function shortestCycle(id: string, knot: Knot, upstream: Neighbours): readonly string[] {
  const cameFrom = new Map<string, string>();
  const open = [id];
  for (const at of open) {
    for (const next of upstream(at)) {
      if (next === id) return wayTo(at, cameFrom, id);
      if (!knot.has(next) || cameFrom.has(next)) continue;
      cameFrom.set(next, at);
      open.push(next);
    }
  }
  return [];
}

function wayTo(last: string, cameFrom: ReadonlyMap<string, string>, start: string): string[] {
  const way = [start];
  for (let at: string | undefined = last; at !== undefined && at !== start; at = cameFrom.get(at)) {
    way.push(at);
  }
  return [...way, start].reverse();
}
