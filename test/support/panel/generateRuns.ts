import type {
  GitState,
  MetricSummary,
  Run,
  RunStatus,
  Series,
} from "../../../src/core/runs/run.ts";

/** How much there is to show. */
export interface Size {
  readonly runs: number;
  readonly params: number;
  readonly metrics: number;
  readonly steps: number;
}

const adjectives = [
  "brave",
  "calm",
  "dapper",
  "eager",
  "fuzzy",
  "gentle",
  "keen",
  "lucid",
  "quiet",
];
const animals = ["otter", "heron", "lynx", "marten", "osprey", "puffin", "raven", "stoat", "tern"];
const branches = ["main", "main", "feature/cosine-schedule", "main", "fix/label-smoothing"];
const authors = ["Ada Byron", "Grace Hopper", "Emmy Noether"];
const subjects = [
  "Use a cosine schedule with warm-up",
  "Double the batch size; scale the learning rate with it",
  "Add label smoothing",
  "Fix the off-by-one in the evaluation split",
  "Cache decoded images between epochs",
  "Drop the second dropout layer: it hurt validation accuracy on every seed we tried",
];
const statuses: readonly RunStatus[] = ["finished", "finished", "finished", "failed", "stopped"];
const paramNames = ["lr", "batch_size", "epochs", "optimizer", "dropout", "seed", "weight_decay"];
const metricNames = [
  "train/loss",
  "train/accuracy",
  "val/loss",
  "val/accuracy",
  "lr",
  "system/cpu_percent",
  "system/memory_mb",
];

/** A number in [0, 1) that depends on its seed alone. */
function noise(seed: number): number {
  const x = Math.sin(seed * 127.1 + 311.7) * 43_758.5453;
  return x - Math.floor(x);
}

function pickFrom<T>(items: readonly T[], index: number): T {
  return items[index % items.length] as T;
}

export function metricKey(index: number): string {
  return metricNames[index] ?? `layer_${String(index).padStart(3, "0")}/grad_norm`;
}

/** Run number `index`, the first being the newest. */
export function generateRun(index: number, size: Size, now: number): Run {
  const isRunning = index < 2;
  const startTime = now - index * 17 * 60_000 - (isRunning ? 90_000 : 600_000);
  const status: RunStatus = isRunning
    ? "running"
    : pickFrom(statuses, Math.floor(noise(index) * 97));
  const params: Record<string, string> = {};
  for (let p = 0; p < size.params; p += 1) params[paramKey(p)] = paramValue(p, index);
  const metrics: Record<string, MetricSummary> = {};
  for (let m = 0; m < size.metrics; m += 1) metrics[metricKey(m)] = summaryOf(index, m, size, now);
  return {
    id: `20261120-${String(100_000 + index)}-k3f9ab`,
    name: `${pickFrom(adjectives, index * 7 + 1)}-${pickFrom(animals, index * 5 + 3)}-${index}`,
    source: "sextant",
    sources: ["sextant"],
    location: null,
    updatedAt: null,
    problems: [],
    status,
    experiment: pickFrom(["digits", "digits-augmented", "ablation"], index),
    parentId: null,
    startTime,
    endTime: isRunning ? null : startTime + Math.round(60_000 + noise(index + 5) * 3_600_000),
    exitCode: isRunning ? null : status === "finished" ? 0 : 1,
    signal: status === "stopped" ? "SIGINT" : null,
    command: { argv: ["python", "train.py", "--lr", params["lr"] ?? "0.1"], cwd: "." },
    entryPoint: "train",
    host: "gpu-07",
    user: "ada",
    git: gitOf(index, now),
    params,
    metrics,
    tags: { team: pickFrom(["vision", "speech"], index), "mlflow.runName": `run-${index}` },
    note: index % 9 === 0 ? "Best so far; the schedule matters more than the width." : "",
    datasets: [
      {
        name: "digits",
        digest: "a1b2c3d4",
        sourceType: "local",
        source: "data/digits.csv",
        tags: {},
      },
    ],
    isDeleted: false,
  };
}

function paramKey(index: number): string {
  return paramNames[index] ?? `model.block_${index}.width`;
}

function paramValue(param: number, run: number): string {
  const seed = noise(run * 31 + param);
  if (param === 0) return pickFrom(["0.1", "0.03", "0.01", "0.003", "0.001"], Math.floor(seed * 5));
  if (param === 3) return pickFrom(["adamw", "sgd", "lion"], Math.floor(seed * 3));
  if (param === 2) return "40";
  return String(2 ** (3 + Math.floor(seed * 6)));
}

function gitOf(index: number, now: number): GitState {
  const commit = Math.floor(index / 6);
  const hash = Array.from({ length: 40 }, (_, i) =>
    Math.floor(noise(commit * 41 + i) * 16).toString(16),
  ).join("");
  const isDirty = noise(index + 99) > 0.6;
  return {
    commit: hash,
    branch: pickFrom(branches, commit),
    remote: "https://example.org/vision/digits.git",
    isDirty,
    snapshot: isDirty ? hash.slice(20) + hash.slice(0, 20) : hash,
    subject: pickFrom(subjects, commit),
    author: pickFrom(authors, commit),
    committedAt: now - (commit * 6 + 1) * 17 * 60_000 - 3_600_000,
    prefix: "",
    omitted: [],
  };
}

function summaryOf(run: number, metric: number, size: Size, now: number): MetricSummary {
  const last = valueAt(run, metric, size.steps - 1, size.steps);
  const first = valueAt(run, metric, 0, size.steps);
  return {
    last,
    lastStep: size.steps - 1,
    lastTime: now,
    min: Math.min(first, last),
    minStep: first < last ? 0 : size.steps - 1,
    max: Math.max(first, last),
    maxStep: first < last ? size.steps - 1 : 0,
    count: size.steps,
  };
}

/** Losses fall, accuracies rise, the rest wanders; each run at its own pace. */
function valueAt(run: number, metric: number, step: number, steps: number): number {
  const pace = 2 + noise(run * 3 + metric) * 5;
  const progress = 1 - Math.exp((-pace * step) / steps);
  const jitter = (noise(run * 977 + metric * 31 + step) - 0.5) * 0.06;
  const name = metricKey(metric);
  if (name.includes("accuracy")) return 0.1 + (0.8 + noise(run) * 0.09) * progress + jitter * 0.4;
  if (name.includes("loss")) return 2.3 * (1 - progress * 0.9) + 0.1 + jitter * 1.5;
  if (name === "lr") return 0.001 * (1 + Math.cos((Math.PI * step) / steps));
  if (name.includes("cpu")) return 60 + 30 * noise(run + step);
  if (name.includes("memory")) return 2000 + 900 * progress;
  return noise(metric) * 4 + jitter * 8;
}

/** The first `count` points of a metric of a run. */
export function generateSeries(run: Run, index: number, metric: number, count: number): Series {
  const start = run.startTime ?? 0;
  const range = Array.from({ length: count }, (_, step) => step);
  return {
    steps: Float64Array.from(range),
    times: Float64Array.from(range, (step) => start + step * (900 + (index % 7) * 150)),
    values: Float64Array.from(range, (step) =>
      metric === 2 && step > 60 && step < 75 && index === 3
        ? NaN
        : valueAt(index, metric, step, Math.max(count, 2)),
    ),
  };
}
