import type { Run } from "../../src/core/runs/run.ts";

/**
 * What runs are called where they stand side by side, by id: their names, with the experiment
 * behind those that several have, or where that is the same too the place or the id.
 */
export function distinctNames(
  runs: readonly Pick<Run, "id" | "name" | "experiment" | "location">[],
): ReadonlyMap<string, string> {
  const names = new Map(runs.map((run) => [run.id, run.name]));
  for (const place of places) {
    const taken = countOf(names.values());
    for (const run of runs) {
      const name = names.get(run.id) ?? run.name;
      if ((taken.get(name) ?? 0) > 1) names.set(run.id, `${run.name} (${place(run)})`);
    }
  }
  return names;
}

/** Each tells more than the one before. */
const places: readonly ((run: Pick<Run, "id" | "experiment" | "location">) => string)[] = [
  (run) => run.experiment,
  (run) => run.location?.path ?? run.id,
  (run) => run.id,
];

function countOf(names: Iterable<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
