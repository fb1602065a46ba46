import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describeError } from "../../base/errors.ts";
import type { Log } from "../../base/logging.ts";
import { parseSextantConfig } from "../../core/config/parseSextantConfig.ts";
import {
  emptyConfig,
  sextantConfigName,
  type ConfiguredSources,
} from "../../core/config/sextantConfig.ts";

/** Where runs of other tools are looked for. */
export interface SourceSettings {
  /** Folders outside the project, absolute. */
  readonly folders: readonly string[];
  /** Globs of files and folders to leave out, relative to the searched folder. */
  readonly exclude: readonly string[];
  /** Addresses of MLflow tracking servers. */
  readonly servers: readonly string[];
}

export interface SourceSettingsOptions {
  readonly root: string;
  /** What the user set, beside the project's own file. */
  readonly folders: readonly string[];
  readonly exclude: readonly string[];
  /** False: the project's file may name neither servers nor folders outside of it. */
  readonly isTrusted: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
}

const maxConfigBytes = 1024 * 1024;

/** What the editor excludes by default, and the search for runs in any case. */
const impliedGlobs: ReadonlySet<string> = new Set([
  "**/.git",
  "**/.svn",
  "**/.hg",
  "**/CVS",
  "**/.DS_Store",
  "**/Thumbs.db",
  "**/node_modules",
  "**/bower_components",
  "**/*.code-search",
]);

/** The user's settings with those of `sextant.yaml` and of MLflow's environment. */
export function readSourceSettings(options: SourceSettingsOptions): SourceSettings {
  const { root, isTrusted, env } = options;
  const config = readConfigured(options);
  const folders = [...options.folders, ...(isTrusted ? config.folders : [])];
  const given = env["MLFLOW_TRACKING_URI"] ?? "";
  // A script that Sextant launched has Sextant's own endpoint there.
  const isLaunched = env["SEXTANT_RUN_ID"] !== undefined;
  const found = isWebAddress(given) && !isLaunched ? [given] : [];
  const servers = isTrusted ? [...config.mlflow, ...found] : [];
  return {
    folders: unique(folders.map((folder) => resolveFolder(root, folder)))
      .filter((folder) => !isWithin(root, folder))
      .sort(),
    exclude: unique([...options.exclude, ...config.exclude])
      .filter((glob) => !impliedGlobs.has(glob))
      .sort(),
    servers: unique(servers.map((address) => address.replace(/\/+$/, ""))).sort(),
  };
}

/**
 * Names a way of looking: processes that look elsewhere (a window with folders of its own in its
 * settings, a shell without them) do not take each other's findings away.
 */
export function sourceScope(settings: SourceSettings): string {
  return createHash("sha256").update(JSON.stringify(settings)).digest("hex").slice(0, 16);
}

function readConfigured({ root, log }: SourceSettingsOptions): ConfiguredSources {
  const file = path.join(root, sextantConfigName);
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    // Reading a FIFO would wait for somebody to write into it.
    if (stats?.isFile() !== true || stats.size > maxConfigBytes) return emptyConfig.sources;
    return parseSextantConfig(readFileSync(file, "utf8"), file).value.sources;
  } catch (error) {
    log.warn(`${file} cannot be read: ${describeError(error)}`);
    return emptyConfig.sources;
  }
}

function resolveFolder(root: string, folder: string): string {
  const home = /^~(?=$|[\\/])/;
  return path.resolve(
    root,
    folder.replace(home, () => os.homedir()),
  );
}

function isWithin(root: string, folder: string): boolean {
  const relative = path.relative(root, folder);
  return relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
