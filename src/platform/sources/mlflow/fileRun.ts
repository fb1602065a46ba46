import path from "node:path";
import type { Problem } from "../../../base/errors.ts";
import { isLfsPointer } from "../../../core/formats/lfsPointer.ts";
import {
  maxMetaBytes,
  numberField,
  parseMeta,
  textField,
  type Meta,
} from "../../../core/formats/mlflow/metaYaml.ts";
import { MetricTotals } from "../../../core/formats/mlflow/metricTotals.ts";
import {
  cutName,
  emptyRecord,
  setText,
  type MlflowRecord,
} from "../../../core/formats/mlflow/mlflowRecord.ts";
import { setNamed } from "../../../core/formats/namedValues.ts";
import { decodeUtf8 } from "../../../core/formats/text/utf8.ts";
import type { MetricSummary, RunDataset } from "../../../core/runs/run.ts";
import { digestOf } from "./runLedger.ts";
import {
  listFiles,
  namesIn,
  readPointsOf,
  readStart,
  statOf,
  type StoreFile,
} from "./storeFiles.ts";

const maxTextBytes = 128 * 1024;
const maxProblems = 20;

/** The files of one run as they are now; two with the same digest hold the same. */
export interface RunFiles {
  readonly digest: number;
  readonly newestMs: number;
  readonly metrics: readonly StoreFile[];
  readonly params: readonly StoreFile[];
  readonly tags: readonly StoreFile[];
  readonly inputs: readonly StoreFile[];
}

/** Undefined when the folder holds no run. Artifacts are not looked at. */
export function lookAtRun(folder: string): RunFiles | undefined {
  const meta = statOf(path.join(folder, "meta.yaml"));
  if (meta?.isFile() !== true) return undefined;
  const [metrics, params, tags, inputs] = ["metrics", "params", "tags", "inputs"].map((name) =>
    listFiles(path.join(folder, name)),
  );
  let newestMs = meta.mtimeMs;
  let digest = digestOf(`${meta.ino} ${meta.size} ${meta.mtimeMs}`);
  for (const files of [metrics, params, tags, inputs]) {
    for (const { name, sizeBytes, mtimeMs } of files ?? []) {
      if (mtimeMs > newestMs) newestMs = mtimeMs;
      digest = digestOf(`${name} ${sizeBytes} ${mtimeMs}`, digest);
    }
    digest = digestOf("|", digest);
  }
  return {
    digest,
    newestMs: Math.floor(newestMs),
    metrics: metrics ?? [],
    params: params ?? [],
    tags: tags ?? [],
    inputs: inputs ?? [],
  };
}

/** How far a metric's file was read, with its roll-up, for going on from there. */
interface FollowedMetric {
  readonly totals: MetricTotals;
  end: number;
  mtimeMs: number;
  badOffset: number | null;
}

export type FollowedMetrics = Map<string, FollowedMetric>;

/**
 * Everything of a run. `followed` is what earlier readings of the same run left, so that of a file
 * that grew only the new lines are read; it is brought up to date.
 */
export function readFileRun(
  folder: string,
  files: RunFiles,
  options: { readonly shownFolder: string; readonly followed: FollowedMetrics },
): MlflowRecord {
  const problems: Problem[] = [];
  const place = { folder, shown: options.shownFolder, problems };
  const record = readMeta(place);
  const metrics: Record<string, MetricSummary> = {};
  for (const file of files.metrics) {
    const totals = readMetric(file, options.followed, place);
    if (totals !== undefined && totals.count > 0) {
      setNamed(metrics, cutName(file.name), totals.summary());
    }
  }
  return {
    ...record,
    params: readTexts("params", files.params, place),
    tags: readTexts("tags", files.tags, place),
    metrics,
    datasets: readDatasets(folder, files.inputs),
    lastWriteTime: files.newestMs,
    problems: problems.slice(0, maxProblems),
  };
}

interface RunPlace {
  readonly folder: string;
  readonly shown: string;
  readonly problems: Problem[];
}

function readMeta({ folder, shown, problems }: RunPlace): MlflowRecord {
  const file = `${shown}/meta.yaml`;
  const bytes = readStart(path.join(folder, "meta.yaml"), maxMetaBytes) ?? new Uint8Array(0);
  const name = path.basename(folder);
  if (isLfsPointer(bytes)) {
    problems.push(lfsProblem(file));
    return { ...emptyRecord, runId: name };
  }
  const meta = parseMeta(bytes, file);
  problems.push(...meta.problems);
  return {
    ...emptyRecord,
    runId: textField(meta, "run_id") ?? textField(meta, "run_uuid") ?? name,
    name: textField(meta, "run_name") ?? textField(meta, "name"),
    status: textField(meta, "status"),
    startTime: numberField(meta, "start_time"),
    endTime: numberField(meta, "end_time"),
    userId: textField(meta, "user_id"),
    sourceName: textField(meta, "source_name"),
    entryPoint: textField(meta, "entry_point_name"),
    sourceVersion: textField(meta, "source_version"),
    isDeleted: textField(meta, "lifecycle_stage") === "deleted",
  };
}

function readMetric(
  file: StoreFile,
  followed: FollowedMetrics,
  { shown, problems }: RunPlace,
): MetricTotals | undefined {
  let known = followed.get(file.name);
  // A file that shrank, or changed without growing, was written anew.
  const isSame = known !== undefined && known.mtimeMs === file.mtimeMs;
  if (known !== undefined && !isSame && file.sizeBytes <= known.end) known = undefined;
  known ??= { totals: new MetricTotals(), end: 0, mtimeMs: 0, badOffset: null };
  if (!isSame || file.sizeBytes > known.end) {
    const read = readPointsOf(file.absolute, known.end, known.totals);
    if (read === undefined) return undefined;
    const shownFile = `${shown}/metrics/${file.name}`;
    if (isLfsPointer(read.head)) {
      problems.push(lfsProblem(shownFile));
      return undefined;
    }
    known.end = read.end;
    known.mtimeMs = file.mtimeMs;
    known.badOffset ??= read.badOffset;
    followed.set(file.name, known);
  }
  if (known.badOffset !== null) {
    problems.push({
      code: "mlflow-metric-line",
      message: "a line is not `time value step`; the other lines are shown",
      severity: "warning",
      location: { path: `${shown}/metrics/${file.name}`, byteOffset: known.badOffset },
    });
  }
  return known.totals;
}

function readTexts(
  kind: "params" | "tags",
  files: readonly StoreFile[],
  { shown, problems }: RunPlace,
): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const file of files) {
    const bytes = readStart(file.absolute, maxTextBytes);
    if (bytes === undefined) continue;
    if (isLfsPointer(bytes)) problems.push(lfsProblem(`${shown}/${kind}/${file.name}`));
    else setText(texts, file.name, decodeUtf8(bytes));
  }
  return texts;
}

/** Inputs name a data set by its folder beside the runs of the experiment. */
function readDatasets(folder: string, inputs: readonly StoreFile[]): readonly RunDataset[] {
  const datasets: RunDataset[] = [];
  for (const { name, absolute } of inputs) {
    if (!name.endsWith("meta.yaml")) continue;
    const input = readMetaFile(absolute);
    const id = input === undefined ? "" : (textField(input, "source_id") ?? "");
    if (input === undefined || !/^[\w-]+$/.test(id)) continue;
    if (textField(input, "source_type") !== "DATASET") continue;
    const meta = readMetaFile(path.join(path.dirname(folder), "datasets", id, "meta.yaml"));
    if (meta !== undefined) datasets.push(datasetOf(meta, input.maps["tags"] ?? {}));
  }
  return datasets;
}

function datasetOf(meta: Meta, tags: Readonly<Record<string, string>>): RunDataset {
  const text = (name: string) => textField(meta, name) ?? "";
  const schema = textField(meta, "schema");
  const profile = textField(meta, "profile");
  return {
    name: text("name"),
    digest: text("digest"),
    sourceType: text("source_type"),
    source: text("source"),
    ...(schema === null ? {} : { schema }),
    ...(profile === null ? {} : { profile }),
    tags,
  };
}

function readMetaFile(file: string): Meta | undefined {
  const bytes = readStart(file, maxMetaBytes);
  return bytes === undefined ? undefined : parseMeta(bytes, file);
}

function lfsProblem(file: string): Problem {
  return {
    code: "lfs-pointer",
    message: "the content of this file is in Git LFS and was not fetched: run git lfs pull",
    severity: "warning",
    location: { path: file, byteOffset: 0 },
  };
}

/** Names in an experiment's folder that are no runs. */
const reserved = new Set([
  "datasets",
  "models",
  "tags",
  "traces",
  "meta.yaml",
  "prompts",
  "assessments",
]);

export function runFoldersIn(experimentFolder: string): readonly string[] {
  return namesIn(experimentFolder).filter((name) => !reserved.has(name) && !name.startsWith("."));
}
