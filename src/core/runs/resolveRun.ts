import { AppError } from "../../base/errors.ts";
import type { Run } from "./run.ts";

type Named = Pick<Run, "id" | "name" | "startTime">;

/**
 * The run that a person means: an id, a name (the latest of that name), the beginning of an id
 * that only one run has, `@latest`, or `@latest~1` for the one before it.
 * Throws AppError `run-not-found` or `run-ambiguous`.
 */
export function resolveRun<R extends Named>(reference: string, runs: readonly R[]): R {
  const latest = /^@latest(?:~(\d{1,9}))?$/.exec(reference);
  if (latest !== null) return nthLatest(runs, Number(latest[1] ?? 0));
  const named = runs.filter((run) => run.name === reference);
  const found = runs.find((run) => run.id === reference) ?? newest(named);
  if (found !== undefined) return found;
  const starting = reference === "" ? [] : runs.filter((run) => run.id.startsWith(reference));
  const [first, second] = starting;
  if (first === undefined) throw notFound(reference, runs.length);
  if (second === undefined) return first;
  throw new AppError(
    "run-ambiguous",
    `${starting.length} runs have an id that starts with "${reference}", such as ${first.id} and ` +
      `${second.id}. Give more of the id.`,
  );
}

function nthLatest<R extends Named>(runs: readonly R[], back: number): R {
  const run = [...runs].sort(newestFirst)[back];
  if (run !== undefined) return run;
  const reference = back === 0 ? "@latest" : `@latest~${back}`;
  throw notFound(reference, runs.length);
}

function newest<R extends Named>(runs: readonly R[]): R | undefined {
  return [...runs].sort(newestFirst)[0];
}

function newestFirst(a: Named, b: Named): number {
  return (b.startTime ?? 0) - (a.startTime ?? 0) || (a.id < b.id ? 1 : -1);
}

function notFound(reference: string, count: number): AppError {
  const advice =
    count === 0
      ? "The project has no runs yet: start one with `sextant run -- <command>`."
      : "Run `sextant runs` to see the ids and names of runs.";
  return new AppError("run-not-found", `There is no run "${reference}". ${advice}`);
}
