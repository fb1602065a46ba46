import {
  defaultExperiment,
  isEnded,
  type GitState,
  type MetricSummary,
  type Run,
  type RunCommand,
  type RunDataset,
  type RunStatus,
} from "../../runs/run.ts";
import { setNamed } from "../namedValues.ts";
import type { JournalEntry } from "./entries.ts";

/** A run without its metrics, as plain data that `reduceRun` changes in place. */
export interface RunState {
  id: string;
  name: string;
  status: RunStatus;
  experiment: string;
  parentId: string | null;
  startTime: number | null;
  endTime: number | null;
  exitCode: number | null;
  signal: string | null;
  command: RunCommand | null;
  entryPoint: string | null;
  host: string | null;
  user: string | null;
  git: GitState | null;
  params: Record<string, string>;
  tags: Record<string, string>;
  note: string;
  datasets: RunDataset[];
  isDeleted: boolean;
}

/** A run of which nothing is known but its folder. */
export function createRunState(id: string): RunState {
  return {
    id,
    name: id,
    status: "unknown",
    experiment: defaultExperiment,
    parentId: null,
    startTime: null,
    endTime: null,
    exitCode: null,
    signal: null,
    command: null,
    entryPoint: null,
    host: null,
    user: null,
    git: null,
    params: {},
    tags: {},
    note: "",
    datasets: [],
    isDeleted: false,
  };
}

/** Brings the run up to date with further entries of its journal, in their order. */
export function reduceRun(run: RunState, entries: readonly JournalEntry[]): void {
  for (const entry of entries) reduceEntry(run, entry);
}

export function toRun(state: RunState, metrics: Readonly<Record<string, MetricSummary>>): Run {
  return {
    ...state,
    ...{ source: "sextant", sources: ["sextant"], location: null, updatedAt: null, problems: [] },
    metrics,
  };
}

type Entry<T extends JournalEntry["type"]> = Extract<JournalEntry, { type: T }>;

const reducers: {
  readonly [T in JournalEntry["type"]]: ((run: RunState, entry: Entry<T>) => void) | null;
} = {
  run: reduceIdentity,
  status: reduceStatus,
  git: (run, entry) => (run.git = entry.git),
  params(run, entry) {
    for (const [key, value] of Object.entries(entry.params)) setNamed(run.params, key, value);
  },
  tags: reduceTags,
  name: (run, entry) => (run.name = entry.name),
  note: (run, entry) => (run.note = entry.note),
  experiment: (run, entry) => (run.experiment = entry.experiment),
  dataset: reduceDataset,
  lifecycle: (run, entry) => (run.isDeleted = entry.stage === "deleted"),
  metrics: null,
  system: null,
  model: null,
  artifact: null,
  cursor: null,
};

function reduceEntry<T extends JournalEntry["type"]>(run: RunState, entry: Entry<T>): void {
  reducers[entry.type]?.(run, entry);
}

function reduceIdentity(run: RunState, entry: Entry<"run">): void {
  run.name = entry.name;
  run.experiment = entry.experiment;
  run.startTime = entry.time;
  run.parentId = entry.parentId ?? null;
  run.command = entry.command ?? null;
  run.entryPoint = entry.entryPoint ?? null;
  run.host = entry.host ?? null;
  run.user = entry.user ?? null;
  if (run.status === "unknown") run.status = "queued";
}

/** A run that waited starts when it first runs; one that goes on after its end has none. */
function reduceStatus(run: RunState, entry: Entry<"status">): void {
  const hasWaited = run.status === "queued" && entry.status === "running";
  if (hasWaited || run.startTime === null) run.startTime = entry.time;
  run.status = entry.status;
  run.endTime = isEnded(entry.status) || entry.status === "unknown" ? entry.time : null;
  run.exitCode = entry.exitCode ?? null;
  run.signal = entry.signal ?? null;
}

function reduceTags(run: RunState, { tags }: Entry<"tags">): void {
  for (const [key, value] of Object.entries(tags)) {
    if (value !== null) setNamed(run.tags, key, value);
    else if (Object.hasOwn(run.tags, key)) Reflect.deleteProperty(run.tags, key);
  }
}

function reduceDataset(run: RunState, entry: Entry<"dataset">): void {
  const { name, digest, sourceType, source, schema, profile, tags } = entry;
  const value: RunDataset = {
    ...{ name, digest, sourceType, source, tags },
    ...(schema !== undefined && { schema }),
    ...(profile !== undefined && { profile }),
  };
  const index = run.datasets.findIndex((known) => known.name === name && known.digest === digest);
  if (index < 0) run.datasets.push(value);
  else run.datasets[index] = value;
}
