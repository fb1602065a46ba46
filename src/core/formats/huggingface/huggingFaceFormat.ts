import { pathIn } from "../filePaths.ts";
import { skipContent } from "../skipContent.ts";
import { createPythonYamlReader } from "../text/pythonYaml.ts";
import type { ClaimedFile, FolderView, RunClaim, RunFormat } from "../runFormat.ts";
import { decodeBytes } from "../text/utf8.ts";
import { createModelCardReader } from "./modelCard.ts";
import { createAdapterReader, createResultsReader } from "./results.ts";
import { createTrainerStateReader } from "./trainerState.ts";

/**
 * Output folders of the Hugging Face `Trainer` and what stands on it (TRL, LLaMA-Factory, Axolotl):
 * `checkpoint-<step>/trainer_state.json`, perhaps a last state and results beside them.
 */
export const huggingFaceFormat: RunFormat = {
  id: "huggingface",
  detect,
  createReader({ path, role }, { channel }) {
    switch (role) {
      case "results":
        return createResultsReader(channel);
      case "card":
        return createModelCardReader(channel);
      case "adapter":
        return createAdapterReader(channel);
      case "copy":
        return skipContent();
      case "config":
        return createPythonYamlReader(channel, path, (value) => channel.paramsOf(value));
      default:
        return createTrainerStateReader(channel);
    }
  },
};

const stateFile = "trainer_state.json";
const checkpointName = /^checkpoint-(\d{1,15})$/;
const splitResults = /^(?:train|eval|test|predict)_results\.json$/;
/** Settings that frameworks built on the trainer leave in its folder. */
const configFiles = ["training_args.yaml", "axolotl_config.yaml", "axolotl_config.yml"];

function detect(folder: FolderView): readonly RunClaim[] {
  // A checkpoint belongs to the folder around it, unless that is not to be seen.
  if (folder.path !== "" && checkpointName.test(folder.name)) return [];
  const states = statesOf(folder);
  const results = resultsOf(folder);
  if (states.length === 0 && !results.some((name) => isTrainersResults(folder, name))) return [];
  const files: ClaimedFile[] = states.map((path) => claimed(folder, path, "state"));
  for (const name of results) files.push(claimed(folder, name, "results"));
  for (const name of folder.files.filter(
    (one) => splitResults.test(one) && !results.includes(one),
  )) {
    files.push(claimed(folder, name, "copy"));
  }
  for (const [name, role] of besides) {
    if (folder.hasFile(name)) files.push(claimed(folder, name, role));
  }
  return [
    {
      root: folder.path,
      key: "",
      files,
      encloses: logFoldersOf(folder),
      ownedFolders: checkpointsOf(folder).map((name) => pathIn(folder, name)),
    },
  ];
}

const besides: readonly (readonly [string, string])[] = [
  ...configFiles.map((name) => [name, "config"] as const),
  ["README.md", "card"],
  ["adapter_config.json", "adapter"],
];

function claimed(folder: FolderView, path: string, role: string): ClaimedFile {
  return { path: pathIn(folder, path), role };
}

/** By their number, the greatest last. */
function checkpointsOf(folder: FolderView): string[] {
  return folder.folders
    .filter((name) => checkpointName.test(name))
    .sort((a, b) => stepOf(a) - stepOf(b));
}

function stepOf(checkpoint: string): number {
  return Number(checkpointName.exec(checkpoint)?.[1] ?? NaN);
}

/**
 * The one state that says the most: each holds all before it. That beside the checkpoints is the
 * last word unless the training went on after it was written.
 */
function statesOf(folder: FolderView): string[] {
  const newest = checkpointsOf(folder).findLast((name) => isState(folder, `${name}/${stateFile}`));
  const isBeside = folder.hasFile(stateFile);
  if (newest === undefined) return isBeside ? [stateFile] : [];
  const inCheckpoint = `${newest}/${stateFile}`;
  if (!isBeside) return [inCheckpoint];
  const stepBeside = Number(globalStep.exec(decodeBytes(folder.head(stateFile)))?.[1] ?? NaN);
  return [stepBeside >= stepOf(newest) ? stateFile : inCheckpoint];
}

/** Keys are written in the order of the alphabet: this one stands before the history. */
const globalStep = /"global_step":\s*(\d+)/;

/** Of a checkpoint that is being written the state comes late: then the one before it still counts. */
function isState(folder: FolderView, path: string): boolean {
  return folder.head(path).length > 0;
}

/** The file of all splits holds what the others hold. */
function resultsOf(folder: FolderView): string[] {
  if (folder.hasFile("all_results.json")) return ["all_results.json"];
  return folder.files.filter((name) => splitResults.test(name));
}

/** Others call files like that too; the trainer times what it does. */
function isTrainersResults(folder: FolderView, name: string): boolean {
  return /"(?:train|eval|test|predict)_(?:runtime|samples_per_second)":/.test(
    decodeBytes(folder.head(name)),
  );
}

const maxLookedAt = 64;

/**
 * `runs`, where the trainer's TensorBoard callback writes. In the folder that is searched itself
 * that may as well be where all runs of a project lie: then only those that begin as the callback's
 * do, with the trainer's arguments.
 */
function logFoldersOf(folder: FolderView): string[] {
  if (!folder.hasFolder("runs")) return [];
  if (folder.path !== "") return [pathIn(folder, "runs")];
  const runs = folder.list("runs");
  const names = runs?.folders.slice(-maxLookedAt) ?? [];
  return names
    .filter((name) => {
      const events = runs?.list(name)?.files.find((file) => file.includes(".tfevents."));
      if (events === undefined) return false;
      const head = runs?.head(`${name}/${events}`) ?? new Uint8Array(0);
      return decodeBytes(head).includes("args/text_summary");
    })
    .map((name) => `runs/${name}`);
}
