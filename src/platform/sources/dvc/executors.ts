import { readdirSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { parseExecutor, type Executor } from "../../../core/formats/dvc/executor.ts";
import { readSmallFile } from "./dvcCache.ts";

/** After so long without a sign, what says that it runs is not believed. */
export const silenceMs = 600_000;

export interface FoundExecutor extends Executor {
  /** The commit in the queue that it was made from. */
  readonly revision: string;
  /** When its state was written, milliseconds since the epoch. */
  readonly updatedAt: number;
}

/** What DVC notes of the experiments that it runs, in `.dvc/tmp/exps/run` and `standalone/run`. */
export class Executors {
  readonly #tmp: string;
  readonly #folder: string;
  readonly #notes: readonly NoteFolder[];

  /** `root` is the folder that holds `.dvc`. */
  constructor(root: string) {
    this.#tmp = path.join(root, ".dvc", "tmp");
    this.#folder = path.join(this.#tmp, "exps", "run");
    // `dvc exp run --temp` has its own.
    const standalone = path.join(this.#tmp, "exps", "standalone", "run");
    this.#notes = [new NoteFolder(this.#folder), new NoteFolder(standalone)];
  }

  /** Those that run now. */
  readRunning(now: number): readonly FoundExecutor[] {
    const running = this.#notes.flatMap((notes) => notes.readRunning(now));
    return running.filter((executor) => this.#isOwn(executor));
  }

  /** The name of the experiment whose script runs DVCLive in the workspace; null for none. */
  liveName(): string | null {
    const bytes = readSmallFile(path.join(this.#folder, "DVCLIVE_ONLY"));
    if (bytes === null) return null;
    return liveSchema.safeParse(parseJson(bytes)).data?.exp_name ?? "";
  }

  /** With which code an experiment's process ended; null when that is not known. */
  exitCode(revision: string): number | null {
    const bytes = readSmallFile(path.join(this.#folder, revision, `${revision}.json`));
    return bytes === null
      ? null
      : (processSchema.safeParse(parseJson(bytes)).data?.returncode ?? null);
  }

  /** A note that leads somewhere else is of another machine, or of somebody who means harm. */
  #isOwn({ isInWorkspace, rootDir }: FoundExecutor): boolean {
    if (isInWorkspace) return true;
    try {
      const relative = path.relative(realpathSync(this.#tmp), realpathSync(rootDir));
      return relative !== "" && !relative.startsWith("..") && !path.isAbsolute(relative);
    } catch {
      return false;
    }
  }
}

/**
 * Notes of ended experiments stay for ever, thousands of them: only new ones, and those that may
 * still change, are read.
 */
class NoteFolder {
  readonly #folder: string;
  readonly #known = new Map<string, FoundExecutor | null>();
  #listed = "";

  constructor(folder: string) {
    this.#folder = folder;
  }

  readRunning(now: number): FoundExecutor[] {
    const stat = statSync(this.#folder, { throwIfNoEntry: false });
    const state = stat === undefined ? "" : `${stat.mtimeMs} ${stat.ino}`;
    if (state !== this.#listed) {
      for (const name of namesIn(this.#folder)) {
        if (!this.#known.has(name)) this.#known.set(name, this.#read(name));
      }
      this.#listed = state;
    }
    const running: FoundExecutor[] = [];
    for (const [name, known] of this.#known) {
      if (known !== null && !isUnsettled(known, now)) continue;
      const executor = this.#read(name);
      this.#known.set(name, executor);
      if (executor?.state === "running") running.push(executor);
    }
    return running;
  }

  #read(name: string): FoundExecutor | null {
    const file = path.join(this.#folder, name, `${name}.run`);
    const stat = statSync(file, { throwIfNoEntry: false });
    const bytes = stat === undefined ? null : readSmallFile(file);
    const executor = bytes === null ? null : parseExecutor(bytes.toString("utf8"));
    if (executor === null || stat === undefined) return null;
    return { ...executor, revision: name, updatedAt: stat.mtimeMs };
  }
}

const liveSchema = z.object({ exp_name: z.string() });
const processSchema = z.object({ returncode: z.number() });

function isUnsettled({ state, updatedAt }: FoundExecutor, now: number): boolean {
  return state === "running" || (state === "waiting" && now - updatedAt < silenceMs);
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch {
    return [];
  }
}
