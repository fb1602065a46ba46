import { maskArgv, maskParameters, maskValue } from "../../launch/secrets.ts";
import { isEnded, type Run, type Series } from "../../runs/run.ts";
import type { JournalEntry } from "./entries.ts";

/*
 * A run that another tool wrote, as entries of a journal of our own.
 */

/** Where an imported run came from: `optuna study.db sweep/12`. */
const importedFromTag = "sextant.importedFrom";

/** Names in one entry: a line of a journal is held in memory whole. */
const namesPerEntry = 500;

/**
 * What begins the journal. A run without a start gets its last sign of life as one, which a journal
 * cannot do without. Its code is taken over only where it was recorded.
 */
export function importedRunEntries(run: Run, id: string, nowMs: number): readonly JournalEntry[] {
  const { name, experiment, command, entryPoint, host, user, note, git } = run;
  const tags = { ...maskParameters(run.tags), [importedFromTag]: maskValue("", originOf(run)) };
  return [
    {
      ...{ type: "run", v: 1, id, name, experiment, time: startOf(run, nowMs) },
      ...(command !== null && { command: { argv: [...maskArgv(command.argv)], cwd: command.cwd } }),
      ...(entryPoint !== null && { entryPoint }),
      ...(host !== null && { host }),
      ...(user !== null && { user }),
    },
    ...(git === null || git.isGuess === true ? [] : [{ type: "git", git } as const]),
    ...split(maskParameters(run.params)).map((params) => ({ type: "params", params }) as const),
    ...split(tags).map((part) => ({ type: "tags", tags: part }) as const),
    ...(note === "" ? [] : [{ type: "note", note } as const]),
    ...run.datasets.map(({ tags: datasetTags, ...dataset }) => ({
      ...{ type: "dataset" as const, ...dataset, tags: maskParameters(datasetTags) },
      source: maskValue("", dataset.source),
    })),
  ];
}

/** How it ended, the last line. The copy of a run that goes on does not: nobody writes it further. */
export function importedStatusEntry(run: Run, nowMs: number): JournalEntry {
  return {
    type: "status",
    status: isEnded(run.status) ? run.status : "unknown",
    time: run.endTime ?? run.updatedAt ?? startOf(run, nowMs),
    exitCode: run.exitCode,
    signal: run.signal,
  };
}

/**
 * The points as rows: metrics with the same steps and times share theirs. Rows of points that have
 * no time come first, where they get the run's start.
 */
export function* importedPoints(
  series: ReadonlyMap<string, Series>,
): Iterable<Extract<JournalEntry, { type: "metrics" }>> {
  const groups: { readonly names: string[]; readonly columns: Series[] }[] = [];
  for (const [name, columns] of series) {
    const group = groups.find(({ columns: [first] }) => first && areTogether(first, columns));
    if (group === undefined) groups.push({ names: [name], columns: [columns] });
    else {
      group.names.push(name);
      group.columns.push(columns);
    }
  }
  groups.sort((a, b) => Number(hasTimes(a.columns[0])) - Number(hasTimes(b.columns[0])));
  for (const { names, columns } of groups) yield* rowsOf(names, columns);
}

function* rowsOf(
  names: readonly string[],
  columns: readonly Series[],
): Iterable<Extract<JournalEntry, { type: "metrics" }>> {
  const [first] = columns;
  if (first === undefined) return;
  for (let index = 0; index < first.steps.length; index++) {
    const step = first.steps[index] ?? NaN;
    const time = first.times[index] ?? NaN;
    const values = names.map((name, column): [string, number] => [
      name,
      columns[column]?.values[index] ?? NaN,
    ]);
    yield {
      type: "metrics",
      ...(Number.isFinite(step) && { step }),
      ...(Number.isFinite(time) && { time }),
      metrics: Object.fromEntries(values),
    };
  }
}

function areTogether(a: Series, b: Series): boolean {
  return isSame(a.steps, b.steps) && isSame(a.times, b.times);
}

function isSame(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, index) => Object.is(value, b[index]));
}

function hasTimes(series: Series | undefined): boolean {
  return series?.times.some((time) => Number.isFinite(time)) === true;
}

function startOf(run: Run, nowMs: number): number {
  return run.startTime ?? run.endTime ?? run.updatedAt ?? nowMs;
}

function originOf({ source, location }: Run): string {
  return [source, location?.path ?? "", location?.key ?? ""]
    .filter((part) => part !== "")
    .join(" ");
}

function split(values: Readonly<Record<string, string>>): readonly Record<string, string>[] {
  const entries = Object.entries(values);
  const parts: Record<string, string>[] = [];
  for (let start = 0; start < entries.length; start += namesPerEntry) {
    parts.push(Object.fromEntries(entries.slice(start, start + namesPerEntry)));
  }
  return parts;
}
