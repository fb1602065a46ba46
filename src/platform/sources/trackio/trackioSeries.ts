import { RunChannel } from "../../../core/formats/runChannel.ts";
import { inStepOrder } from "../../../core/formats/points/restarts.ts";
import type { Series } from "../../../core/runs/run.ts";
import { forEachMetric, type TrackioRow } from "./trackioRuns.ts";

/** Collects the points of some metrics of one run out of its rows, given in the order of writing. */
export class TrackioSeries {
  readonly #channel: RunChannel;
  #systemCount = 0;

  constructor(metrics: readonly string[]) {
    const wanted = new Set(metrics);
    this.#channel = new RunChannel({ wantsPoints: (metric) => wanted.has(metric) });
  }

  add(row: TrackioRow): void {
    const step = row.isSystem ? this.#systemCount++ : (row.step ?? 0);
    forEachMetric(row, (metric, value) => this.#channel.series(metric).push(step, row.time, value));
  }

  /** A resumed run goes on with its steps, and one step may have several points: all are kept. */
  take(isRaw: boolean): ReadonlyMap<string, Series> {
    return new Map(
      Array.from(this.#channel.points, ([metric, points]): [string, Series] => {
        const series = points.take();
        return [metric, isRaw ? series : inStepOrder(series)];
      }),
    );
  }
}
