import { setImmediate as giveWay } from "node:timers/promises";
import { throwIfAborted } from "../../base/async.ts";
import { FolderRules } from "../../core/lint/project/folderRules.ts";
import { kindsByPath } from "../../core/lint/project/classify.ts";
import type { FolderEntry, ProjectFolder } from "./projectFolder.ts";
import type { TrackedSet } from "./trackedSet.ts";

/** Folders of programs, caches and what MLflow writes; nobody's pipeline is there. */
const ignoredFolders: ReadonlySet<string> = new Set([
  "node_modules",
  "site-packages",
  "dist-packages",
  "__pycache__",
  "__pypackages__",
  "mlruns",
  "mlartifacts",
]);
const maxDepth = 60;
/** A home folder or the whole disk has more, and is not searched to its end. */
const maxFolders = 250_000;
/** More files of no name of their own in one folder are data. */
const maxPlainFiles = 2000;
/** The thread answers others at least this often. */
const maxBusyMs = 10;

export interface LintFiles {
  readonly paths: readonly string[];
  /** Folders below the root that are git repositories of their own. */
  readonly repositories: readonly string[];
  /** Folders that `.gitignore` leaves out. */
  readonly leftOut: readonly string[];
  /** There were more folders than are looked into. */
  readonly isCut: boolean;
}

export interface ListOptions {
  /** Patterns as in `.gitignore`, of files and folders that are not linted. */
  readonly exclude?: readonly string[];
  /** Ignored folders with tracked files in them are looked into all the same. */
  readonly tracked?: TrackedSet | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly maxFolders?: number;
}

/**
 * The files of a project that the linter has rules for. Not looked into are hidden folders (but
 * DVC's own), environments, caches, and what `.gitignore` leaves out; links are not followed.
 */
export async function listLintFiles(
  folder: ProjectFolder,
  options: ListOptions = {},
): Promise<LintFiles> {
  const walk = new Walk(folder, options);
  let lastPause = performance.now();
  while (walk.step()) {
    if (performance.now() - lastPause < maxBusyMs) continue;
    await giveWay();
    throwIfAborted(options.signal);
    lastPause = performance.now();
  }
  return walk.found;
}

class Walk {
  readonly found: Found;
  readonly #folder: ProjectFolder;
  readonly #options: ListOptions;
  readonly #excluded: FolderRules;
  readonly #open: OpenFolder[] = [{ path: "", depth: 0, rules: undefined }];
  #left: number;

  constructor(folder: ProjectFolder, options: ListOptions) {
    this.found = { paths: [], repositories: [], leftOut: [], isCut: false };
    this.#folder = folder;
    this.#options = options;
    this.#excluded = new FolderRules("", (options.exclude ?? []).join("\n"));
    this.#left = options.maxFolders ?? maxFolders;
  }

  /** Looks into one folder; false when there is none left. */
  step(): boolean {
    const next = this.#open.pop();
    if (next === undefined) return false;
    this.#left -= 1;
    if (this.#left < 0) {
      this.found.isCut = true;
      return false;
    }
    const entries = this.#folder.entries(next.path);
    if (isEnvironment(entries)) return true;
    if (next.path !== "" && entries.has(".git")) this.found.repositories.push(next.path);
    for (const path of filesOf(next.path, entries)) {
      if (!this.#excluded.isLeftOut(path)) this.found.paths.push(path);
    }
    if (next.depth < maxDepth && !isDvcFolder(next.path)) this.#addFolders(next, entries);
    return true;
  }

  #addFolders(above: OpenFolder, entries: Entries): void {
    const rules = rulesOf(this.#folder, above, entries);
    for (const path of foldersOf(above.path, entries)) {
      if (this.#excluded.isLeftOut(`${path}/`)) continue;
      const isIgnored = rules?.isLeftOut(`${path}/`) === true;
      if (isIgnored && this.#options.tracked?.has(path) !== true) this.found.leftOut.push(path);
      else this.#open.push({ path, depth: above.depth + 1, rules });
    }
  }
}

/** A virtual environment, or one of conda. */
function isEnvironment(entries: Entries): boolean {
  return entries.has("pyvenv.cfg") || entries.get("conda-meta")?.kind === "directory";
}

interface Found extends LintFiles {
  readonly paths: string[];
  readonly repositories: string[];
  readonly leftOut: string[];
  isCut: boolean;
}

interface OpenFolder {
  readonly path: string;
  readonly depth: number;
  /** Of the folders above. */
  readonly rules: FolderRules | undefined;
}

type Entries = ReadonlyMap<string, FolderEntry>;

function rulesOf(
  folder: ProjectFolder,
  { path, rules }: OpenFolder,
  entries: Entries,
): FolderRules | undefined {
  if (entries.get(".gitignore")?.kind !== "file") return rules;
  const text = folder.read(join(path, ".gitignore"))?.text ?? "";
  return new FolderRules(path, text, rules);
}

function filesOf(folder: string, entries: Entries): string[] {
  const named: string[] = [];
  const plain: string[] = [];
  for (const { name, kind, isLink } of entries.values()) {
    if (kind !== "file" || isLink || !mayHaveKind(name)) continue;
    const path = join(folder, name);
    const kinds = kindsByPath(path);
    if (kinds.length === 0) continue;
    const isPlain = kinds.every((one) => one === "yaml" || one === "json");
    (isPlain ? plain : named).push(path);
  }
  return plain.length > maxPlainFiles ? named : [...named, ...plain];
}

/** Most files of a project are images, code and data: told apart before anything is asked. */
function mayHaveKind(name: string): boolean {
  const dot = name.lastIndexOf(".");
  if (dot <= 0) return true;
  const ending = name.slice(dot + 1).toLowerCase();
  if (ending === "py") return name === "params.py";
  return !foreignEndings.has(ending);
}

const foreignEndings: ReadonlySet<string> = new Set(
  (
    "png jpg jpeg gif bmp webp svg tif tiff npy npz csv tsv parquet feather arrow pkl pickle pt pth " +
    "onnx h5 hdf5 bin safetensors joblib zip gz tar xz 7z mp3 mp4 wav flac avi md rst html css js " +
    "ts tsx jsx sh c h cc cpp hpp rs go java ipynb pdf log pyc so dll exe db sqlite xml"
  ).split(" "),
);

function foldersOf(folder: string, entries: Entries): string[] {
  const found: string[] = [];
  for (const { name, kind, isLink } of entries.values()) {
    if (kind !== "directory" || isLink) continue;
    const isVisible = name.startsWith(".") ? name === ".dvc" : !ignoredFolders.has(name);
    if (isVisible) found.push(join(folder, name));
  }
  // The last one is looked into first: reversed, so that the order is that of names.
  return found.reverse();
}

/** Holds the configuration, beside caches that may be as large as all data. */
function isDvcFolder(path: string): boolean {
  return path === ".dvc" || path.endsWith("/.dvc");
}

function join(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}
