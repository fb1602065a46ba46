import type { GitState, MetricSummary, Run } from "../../../src/core/runs/run.ts";

/** A finished run of which only what matters is said; metrics by their last value. */
export function createRun(
  values: Omit<Partial<Run>, "metrics" | "git"> & {
    readonly metrics?: Readonly<Record<string, number | MetricSummary>>;
    readonly git?: Partial<GitState>;
  },
): Run {
  const { metrics = {}, git, ...rest } = values;
  return {
    id: "run",
    name: values.id ?? "run",
    source: "sextant",
    sources: ["sextant"],
    location: null,
    updatedAt: null,
    problems: [],
    status: "finished",
    experiment: "Default",
    parentId: null,
    startTime: null,
    endTime: null,
    exitCode: null,
    signal: null,
    command: null,
    entryPoint: null,
    host: null,
    user: null,
    params: {},
    tags: {},
    note: "",
    datasets: [],
    isDeleted: false,
    ...rest,
    git: git === undefined ? null : { ...cleanTree, ...git },
    metrics: Object.fromEntries(
      Object.entries(metrics).map(([name, value]) => [
        name,
        typeof value === "number" ? onePoint(value) : value,
      ]),
    ),
  };
}

const cleanTree: GitState = {
  commit: null,
  branch: null,
  remote: null,
  isDirty: false,
  snapshot: null,
  subject: null,
  author: null,
  committedAt: null,
  prefix: "",
  omitted: [],
};

function onePoint(value: number): MetricSummary {
  return {
    ...{ last: value, lastStep: 0, lastTime: 0, count: 1 },
    ...{ min: value, minStep: 0, max: value, maxStep: 0 },
  };
}
