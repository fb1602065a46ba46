import type { MetricSummary, Series } from "../../runs/run.ts";
import { joinSummaries, summarize } from "../../runs/series.ts";
import { inStepOrder, withoutRestarts } from "./restarts.ts";

/**
 * The roll-up of a metric whose points are read piece by piece and not kept.
 */
export class MetricRollup {
  readonly #hasRestarts: boolean;
  #summary: MetricSummary | undefined;
  #firstStep = NaN;
  #greatestStep = NaN;

  constructor(hasRestarts: boolean) {
    this.#hasRestarts = hasRestarts;
  }

  /** Undefined before the first point. */
  get summary(): MetricSummary | undefined {
    return this.#summary;
  }

  /**
   * Takes further points, in the order they were written. False when they throw away some of those
   * taken before, but not all: then the roll-up is of all of them, and only reading the series
   * again from its start gives the right one.
   */
  add(points: Series): boolean {
    if (points.steps.length === 0) return true;
    return this.#hasRestarts ? this.#addRestarting(points) : this.#addAll(points);
  }

  #addAll(points: Series): boolean {
    const added = summarize(inStepOrder(points));
    const known = this.#summary;
    if (known === undefined) this.#summary = added;
    else
      this.#summary = isLater(added, known)
        ? joinSummaries(known, added)
        : joinSummaries(added, known);
    return true;
  }

  #addRestarting(points: Series): boolean {
    const kept = withoutRestarts(points);
    const added = summarize(kept);
    const known = this.#summary;
    // Steps grow, so that the first one kept is the least of all.
    const leastStep = kept.steps[0] ?? NaN;
    const greatestStep = kept.steps.at(-1) ?? NaN;
    const isAfter = leastStep > this.#greatestStep;
    if (known === undefined || leastStep <= this.#firstStep) {
      this.#summary = added;
      this.#firstStep = leastStep;
    } else {
      this.#summary = joinSummaries(known, added);
    }
    const isWhole = known === undefined || isAfter || leastStep <= this.#firstStep;
    this.#greatestStep = greatestStep;
    return isWhole;
  }
}

function isLater(a: MetricSummary, b: MetricSummary): boolean {
  return a.lastStep > b.lastStep || (a.lastStep === b.lastStep && a.lastTime >= b.lastTime);
}
