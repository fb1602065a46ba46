import { AppError } from "../../base/errors.ts";
import { resolveRun } from "../runs/resolveRun.ts";
import type { Run } from "../runs/run.ts";

/** What is asked of runs to find one. */
export type KnownRun = Pick<
  Run,
  "id" | "name" | "startTime" | "status" | "entryPoint" | "git" | "metrics"
>;

/**
 * The run that a monitor means: `latest` is the newest that finished, `latest:train` the newest of
 * an entry point that finished, anything else an id, a name or the beginning of an id.
 * Throws AppError `run-not-found` or `run-ambiguous`.
 */
export function chooseRun<R extends KnownRun>(reference: string, runs: readonly R[]): R {
  const latest = /^latest(?::(.*))?$/s.exec(reference);
  if (latest === null) return resolveRun(reference, runs);
  const entryPoint = latest[1];
  const found = newestFinished(runs, entryPoint);
  if (found) return found;
  const what = entryPoint === undefined ? "No run" : `No run of \`${entryPoint}\``;
  throw new AppError(
    "run-not-found",
    `${what} has finished yet, so there is no data that it was trained on. Launch one first.`,
  );
}

/** The last values of the newest finished run's metrics; of an entry point's runs where it has some. */
export function newestMetrics(
  runs: readonly KnownRun[],
  entryPoint: string | null,
): Readonly<Record<string, number>> {
  const ofEntryPoint = entryPoint === null ? undefined : newestFinished(runs, entryPoint);
  const run = ofEntryPoint ?? newestFinished(runs, undefined);
  const entries = Object.entries(run?.metrics ?? {}).map(
    ([name, { last }]) => [name, last] as const,
  );
  return Object.fromEntries(entries.filter(([, value]) => Number.isFinite(value)));
}

function newestFinished<R extends KnownRun>(
  runs: readonly R[],
  entryPoint: string | undefined,
): R | undefined {
  return runs
    .filter((run) => run.status === "finished")
    .filter((run) => entryPoint === undefined || run.entryPoint === entryPoint)
    .toSorted((one, other) => (other.startTime ?? 0) - (one.startTime ?? 0))[0];
}
