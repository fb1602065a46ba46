import { stringify } from "yaml";
import { markGuess } from "../snapshots/describe.ts";
import type { GitState, Run } from "./run.ts";

/**
 * What a run was given and what came out, as YAML with sorted keys: two of them side by side show
 * what differs and nothing else. Ids, names and times are left out, since they always differ.
 */
export function renderRunRecord(run: Run): string {
  return stringify(
    {
      status: run.status,
      command: run.command === null ? null : run.command.argv,
      folder: run.command?.cwd ?? null,
      parameters: sorted(run.params),
      metrics: sorted(
        Object.fromEntries(
          Object.entries(run.metrics)
            .filter(([name]) => !name.startsWith("system/"))
            .map(([name, { last, min, max, count }]) => [name, { last, min, max, count }]),
        ),
      ),
      tags: sorted(run.tags),
      note: run.note,
      code: run.git === null ? null : { commit: commitOf(run.git), snapshot: run.git.snapshot },
    },
    { lineWidth: 0 },
  );
}

function commitOf(git: GitState): string | null {
  return git.commit === null ? null : markGuess(git.commit, git);
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
