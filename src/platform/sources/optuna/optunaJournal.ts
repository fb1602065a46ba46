import { pathIn } from "../../../core/formats/filePaths.ts";
import { open, stat, type FileHandle } from "node:fs/promises";
import { setImmediate as nextTurn } from "node:timers/promises";
import { AppError, describeError, type Problem } from "../../../base/errors.ts";
import {
  isJournal,
  JournalReplay,
  type JournalTrial,
} from "../../../core/formats/optuna/journal.ts";
import {
  aliveMs,
  runOfTrial,
  seriesOfTrial,
  trialKey,
} from "../../../core/formats/optuna/trial.ts";
import type { MediaItem } from "../../../core/formats/media.ts";
import { decodeUtf8 } from "../../../core/formats/text/utf8.ts";
import type { Run, Series } from "../../../core/runs/run.ts";
import type { RunSource, SourceContext, SourceKind, SourceUpdate } from "../runSource.ts";
import { sourcePath } from "../sourcePath.ts";
import { sourceRunId } from "../sourceRunId.ts";

const journalName = /\.(?:log|jsonl|journal)$/i;
const pieceBytes = 1024 * 1024;
/** A longer line is skipped, with a problem. */
const maxLineBytes = 32 * 1024 * 1024;
const turnMs = 15;
const runsPerTurn = 500;
const newline = 10;
const headBytes = 512;

/** Optuna's journal files, known by their first line. */
export const optunaJournal: SourceKind = {
  format: "optuna",
  detect: (folder) =>
    folder.files
      .filter((name) => journalName.test(name) && isJournal(decodeUtf8(folder.head(name))))
      .map((name) => ({
        path: pathIn(folder, name),
        ownedFolders: [],
      })),
  open: (path, context) => new OptunaJournal(path, context),
};

class OptunaJournal implements RunSource {
  readonly key: string;
  isLive = false;
  readonly #path: string;
  readonly #shownPath: string;
  readonly #context: SourceContext;
  #file: JournalFile | undefined;
  /** The file as it was when it was last read; with `mark`, by an earlier object. */
  #state: string | undefined;
  /** The file was read from its start since the last update, or all its trials look different. */
  #isAnew = false;
  /** When running trials stop being believed. */
  #aliveUntil = Infinity;

  constructor(path: string, context: SourceContext) {
    this.#path = path;
    this.#shownPath = sourcePath(context.root, path);
    this.#context = context;
    this.key = `optuna:${this.#shownPath}`;
  }

  async refresh(mark: string | null): Promise<SourceUpdate | undefined> {
    if (this.#state === undefined && mark !== null) this.#restore(mark);
    const { state, time } = await stateOf(this.#path);
    const now = this.#context.clock.now();
    this.isLive = now - time < aliveMs;
    const isAged = now > this.#aliveUntil;
    if (state === this.#state && !isAged) return undefined;
    this.#state = state;
    if (state === "") return this.#forget();
    const file = await this.#readFile();
    const isComplete = this.#isAnew || isAged;
    this.#isAnew = false;
    const changed = file.takeChanged();
    const trials = isComplete ? file.allTrials() : changed;
    const isRunning = file.allTrials().some((trial) => trial.state === "RUNNING");
    this.#aliveUntil = isRunning && now <= time + aliveMs ? time + aliveMs : Infinity;
    const runs = await this.#runsOf(trials, file, time);
    return { runs, removed: [], isComplete, mark: this.#mark() };
  }

  async series(run: Run, metrics: readonly string[]): Promise<ReadonlyMap<string, Series>> {
    const file = await this.#readFile();
    const trial = file.allTrials().find((each) => keyOf(each) === run.location?.key);
    return trial === undefined ? new Map() : seriesOfTrial(trial.study, trial, metrics);
  }

  media(): Promise<readonly MediaItem[]> {
    return Promise.resolve([]);
  }

  dispose(): void {
    this.#file = undefined;
  }

  /** Reads what was added; from the start when the file is not the same any more. */
  async #readFile(): Promise<JournalFile> {
    try {
      let file = this.#file;
      if (file === undefined || !(await file.readOn(this.#path))) {
        file = new JournalFile(this.#shownPath);
        await file.readOn(this.#path);
        this.#file = file;
        this.#isAnew = true;
      }
      if (file.takeStudyChange()) this.#isAnew = true;
      return file;
    } catch (error) {
      throw new AppError(
        "source-unreadable",
        `${this.#path} cannot be read: ${describeError(error)}.`,
        { cause: error },
      );
    }
  }

  #forget(): SourceUpdate {
    this.#file = undefined;
    this.#aliveUntil = Infinity;
    return { runs: [], removed: [], isComplete: true, mark: this.#mark() };
  }

  async #runsOf(
    trials: readonly JournalTrial[],
    file: JournalFile,
    storeTime: number,
  ): Promise<readonly Run[]> {
    const isAlive = this.#context.clock.now() <= storeTime + aliveMs;
    // The first of all trials tells for the file.
    const [first] = file.allTrials();
    const runs: Run[] = [];
    for (const trial of trials) {
      if (runs.length % runsPerTurn === runsPerTurn - 1) await nextTurn();
      const id = sourceRunId("optuna", this.key, keyOf(trial));
      const problems = trial === first ? file.problems() : [];
      const place = { id, path: this.#shownPath, problems, isAlive, storeTime };
      runs.push(runOfTrial(trial.study, trial, place));
    }
    return runs;
  }

  #mark(): string {
    const until = Number.isFinite(this.#aliveUntil) ? String(this.#aliveUntil) : "";
    return `${until}|${this.#state ?? ""}`;
  }

  #restore(mark: string): void {
    const [aliveUntil = "", state = ""] = mark.split("|");
    this.#state = state;
    this.#aliveUntil = aliveUntil === "" ? Infinity : Number(aliveUntil);
  }
}

/** A journal file and how far it was read. */
class JournalFile {
  readonly #replay: JournalReplay;
  /** First bytes, which tell a file that was written anew. */
  #head: Buffer = Buffer.alloc(0);
  #inode = 0;
  #offset = 0;
  #line = 0;
  /** Of the line that is too long and being skipped. */
  #isSkipping = false;
  #shownProblems = 0;

  constructor(path: string) {
    this.#replay = new JournalReplay(path);
  }

  allTrials(): readonly JournalTrial[] {
    return this.#replay.studies.filter((study) => !study.isDeleted).flatMap(({ trials }) => trials);
  }

  /** Those that changed since this was last asked. */
  takeChanged(): readonly JournalTrial[] {
    const { changed } = this.#replay;
    const [first] = this.allTrials();
    if (this.#problems.length !== this.#shownProblems && first !== undefined) changed.add(first);
    this.#shownProblems = this.#problems.length;
    const trials = [...changed].filter((trial) => !trial.study.isDeleted);
    changed.clear();
    return trials;
  }

  /** Names or objectives of studies changed, or a study is gone: all trials are to be shown anew. */
  takeStudyChange(): boolean {
    const { changedStudies } = this.#replay;
    const isChanged = changedStudies.size > 0;
    changedStudies.clear();
    return isChanged;
  }

  /** What is wrong with the file, as far as it was read. */
  problems(): readonly Problem[] {
    return [...this.#problems];
  }

  /** False when this is another file than the one that was read so far. */
  async readOn(path: string): Promise<boolean> {
    const file = await open(path, "r");
    try {
      const { size, ino } = await file.stat();
      const isSame = this.#offset === 0 || (ino === this.#inode && size >= this.#offset);
      if (!isSame || !(await this.#hasSameHead(file))) return false;
      this.#inode = ino;
      await this.#readTo(file, size);
      if (this.#head.length === 0) this.#head = await readPart(file, 0, headBytes, this.#offset);
      return true;
    } finally {
      await file.close();
    }
  }

  async #hasSameHead(file: FileHandle): Promise<boolean> {
    const head = await readPart(file, 0, this.#head.length, Infinity);
    return head.equals(this.#head);
  }

  async #readTo(file: FileHandle, size: number): Promise<void> {
    let turnStart = performance.now();
    let rest: Buffer = Buffer.alloc(0);
    let position = this.#offset;
    while (position < size) {
      const piece = await readPart(file, position, pieceBytes, size);
      if (piece.length === 0) return;
      position += piece.length;
      rest = this.#takeLines(rest.length === 0 ? piece : Buffer.concat([rest, piece]));
      if (performance.now() - turnStart > turnMs) {
        await nextTurn();
        turnStart = performance.now();
      }
    }
  }

  /** Answers what follows the last whole line; it is read again when there is more. */
  #takeLines(bytes: Buffer): Buffer {
    let start = 0;
    for (;;) {
      const end = bytes.indexOf(newline, start);
      if (end < 0) break;
      if (this.#isSkipping) this.#isSkipping = false;
      else this.#replay.apply(bytes.toString("utf8", start, end), this.#line, this.#offset);
      this.#line++;
      this.#offset += end + 1 - start;
      start = end + 1;
    }
    const rest = bytes.subarray(start);
    if (rest.length <= maxLineBytes) return rest;
    if (!this.#isSkipping) this.#reportLongLine();
    this.#isSkipping = true;
    this.#offset += rest.length;
    return Buffer.alloc(0);
  }

  #reportLongLine(): void {
    const message = `line ${String(this.#line + 1)} is longer than 32 MiB and was left out`;
    this.#replay.report(message, this.#line, this.#offset);
  }

  get #problems(): readonly Problem[] {
    return this.#replay.problems;
  }
}

function keyOf(trial: JournalTrial): string {
  return trialKey(trial.study, trial);
}

/** At most `length` bytes from `position`, none beyond `end`. */
async function readPart(
  file: FileHandle,
  position: number,
  length: number,
  end: number,
): Promise<Buffer> {
  const wanted = Math.max(0, Math.min(length, end - position));
  const bytes = Buffer.alloc(wanted);
  const { bytesRead } = await file.read(bytes, 0, wanted, position);
  return bytes.subarray(0, bytesRead);
}

async function stateOf(path: string): Promise<{ readonly state: string; readonly time: number }> {
  const found = await stat(path, { bigint: true }).catch(() => null);
  if (found === null) return { state: "", time: 0 };
  const { ino, size, mtimeNs, mtimeMs } = found;
  return { state: `${String(ino)},${String(size)},${String(mtimeNs)}`, time: Number(mtimeMs) };
}
