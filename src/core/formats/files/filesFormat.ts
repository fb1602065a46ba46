import { pathIn, stemOf } from "../filePaths.ts";
import type { ClaimedFile, FolderView, RunClaim, RunFormat } from "../runFormat.ts";
import { classifyFile, type FileShape } from "./classify.ts";
import { createFileReader } from "./fileReaders.ts";

/**
 * Metrics in files of no tool's own: tables, JSON lines, lists by metric, and summaries. A guess by
 * what a file holds, made for files of certain names and in folders that look like runs; everything
 * else is more likely data. The role of a claimed file is `roleOf` its shape.
 */
export const filesFormat: RunFormat = {
  id: "files",
  detect(folder) {
    if (isNoPlaceForRuns(folder)) return [];
    const found = findMetricFiles(folder);
    const series = found.filter(({ shape }) => shape.kind !== "summary");
    const summaries = found.filter(({ shape }) => shape.kind === "summary");
    if (series.length === 0) return claimsOf(folder, summaries, false);
    const claims = claimsOf(folder, series, false);
    const [only] = claims;
    if (claims.length > 1 || only === undefined) return [...claims, ...byStem(folder, summaries)];
    const files = summaries.map((file) => claimed(folder, file, true));
    return [{ ...only, files: [...only.files, ...files] }];
  },
  createReader: createFileReader,
};

interface MetricFile {
  readonly name: string;
  readonly shape: FileShape;
}

/** Parts of a path below which data and code lie. */
const foreignPart =
  /^(?:data|datasets?|raw|inputs?|node_modules|site-packages|catboost_info|fixtures?|\.git|\.dvc|wandb|mlruns|swanlog|locales?|i18n|schemas?)$/i;
const runPart =
  /^(?:runs?|logs?|outputs?|results?|experiments?|exps?|checkpoints?|ckpts?|tb_logs|training|history|metrics|evals?|evaluations?)(?:[_-].*)?$/i;
const runMarker = /\.(?:ckpt|pth?|safetensors|h5|keras|pkl\.gz)$|^(?:args|hparams|train_config)\./i;
const timeInName = /(?:19|20)\d\d-?\d\d-?\d\d[T_ -]?\d\d/;

/** Names by which people keep metrics; with or without something before or behind. */
const seriesName =
  /^(?:.*[_.-])?(?:metrics?|results?|history|progress|scores?|logs?|train\w*|val\w*|test\w*|eval\w*|loss\w*|rewards?|curves?|monitor)(?:[_.-].*)?\.(?:csv|tsv|json|jsonl|ndjson)$/i;
const summaryName =
  /^(?:.*[_-])?(?:metrics?|results?|scores?|eval\w*|summary|performance)(?:[_-].*)?\.json$/i;
const textLog = /^(?:log|train_log|training_log)\.txt$/i;

/** Other tools' files, which are read by their own formats or hold no metrics of a run. */
const foreignFile =
  /^(?:wandb-.*|trainer_state|config|package|package-lock|tsconfig|.*_config|tokenizer.*|vocab|params|model\.safetensors\.index|catboost_training|experiment_state.*|dvc|composer)\.json$/i;

const maxCandidates = 1000;

function isNoPlaceForRuns(folder: FolderView): boolean {
  return folder.path.split("/").some((part) => foreignPart.test(part));
}

function findMetricFiles(folder: FolderView): MetricFile[] {
  const candidates = folder.files.filter(
    (name) =>
      /\.(?:csv|tsv|json|jsonl|ndjson|txt)$/i.test(name) &&
      !foreignFile.test(name) &&
      !isTwin(folder, name),
  );
  const isRun = candidates.length <= maxCandidates && looksLikeRun(folder);
  const named = candidates.filter((name) =>
    /\.txt$/i.test(name)
      ? textLog.test(name)
      : isRun || seriesName.test(name) || summaryName.test(name),
  );
  return named.slice(0, maxCandidates).flatMap((name) => {
    const shape = classifyFile(name, folder.head(name));
    if (shape === undefined || isForeign(folder, name, shape)) return [];
    return [{ name, shape }];
  });
}

/** Stable-Baselines3 and Ray Tune write the same into two files, and are read from the other one. */
function isTwin(folder: FolderView, name: string): boolean {
  const twins = ["progress.json", "result.json"];
  return name === "progress.csv" && twins.some((twin) => folder.hasFile(twin));
}

/** Summaries are taken by their name alone, and not where DVC says what they are. */
function isForeign(folder: FolderView, name: string, shape: FileShape): boolean {
  if (shape.kind !== "summary") return false;
  return !summaryName.test(name) || folder.hasFile("dvc.yaml");
}

function looksLikeRun(folder: FolderView): boolean {
  const parts = folder.path.split("/").slice(-4);
  if (parts.some((part) => runPart.test(part)) || timeInName.test(folder.name)) return true;
  return folder.files.some((name) => runMarker.test(name));
}

/** Stems that name what a file holds of one run, rather than which run it is. */
const partOfRun =
  /^(?:train|training|val|valid|validation|test|testing|eval|evaluation|dev|metrics?|loss|losses|acc|accuracy|results?|history|logs?|progress|scores?|rewards?|returns?|episodes?|lr|summary|performance|all)(?:[_.-](?:train|val|test|log|logs|loss|metrics?|results?|history|scores?|curve|epoch|step)s?)*$/i;

function claimsOf(
  folder: FolderView,
  files: readonly MetricFile[],
  isPrefixed: boolean,
): RunClaim[] {
  if (files.length === 0) return [];
  const isOneRun = files.length === 1 || files.every(({ name }) => partOfRun.test(stemOf(name)));
  if (!isOneRun) return byStem(folder, files);
  const needsPrefix = isPrefixed || files.length > 1;
  const claimedFiles = files.map((file) => claimed(folder, file, needsPrefix));
  return [{ root: folder.path, key: "", files: claimedFiles }];
}

function byStem(folder: FolderView, files: readonly MetricFile[]): RunClaim[] {
  const stems = files.map(({ name }) => stemOf(name));
  return files.map((file, index) => ({
    root: folder.path,
    // `a.csv` and `a.json` are two runs: nothing says that they are one.
    key: stems.indexOf(stems[index] ?? "") === index ? (stems[index] ?? "") : file.name,
    files: [claimed(folder, file, false)],
  }));
}

function claimed(
  folder: FolderView,
  { name, shape }: MetricFile,
  isPrefixed: boolean,
): ClaimedFile {
  return { path: pathIn(folder, name), role: roleOf(shape, isPrefixed) };
}

/** As `table by epoch`, `prefixed summary`: all that the reader must know of what was found. */
export function roleOf(shape: FileShape, isPrefixed: boolean): string {
  const step = "step" in shape ? ` by ${shape.step}` : "";
  return `${isPrefixed ? "prefixed " : ""}${shape.kind}${step}`;
}
