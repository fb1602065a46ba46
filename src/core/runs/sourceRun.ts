import type { FormatId } from "../formats/formatIds.ts";
import { defaultExperiment, type Run } from "./run.ts";

/** A run of an outside source of which nothing is known but where it is: for spreading into. */
export function createSourceRun(place: {
  readonly id: string;
  readonly name: string;
  readonly source: FormatId;
  readonly path: string;
  readonly key: string | null;
}): Run {
  const { id, name, source, path, key } = place;
  return {
    ...{ id, name, source, sources: [source], location: { path, key } },
    status: "unknown",
    experiment: defaultExperiment,
    parentId: null,
    startTime: null,
    endTime: null,
    updatedAt: null,
    exitCode: null,
    signal: null,
    command: null,
    entryPoint: null,
    host: null,
    user: null,
    git: null,
    params: {},
    metrics: {},
    tags: {},
    note: "",
    datasets: [],
    problems: [],
    isDeleted: false,
  };
}
