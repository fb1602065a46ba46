import path from "node:path";
import {
  maxMetaBytes,
  parseMeta,
  textField,
  type Meta,
} from "../../../core/formats/mlflow/metaYaml.ts";
import { cutName } from "../../../core/formats/mlflow/mlflowRecord.ts";
import {
  modelTags,
  type LoggedModelFacts,
  type RegisteredVersionFacts,
} from "../../../core/formats/mlflow/modelTags.ts";
import { decodeUtf8 } from "../../../core/formats/text/utf8.ts";
import { runFoldersIn } from "./fileRun.ts";
import { namesIn, readStart, statOf } from "./storeFiles.ts";

export interface ListedExperiment {
  /** Absolute. */
  readonly folder: string;
  readonly name: string;
  readonly isDeleted: boolean;
  readonly runFolders: readonly string[];
}

export interface Listing {
  readonly experiments: readonly ListedExperiment[];
  /** Tags that tell of the models of a run, by its id. */
  readonly modelTags: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

const maxModels = 20_000;

/** Lists a store's experiments, runs and models; what did not change since is not read again. */
export class StoreListing {
  readonly #root: string;
  readonly #metas = new Map<string, { readonly state: string; readonly meta: Meta }>();
  readonly #names = new Map<
    string,
    { readonly state: string; readonly names: readonly string[] }
  >();

  constructor(root: string) {
    this.#root = root;
  }

  list(): Listing {
    const experiments = [
      ...this.#experimentsIn(this.#root, false),
      ...this.#experimentsIn(path.join(this.#root, ".trash"), true),
    ];
    return { experiments, modelTags: this.#models(experiments) };
  }

  #experimentsIn(folder: string, isTrash: boolean): readonly ListedExperiment[] {
    return this.#list(folder, namesIn).flatMap((name) => {
      if (name.startsWith(".") || name === "models") return [];
      const absolute = path.join(folder, name);
      const meta = this.#meta(path.join(absolute, "meta.yaml"));
      if (meta === undefined) return [];
      return [
        {
          folder: absolute,
          name: cutName(textField(meta, "name") ?? name),
          isDeleted: isTrash || textField(meta, "lifecycle_stage") === "deleted",
          runFolders: this.#list(absolute, runFoldersIn),
        },
      ];
    });
  }

  #models(experiments: readonly ListedExperiment[]): Listing["modelTags"] {
    const models = new Map<string, LoggedModelFacts[]>();
    for (const { folder } of experiments) this.#addModels(path.join(folder, "models"), models);
    const versions = this.#versions();
    const tags = new Map<string, Readonly<Record<string, string>>>();
    for (const runId of new Set([...models.keys(), ...versions.keys()])) {
      tags.set(runId, modelTags(models.get(runId) ?? [], versions.get(runId) ?? []));
    }
    return tags;
  }

  #addModels(below: string, into: Map<string, LoggedModelFacts[]>): void {
    for (const name of this.#list(below, namesIn).slice(0, maxModels)) {
      const meta = this.#meta(path.join(below, name, "meta.yaml"));
      const runId = meta === undefined ? null : textField(meta, "source_run_id");
      if (meta === undefined || runId === null) continue;
      if (textField(meta, "lifecycle_stage") === "deleted") continue;
      addTo(into, runId, {
        modelId: textField(meta, "model_id") ?? name,
        name: textField(meta, "name") ?? name,
        modelType: textField(meta, "model_type"),
        status: textField(meta, "status"),
      });
    }
  }

  /** The registry: `models/<name>/version-<n>/meta.yaml` and `models/<name>/aliases/<alias>`. */
  #versions(): Map<string, RegisteredVersionFacts[]> {
    const versions = new Map<string, RegisteredVersionFacts[]>();
    const registry = path.join(this.#root, "models");
    for (const name of this.#list(registry, namesIn)) {
      const folder = path.join(registry, name);
      const aliases = this.#aliases(path.join(folder, "aliases"));
      for (const versionFolder of this.#list(folder, namesIn)) {
        if (!versionFolder.startsWith("version-")) continue;
        const meta = this.#meta(path.join(folder, versionFolder, "meta.yaml"));
        const runId = meta === undefined ? null : textField(meta, "run_id");
        if (meta === undefined || runId === null) continue;
        const version = textField(meta, "version") ?? versionFolder.slice("version-".length);
        addTo(versions, runId, {
          name: textField(meta, "name") ?? name,
          version,
          stage: textField(meta, "current_stage"),
          aliases: aliases.get(version) ?? [],
        });
      }
    }
    return versions;
  }

  #aliases(folder: string): Map<string, string[]> {
    const aliases = new Map<string, string[]>();
    for (const alias of namesIn(folder)) {
      const bytes = readStart(path.join(folder, alias), 100);
      if (bytes !== undefined) addTo(aliases, decodeUtf8(bytes).trim(), alias);
    }
    return aliases;
  }

  /** Undefined when there is no such file. */
  #meta(file: string): Meta | undefined {
    const stats = statOf(file);
    if (stats?.isFile() !== true) return undefined;
    const state = `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
    const known = this.#metas.get(file);
    if (known?.state === state) return known.meta;
    const meta = parseMeta(readStart(file, maxMetaBytes) ?? new Uint8Array(0), file);
    this.#metas.set(file, { state, meta });
    return meta;
  }

  /** A folder's own time tells whether something in it came or went. */
  #list(folder: string, list: (folder: string) => readonly string[]): readonly string[] {
    const stats = statOf(folder);
    if (stats?.isDirectory() !== true) return [];
    const state = `${stats.ino} ${stats.mtimeMs}`;
    const known = this.#names.get(folder);
    // A folder that changed just now may change again within the same tick of its clock.
    if (known?.state === state && Date.now() - stats.mtimeMs > 2000) return known.names;
    const names = list(folder);
    this.#names.set(folder, { state, names });
    return names;
  }
}

function addTo<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
