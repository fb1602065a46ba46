import { pathIn } from "../filePaths.ts";
import { unlessPointer } from "../lfsPointer.ts";
import { createPythonYamlReader, readPythonYaml } from "../text/pythonYaml.ts";
import type { RunChannel } from "../runChannel.ts";
import type { ClaimedFile, DocumentReader, FolderView, RunClaim, RunFormat } from "../runFormat.ts";
import { decodeUtf8 } from "../text/utf8.ts";
import { readHydraConfig } from "./hydraConfig.ts";
import { resolveInterpolations } from "./interpolate.ts";
import { beginsAsJobLog, createJobLogReader } from "./jobLog.ts";
import { parseOverrides } from "./overrides.ts";

/**
 * Folders of Hydra jobs, marked by `.hydra` with the composed configuration, what was overridden of
 * it, and Hydra's own settings. Whatever other tools write into such a folder is of the same run.
 */
export const hydraFormat: RunFormat = {
  id: "hydra",
  detect,
  createReader({ path, role }, context) {
    const { channel } = context;
    switch (role) {
      case "log":
        return createJobLogReader(channel);
      case "overrides":
        return createOverridesReader(channel, path);
      case "best":
        return createPythonYamlReader(channel, path, (value) => {
          channel.tag("hydra.sweep.best", "true");
          if (typeof value.best_value === "string") {
            channel.tag("hydra.sweep.best_value", value.best_value);
          }
        });
      case "hydra":
        return createPythonYamlReader(channel, path, (value) => readHydraConfig(context, value));
      default:
        return createPythonYamlReader(channel, path, (value) =>
          channel.paramsOf(resolveInterpolations(value)),
        );
    }
  },
};

const marker = ".hydra";
/** In the order in which they are read: values of the configuration are whole, overrides as typed. */
const markerFiles = [
  ["config.yaml", "config"],
  ["overrides.yaml", "overrides"],
  ["hydra.yaml", "hydra"],
] as const;
const maxLogs = 5;
const bestFile = "optimization_results.yaml";
const maxJobs = 2000;

function detect(folder: FolderView): readonly RunClaim[] {
  return [...detectJob(folder), ...detectBest(folder)];
}

function detectJob(folder: FolderView): readonly RunClaim[] {
  const renamed = detectRenamed(folder);
  const settings = folder.hasFolder(marker) ? folder.list(marker) : undefined;
  if (settings === undefined || renamed !== undefined) return renamed ?? [];
  const files = settingsOf(settings);
  if (files.length === 0) return [];
  for (const name of folder.files.filter((file) => isJobLog(folder, file)).slice(0, maxLogs)) {
    files.push({ path: pathIn(folder, name), role: "log" });
  }
  const isEnclosing = !isProject(folder);
  return [{ root: folder.path, key: "", files, isEnclosing, ownedFolders: [settings.path] }];
}

/** The folder is what is called `.hydra` unless `hydra.output_subdir` says otherwise. */
function detectRenamed(folder: FolderView): readonly RunClaim[] | undefined {
  if (folder.name === marker || !folder.path.includes("/")) return undefined;
  const files = settingsOf(folder);
  if (files.length < markerFiles.length) return undefined;
  const root = folder.path.slice(0, folder.path.lastIndexOf("/"));
  return [{ root, key: "", files, isEnclosing: true }];
}

function settingsOf(settings: FolderView): ClaimedFile[] {
  return markerFiles
    .filter(([name]) => settings.hasFile(name))
    .map(([name, role]) => ({ path: pathIn(settings, name), role }));
}

/** Keras and others call files of theirs `training.log`. */
function isJobLog(folder: FolderView, name: string): boolean {
  return name.endsWith(".log") && beginsAsJobLog(decodeUtf8(folder.head(name)));
}

const projectFiles = [".git", "pyproject.toml", "setup.py", "requirements.txt", "package.json"];

/** With `hydra.run.dir=.` the job's folder is the project's, where all its runs lie. */
function isProject(folder: FolderView): boolean {
  return projectFiles.some((name) => folder.hasFile(name) || folder.hasFolder(name));
}

/** The Optuna and Ax sweepers leave the best parameters in the sweep's folder: whose were they? */
function detectBest(folder: FolderView): readonly RunClaim[] {
  if (!folder.hasFile(bestFile)) return [];
  const { value } = readPythonYaml(decodeUtf8(folder.head(bestFile)), bestFile);
  const best = bestParamsOf(value);
  if (best.length === 0) return [];
  const job = folder.folders.slice(0, maxJobs).find((name) => {
    const text = decodeUtf8(folder.head(`${name}/${marker}/overrides.yaml`));
    const given = new Map(
      parseOverrides(readPythonYaml(text, "").value).map((one) => [one.name, one.value]),
    );
    return best.every(([param, wanted]) => isSameValue(given.get(param), wanted));
  });
  if (job === undefined) return [];
  const file = { path: pathIn(folder, bestFile), role: "best" };
  return [{ root: pathIn(folder, job), key: "", files: [file] }];
}

/** `best_evaluated_params` is Nevergrad's word for it. */
function bestParamsOf(value: unknown): [string, unknown][] {
  if (typeof value !== "object" || value === null) return [];
  const { best_params, best_evaluated_params } = value as Record<string, unknown>;
  const params = best_params ?? best_evaluated_params;
  return typeof params === "object" && params !== null ? Object.entries(params) : [];
}

function isSameValue(given: string | undefined, wanted: unknown): boolean {
  if (given === undefined) return false;
  return given === String(wanted) || (given !== "" && Number(given) === Number(wanted));
}

const maxNameLength = 200;

function createOverridesReader(channel: RunChannel, path: string): DocumentReader {
  const read = unlessPointer(channel, (bytes) => {
    channel.clear();
    const { value, problems } = readPythonYaml(decodeUtf8(bytes), path);
    const [problem] = problems;
    if (problem !== undefined) {
      channel.report(problem.code, problem.message, { line: problem.location?.line ?? 0 });
    }
    const overrides = parseOverrides(value);
    for (const { name, value: given } of overrides) {
      if (given !== undefined) channel.param(name, given);
    }
    if (overrides.length === 0) return true;
    const label = overrides.map((one) => one.text).join(" ");
    channel.tag("hydra.overrides", label);
    channel.facts.name =
      label.length <= maxNameLength ? label : `${label.slice(0, maxNameLength - 1)}…`;
    return true;
  });
  return { kind: "document", maxBytes: 1024 * 1024, read };
}
