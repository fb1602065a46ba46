import type { MetricSummary, Run } from "../../../src/core/runs/run.ts";

/** A finished run; the fields that a test is about are given. */
export function createRun(fields: Partial<Run> = {}): Run {
  return {
    id: "20261120-182501-k3f9ab",
    name: "brave-otter",
    source: "sextant",
    sources: ["sextant"],
    location: null,
    updatedAt: null,
    problems: [],
    status: "finished",
    experiment: "Default",
    parentId: null,
    startTime: Date.UTC(2026, 10, 20, 18, 25, 1),
    endTime: Date.UTC(2026, 10, 20, 18, 26, 1),
    exitCode: 0,
    signal: null,
    command: { argv: ["python", "train.py"], cwd: "." },
    entryPoint: null,
    host: "vm",
    user: "ada",
    git: {
      commit: "1".repeat(40),
      branch: "main",
      remote: null,
      isDirty: false,
      snapshot: "1".repeat(40),
      subject: "Train a model",
      author: "Ada",
      committedAt: 0,
      prefix: "",
      omitted: [],
    },
    params: {},
    metrics: {},
    tags: {},
    note: "",
    datasets: [],
    isDeleted: false,
    ...fields,
  };
}

/** One point of a metric. */
export function metric(last: number): MetricSummary {
  return {
    last,
    lastStep: 0,
    lastTime: 0,
    min: last,
    minStep: 0,
    max: last,
    maxStep: 0,
    count: 1,
  };
}
