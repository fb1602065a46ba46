import type { DetectorId } from "../../../src/core/drift/streams/detector.ts";
import { createDetector, detectChanges } from "../../../src/core/drift/streams/detectors.ts";
import { seededRandom } from "../../../src/base/seededRandom.ts";
import { median } from "../report.ts";

/** Errors of a model, row by row: 0 or 1, with a rate that changes in the middle. */
export const streamRows = 10_000;
export const changeAt = 5000;
export const rateBefore = 0.1;
/** The rates afterwards; the first is no change. */
export const ratesAfter: readonly number[] = [0.1, 0.15, 0.2, 0.3];

export const measuredDetectors: readonly DetectorId[] = [
  "adwin",
  "e-cusum",
  "page-hinkley",
  "hddm-a",
  "ddm",
  "eddm",
];

export function drawStreams(runs: number, after: number, seed: number): Uint8Array[] {
  const random = seededRandom(seed + Math.round(after * 1000));
  return Array.from({ length: runs }, () =>
    Uint8Array.from({ length: streamRows }, (_, i) =>
      Number(random() < (i < changeAt ? rateBefore : after)),
    ),
  );
}

/** What a detector does on streams of one rate afterwards. */
export interface StreamQuality {
  /** Alarms in 10,000 rows before, or without, a change. */
  readonly falseAlarms: number;
  /** Rows until the first alarm; null where no stream had one. */
  readonly delay: number | null;
  readonly missed: number;
}

/** From the positions of the alarms in each stream. */
export function summarize(
  alarms: readonly (readonly number[])[],
  hasChange: boolean,
): StreamQuality {
  const clean = hasChange ? changeAt : streamRows;
  const early = alarms.map((positions) => positions.filter((at) => at < clean).length);
  const found = alarms.flatMap((positions) => positions.find((at) => at >= changeAt) ?? []);
  const total = early.reduce((sum, count) => sum + count, 0);
  return {
    falseAlarms: (total / alarms.length) * (10_000 / clean),
    delay: hasChange && found.length > 0 ? median(found.map((at) => at - changeAt)) : null,
    missed: hasChange ? 1 - found.length / alarms.length : 0,
  };
}

/** Positions of the alarms of a detector with its defaults. */
export function ourAlarms(id: DetectorId, streams: readonly Uint8Array[]): number[][] {
  return streams.map((stream) => {
    const detector = createDetector(id);
    return detectChanges(stream, detector)
      .filter(({ state }) => state === "drift")
      .map(({ index }) => index);
  });
}
