import path from "node:path";
import { setImmediate as giveWay } from "node:timers/promises";
import { describeError } from "../../base/errors.ts";
import type { RunPart } from "../../core/formats/collectRun.ts";
import type { ClaimedPart } from "../../core/formats/groupClaims.ts";
import type { PointBuffer } from "../../core/formats/points/pointBuffer.ts";
import { MetricRollup } from "../../core/formats/points/metricRollup.ts";
import { inStepOrder, withoutRestarts } from "../../core/formats/points/restarts.ts";
import { RunChannel } from "../../core/formats/runChannel.ts";
import type {
  DocumentReader,
  FileReader,
  RunFormat,
  StreamReader,
} from "../../core/formats/runFormat.ts";
import type { MetricSummary, Series } from "../../core/runs/run.ts";
import { concatValid, voidLimits } from "../../core/formats/points/voidedPoints.ts";
import { summarize } from "../../core/runs/series.ts";
import {
  continues,
  createProblem,
  isSame,
  tooLong,
  type OpenedFile,
  type TrackedFile,
} from "./trackedFile.ts";
import {
  borrowBuffer,
  pieceBytes,
  readSourceFileState,
  returnBuffer,
  withSourceFile,
  type OpenSourceFile,
  type SourceFileState,
} from "./sourceFile.ts";

/** What a reader may leave unused: a longer record would have to be held in memory whole. */
const maxRestBytes = 256 * 1024 * 1024;
/** Points held before they are rolled up: 48 MB. */
const maxPendingPoints = 2_000_000;
const unreadableCode = "file-unreadable";
const headBytes = 1024;
const tailBytes = 256;
/** A file that was just being written is half there, which is no fault. */
const graceMs = 5000;

export interface FormatReadingOptions {
  /** Absolute: what the paths of claimed files are relative to. */
  readonly base: string;
  readonly root: string;
  /** Points of these metrics are kept for `series`; without it all are rolled up and let go. */
  readonly keeps?: (metric: string) => boolean;
  readonly wantsMedia?: boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The files of one run that one format reads, brought up to date as they grow. */
export class FormatReading {
  readonly #format: RunFormat;
  readonly #claimed: ClaimedPart;
  readonly #options: FormatReadingOptions;
  #files: TrackedFile[];
  #rollups = new Map<string, MetricRollup>();
  #needsRestart = false;
  /** Read since the points that are held were counted last. */
  #uncountedBytes = 0;
  /** The steps that writers went on from when points were rolled up last. */
  #restartMark = "";

  constructor(format: RunFormat, claimed: ClaimedPart, options: FormatReadingOptions) {
    this.#format = format;
    this.#claimed = claimed;
    this.#options = options;
    this.#files = this.#track();
  }

  /** Some file could not be read whole and is to be tried again. */
  get isUnsettled(): boolean {
    return this.#files.some((file) => file.isUnsettled);
  }

  /** Reads what is new. True when anything changed. */
  async readOn(): Promise<boolean> {
    const isFirst = this.#files.every(({ state }) => state === undefined);
    let isChanged = await this.#readFiles();
    if (this.#needsRestart) {
      this.#restart();
      await this.#readFiles();
      isChanged = true;
    }
    // Of what was read in one go from the start, nothing better can be had.
    this.#needsRestart = false;
    return isChanged || isFirst;
  }

  get channels(): readonly RunChannel[] {
    return this.#files.map(({ channel }) => channel);
  }

  /** Points kept for `series`. */
  get heldPoints(): number {
    let count = 0;
    for (const { channel } of this.#files) {
      for (const buffer of channel.points.values()) count += buffer.length;
    }
    return count;
  }

  part(): RunPart {
    return {
      format: this.#claimed.format,
      channels: this.channels,
      metrics: this.#summaries(),
      problems: this.#files.flatMap(({ problem, channel }) => [
        ...(problem === undefined ? [] : [problem]),
        ...channel.problems,
      ]),
    };
  }

  hasMetric(metric: string): boolean {
    return this.channels.some(({ points }) => (points.get(metric)?.length ?? 0) > 0);
  }

  /** Step of the last point that was kept; undefined for a metric without points. */
  lastStep(metric: string): number | undefined {
    return this.series(metric, false)?.steps.at(-1);
  }

  /** The points that were kept; undefined for a metric that this format does not have. */
  series(metric: string, isRaw: boolean): Series | undefined {
    const streams = this.#having(metric, "stream");
    const channels = streams.length > 0 ? streams : this.#having(metric, "document");
    if (channels.length === 0) return undefined;
    const limits = isRaw ? undefined : this.#voidLimits();
    const all = concatValid(
      channels.map((channel) => ({
        points: channel.points.get(metric)?.peek() ?? none,
        limit: limits?.get(channel) ?? Infinity,
      })),
    );
    if (isRaw) return all;
    return hasRestarts(channels) ? withoutRestarts(all) : inStepOrder(all);
  }

  #track(): TrackedFile[] {
    const { base, keeps, wantsMedia } = this.#options;
    return this.#claimed.files.map((file) => {
      const channel = new RunChannel({
        path: file.path,
        ...(keeps !== undefined && { wantsPoints: keeps }),
        ...(wantsMedia !== undefined && { wantsMedia }),
      });
      return {
        ...{ file, absolute: path.join(base, file.path), channel, reader: undefined, offset: 0 },
        ...{ state: undefined, problem: undefined, isUnsettled: false },
        ...{ head: new Uint8Array(0), tail: new Uint8Array(0) },
      };
    });
  }

  async #readFiles(): Promise<boolean> {
    let isChanged = false;
    for (const tracked of this.#files) {
      const state = readSourceFileState(tracked.absolute);
      if (state === undefined) {
        // A file that is gone takes along what it said.
        if (tracked.state !== undefined) this.#needsRestart = true;
        continue;
      }
      if (tracked.state !== undefined && isSame(state, tracked.state)) continue;
      isChanged = (await this.#readFile(tracked)) || isChanged;
      if (this.#needsRestart) return true;
    }
    this.#rollUp(this.#files);
    return isChanged;
  }

  async #readFile(tracked: TrackedFile): Promise<boolean> {
    try {
      return await withSourceFile(tracked.absolute, (file) => this.#readOpen(tracked, file));
    } catch (error) {
      const message = `the file cannot be read: ${describeError(error)}`;
      tracked.problem = createProblem(unreadableCode, message, tracked.file.path);
      return true;
    }
  }

  async #readOpen(tracked: TrackedFile, file: OpenSourceFile): Promise<boolean> {
    const { state } = file;
    if (state === undefined) return false;
    const reader = (tracked.reader ??= this.#format.createReader(tracked.file, {
      channel: tracked.channel,
      root: this.#options.root,
      fileTime: state.mtimeMs,
      now: this.#options.now(),
    }));
    if (reader.kind === "document") return this.#readDocument(tracked, reader, { file, state });
    if (!continues(tracked, { file, state })) {
      this.#needsRestart = true;
      return true;
    }
    if (tracked.problem?.code === unreadableCode) tracked.problem = undefined;
    await this.#readStream(tracked, reader, { file, state });
    tracked.state = state;
    return true;
  }

  #readDocument(
    tracked: TrackedFile,
    reader: DocumentReader,
    { file, state }: OpenedFile,
  ): boolean {
    tracked.problem = undefined;
    tracked.isUnsettled = false;
    if (state.sizeBytes > reader.maxBytes) {
      const message = `the file is larger than ${Math.round(reader.maxBytes / 1024 / 1024)} MiB and is not read`;
      tracked.problem = createProblem("file-too-large", message, tracked.file.path);
    } else {
      const bytes = new Uint8Array(state.sizeBytes);
      const whole = bytes.subarray(0, file.readAt(0, bytes));
      if (!reader.read(whole)) {
        if (this.#isYoung(state)) {
          tracked.isUnsettled = true;
          return false;
        }
        if (tracked.channel.problems.length === 0) {
          const message = "the file is incomplete or not what its name says";
          tracked.problem = createProblem("file-incomplete", message, tracked.file.path);
        }
      }
    }
    if (tracked.channel.problems.length > 0 && this.#isYoung(state)) {
      // The good part of a file that is being written: what is wrong with it may be right soon.
      tracked.channel.problems = [];
      tracked.isUnsettled = true;
      return true;
    }
    tracked.state = state;
    return true;
  }

  /** A time in the future, by another machine's clock, says nothing: no file stays young for ever. */
  #isYoung(state: SourceFileState): boolean {
    return Math.abs(this.#options.now() - state.mtimeMs) < graceMs;
  }

  async #readStream(
    tracked: TrackedFile,
    reader: StreamReader,
    { file, state }: OpenedFile,
  ): Promise<void> {
    const end = state.sizeBytes;
    const lent = borrowBuffer();
    let buffer = lent;
    let filled = 0;
    while (tracked.offset + filled < end) {
      const room = Math.min(buffer.length, end - tracked.offset);
      const count = file.readAt(tracked.offset + filled, buffer.subarray(filled, room));
      if (count === 0) break;
      filled += count;
      if (tracked.offset === 0) tracked.head = buffer.slice(0, Math.min(filled, headBytes));
      const used = reader.read(buffer.subarray(0, filled));
      tracked.offset += used;
      if (used < filled) buffer.copyWithin(0, used, filled);
      filled = Math.max(0, filled - used);
      if (filled * 2 > buffer.length) {
        if (buffer.length >= maxRestBytes) {
          tracked.problem = tooLong(tracked);
          break;
        }
        const larger = new Uint8Array(buffer.length * 2);
        larger.set(buffer.subarray(0, filled));
        buffer = larger;
      }
      this.#limitPending(count);
      if (tracked.offset + filled < end) await giveWay();
    }
    if (tracked.problem === undefined) reader.reachEnd?.(buffer.subarray(0, filled));
    returnBuffer(lent);
    const { offset } = tracked;
    // A record that is skipped may end behind the file's present end: there is nothing to compare.
    tracked.tail = new Uint8Array(offset > end ? 0 : Math.min(offset, tailBytes));
    file.readAt(offset - tracked.tail.length, tracked.tail);
  }

  /** Counting points takes a look at every metric of every file: not for each of many small ones. */
  #limitPending(readBytes: number): void {
    this.#uncountedBytes += readBytes;
    if (this.#uncountedBytes < pieceBytes) return;
    this.#uncountedBytes = 0;
    if (this.heldPoints > maxPendingPoints) this.#rollUp(this.#files);
  }

  /**
   * Points that nobody asked to keep go into the roll-ups: of all files together, since a later
   * file may take up an earlier one's steps again.
   */
  #rollUp(files: readonly TrackedFile[]): void {
    if (this.#options.keeps !== undefined) return;
    this.#checkVoided();
    for (const [metric, { parts, hasRestarts }] of this.#pending(files)) {
      let rollup = this.#rollups.get(metric);
      if (rollup === undefined) {
        rollup = new MetricRollup(hasRestarts);
        this.#rollups.set(metric, rollup);
      }
      const points = concatValid(
        parts.map(({ buffer, limit }) => ({ points: buffer.peek(), limit })),
      );
      if (!rollup.add(points)) this.#needsRestart = true;
      for (const { buffer } of parts) buffer.reset();
    }
  }

  #pending(files: readonly TrackedFile[]): Map<string, PendingMetric> {
    const limits = this.#voidLimits();
    const pending = new Map<string, PendingMetric>();
    for (const { reader, channel } of files) {
      // A document is rolled up from what its channel holds: the next reading replaces that.
      if (reader?.kind !== "stream") continue;
      for (const [metric, buffer] of channel.points) {
        if (buffer.length === 0) continue;
        const part = { buffer, limit: limits.get(channel) ?? Infinity };
        const known = pending.get(metric);
        if (known !== undefined) known.parts.push(part);
        else pending.set(metric, { parts: [part], hasRestarts: channel.hasRestarts });
      }
    }
    return pending;
  }

  /** From which step on a file's points are void: see `RunChannel.restartStep`. */
  #voidLimits(): ReadonlyMap<RunChannel, number> {
    const limits = voidLimits(this.channels.map((channel) => channel.restartStep));
    return new Map(this.channels.map((channel, index) => [channel, limits[index] ?? Infinity]));
  }

  /** A writer that goes on from an earlier step makes points void that are rolled up already. */
  #checkVoided(): void {
    const mark = this.channels.map((channel) => channel.restartStep).join(" ");
    if (this.#rollups.size > 0 && mark !== this.#restartMark) this.#needsRestart = true;
    this.#restartMark = mark;
  }

  #summaries(): Map<string, MetricSummary> {
    const summaries = new Map<string, MetricSummary>();
    for (const { channel, reader } of this.#files) {
      if (reader?.kind !== "document") continue;
      for (const metric of channel.points.keys()) {
        // One look finds the points of all files.
        if (summaries.has(metric)) continue;
        const points = this.series(metric, false);
        if (points !== undefined && points.steps.length > 0) {
          summaries.set(metric, summarize(points));
        }
      }
    }
    for (const [metric, { summary }] of this.#rollups) {
      if (summary !== undefined) summaries.set(metric, summary);
    }
    return summaries;
  }

  #having(metric: string, kind: FileReader["kind"]): RunChannel[] {
    return this.#files
      .filter(({ reader, channel }) => {
        return reader?.kind === kind && (channel.points.get(metric)?.length ?? 0) > 0;
      })
      .map(({ channel }) => channel);
  }

  /** What was read is of no use any more: a file was written anew, or is gone. */
  #restart(): void {
    this.#needsRestart = false;
    this.#rollups = new Map();
    this.#files = this.#track();
  }
}

/** Points of a metric that are to be rolled up, by file; those at `limit` and above are void. */
interface PendingMetric {
  readonly parts: { readonly buffer: PointBuffer; readonly limit: number }[];
  readonly hasRestarts: boolean;
}

const none: Series = {
  steps: new Float64Array(0),
  times: new Float64Array(0),
  values: new Float64Array(0),
};

function hasRestarts(channels: readonly RunChannel[]): boolean {
  return channels.every((channel) => channel.hasRestarts);
}
