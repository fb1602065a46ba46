import { computeFigures, summarise } from "../figures/computeFigures.ts";
import { healthFigures } from "./healthMeasures.ts";
import type { HealthReport } from "./healthReport.ts";
import { splitByTime, type MeasuredSide } from "../figures/measures.ts";

export interface HealthInput {
  readonly source: string;
  readonly reference: MeasuredSide | null;
  readonly current: MeasuredSide;
  /** Whether a row is a request, so that rows a second are the throughput. */
  readonly hasRequests: boolean;
  readonly history: readonly Readonly<Record<string, number>>[];
  readonly problems: readonly string[];
}

/**
 * The report of measures. One data set without a reference is compared with its own past: the last
 * quarter of its time with what came before.
 */
export function composeHealth(input: HealthInput): HealthReport {
  const split = input.reference === null ? splitByTime(input.current) : null;
  const reference = split?.reference ?? input.reference;
  const current = split?.current ?? input.current;
  const figures = computeFigures({
    specs: healthFigures(current, input.hasRequests),
    reference,
    current,
    history: input.history,
    prefix: "health.",
  });
  const { verdict, reason } = summarise(
    figures,
    "Nothing was found that tells of latency, errors, throughput or resources.",
  );
  return {
    source: input.source,
    rows: Math.round(current.all.rows),
    figures,
    verdict,
    reason: split === null ? reason : `${reason} ${splitNote(current)}`,
    problems: input.problems,
  };
}

/** What a split says of itself. */
export function splitNote(current: MeasuredSide): string {
  const since = current.chunks[0]?.label ?? "";
  return `Without a reference, what came since ${since} was compared with what came before.`;
}
