import { createMetricTableReader, type TablePlan } from "../delimited/metricTable.ts";
import { pathIn } from "../filePaths.ts";
import { createJsonLinesReader, isJsonObject, type JsonObject } from "../text/jsonLines.ts";
import type { RunChannel } from "../runChannel.ts";
import type { ClaimedFile, FolderView, RunFormat, StreamReader } from "../runFormat.ts";
import { numberOf, parseTolerantJson } from "../text/tolerantJson.ts";

/**
 * CatBoost's folder `catboost_info`, which it writes where the script runs: `catboost_training.json`
 * has all that the TSV files have, so they are read only where it is missing. The event files in its
 * folders `learn` and `test` belong to the same run. Iterations count from 0.
 */
export const catboostFormat: RunFormat = {
  id: "catboost",
  detect(folder) {
    const files = catboostFiles(folder);
    return files.length === 0 ? [] : [{ root: folder.path, key: "", files, isEnclosing: true }];
  },
  createReader(file, context) {
    const parent = context.root.split("/").at(-2);
    if (parent !== undefined && parent !== "") context.channel.facts.name = parent;
    if (file.role === "training") return createTrainingReader(context.channel);
    const plan = (names: readonly string[]) => planErrors(names, file.role);
    return createMetricTableReader({ context, plan });
  },
};

const trainingFile = "catboost_training.json";

function catboostFiles(folder: FolderView): ClaimedFile[] {
  if (folder.hasFile(trainingFile)) {
    return [{ path: pathIn(folder, trainingFile), role: "training" }];
  }
  if (folder.name !== "catboost_info") return [];
  return ["learn", "test"]
    .filter((set) => folder.hasFile(`${set}_error.tsv`))
    .map((set) => ({ path: pathIn(folder, `${set}_error.tsv`), role: set }));
}

/**
 * A JSON object whose list of iterations stays open until training ends; one iteration a line.
 */
function createTrainingReader(channel: RunChannel): StreamReader {
  let meta: JsonObject = {};
  return createJsonLinesReader({
    channel,
    areListItems: true,
    onOther: (text) => {
      const found = readMeta(text);
      if (found !== undefined) takeMeta(channel, (meta = found));
      return found !== undefined || brackets.test(text);
    },
    onObject: (object) => {
      const step = numberOf(object.iteration);
      if (step !== undefined) takeIteration(channel, meta, { object, step });
    },
  });
}

const brackets = /^(?:\{|\]|\}|"iterations":\[)$/;

function readMeta(text: string): JsonObject | undefined {
  if (!text.startsWith('"meta":')) return undefined;
  const value = parseTolerantJson(text.slice('"meta":'.length));
  return isJsonObject(value) ? value : undefined;
}

function takeMeta(channel: RunChannel, meta: JsonObject): void {
  for (const name of ["iteration_count", "launch_mode", "parameters"]) {
    const value = meta[name];
    if (value !== undefined && value !== "") channel.param(name, value);
  }
}

function takeIteration(
  channel: RunChannel,
  meta: JsonObject,
  { object, step }: { object: JsonObject; step: number },
): void {
  const learnSets = textsOf(meta.learn_sets, "learn");
  for (const [name, value] of Object.entries(object)) {
    if (name === "iteration") continue;
    const number = numberOf(value);
    if (number !== undefined) channel.series(name).push(step, NaN, number);
    if (!Array.isArray(value)) continue;
    const metrics = learnSets.includes(name) ? meta.learn_metrics : meta.test_metrics;
    value.forEach((item: unknown, index) => {
      const error = numberOf(item);
      const metric = nameAt(metrics, index);
      if (error !== undefined) channel.series(`${name}/${metric}`).push(step, NaN, error);
    });
  }
}

function textsOf(value: unknown, fallback: string): readonly unknown[] {
  return Array.isArray(value) ? value : [fallback];
}

function nameAt(metrics: unknown, index: number): string {
  const item: unknown = Array.isArray(metrics) ? metrics[index] : undefined;
  const name = isJsonObject(item) ? item.name : undefined;
  return typeof name === "string" ? name : String(index);
}

/** Columns `iter`, `RMSE`; of several test sets `RMSE:0`, then again `RMSE` for the last of them. */
function planErrors(names: readonly string[], set: string): TablePlan | undefined {
  const step = names.indexOf("iter");
  if (step < 0) return undefined;
  const seen = new Map<string, number>();
  const metrics = names.flatMap((column, place) => {
    if (place === step || column === "") return [];
    const metric = column.replace(/:\d+$/, "");
    const earlier = seen.get(metric) ?? 0;
    seen.set(metric, earlier + 1);
    return [{ column: place, name: `${set}${earlier === 0 ? "" : earlier}/${metric}` }];
  });
  return { step, metrics };
}
