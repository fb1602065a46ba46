import path from "node:path";
import { choosePart, collectRun, isFloat32, type RunPart } from "../../core/formats/collectRun.ts";
import { shortestFloat32 } from "../../core/formats/points/float32.ts";
import { runFormats } from "../../core/formats/formats.ts";
import type { ClaimedRun } from "../../core/formats/groupClaims.ts";
import type { MediaItem } from "../../core/formats/media.ts";
import type { Run, Series } from "../../core/runs/run.ts";
import { FormatReading } from "./formatReading.ts";
import { peekPart } from "./peekRun.ts";
import type { RunSource, SourceUpdate } from "./runSource.ts";
import { readSourceFileState } from "./sourceFile.ts";
import { sourceRunId } from "./sourceRunId.ts";

/** Written to within so long: looked at often, and its readers are kept. */
const liveMs = 10 * 60_000;
/** Of a run with fewer points all metrics are kept when one is asked for: the next ask is free. */
const smallRunPoints = 200_000;

export interface FolderRunOptions {
  /** Absolute: what the claim's paths are relative to. */
  readonly base: string;
  /** How the base is shown in front of the run's folder: "" for the project itself. */
  readonly shownBase: string;
  readonly now: () => number;
}

/** A run that lies in a folder as files, whichever formats they are. */
export class FolderRun implements RunSource {
  readonly key: string;
  readonly id: string;
  readonly #options: FolderRunOptions;
  #claim: ClaimedRun;
  #claimMark: string;
  #mark: string | undefined;
  #readings: readonly FormatReading[] | undefined;
  #run: Run | undefined;
  #viewed: Viewed | undefined;
  #viewing: Promise<unknown> = Promise.resolve();
  #isLive = false;
  /** When a change was last seen, by the clock of this machine; of files, the newest time. */
  #seenAt = -Infinity;
  #newest = 0;

  constructor(claim: ClaimedRun, options: FolderRunOptions) {
    this.#options = options;
    this.#claim = claim;
    this.#claimMark = describeClaim(claim);
    this.key = keyOf(claim, options);
    this.id = sourceRunId("run", this.key, "");
  }

  /** What the paths of its files are relative to; absolute. */
  get base(): string {
    return this.#options.base;
  }

  get isLive(): boolean {
    return this.#isLive;
  }

  /** Tells which of two runs was written to later. Milliseconds since the epoch. */
  get changedAt(): number {
    return Math.max(this.#newest, this.#seenAt);
  }

  /** How many points are held for charts. */
  get heldPoints(): number {
    return this.#viewed?.pointCount ?? 0;
  }

  /** The claim as it was found last: with new files it is read anew. */
  setClaim(claim: ClaimedRun): void {
    const mark = describeClaim(claim);
    if (mark === this.#claimMark) return;
    this.#claim = claim;
    this.#claimMark = mark;
    this.release();
    this.#mark = undefined;
  }

  async refresh(mark: string | null): Promise<SourceUpdate | undefined> {
    const { mark: now, newest } = this.#look();
    this.#isLive = this.#looksLive(now, newest);
    if (now === (this.#mark ?? mark) && this.#readings?.some((one) => one.isUnsettled) !== true) {
      this.#mark = now;
      if (!this.#isLive) this.#readings = undefined;
      return undefined;
    }
    // They may be let go of meanwhile: a scan may find other files.
    const readings = (this.#readings ??= this.#createReadings({}));
    const isChanged = await readAll(readings);
    this.#mark = now;
    const isUnsettled = readings.some((reading) => reading.isUnsettled);
    const run =
      isChanged || this.#run === undefined
        ? this.#collect(
            readings.map((one) => one.part()),
            newest,
          )
        : null;
    if (!this.#isLive) this.#readings = undefined;
    if (run === null) return undefined;
    this.#run = run;
    return { runs: [run], removed: [], isComplete: true, mark: isUnsettled ? "" : now };
  }

  /** How many bytes a refresh would have to read from the start; 0 when nothing changed. */
  unreadBytes(mark: string | null): number {
    const { mark: now, sizeBytes } = this.#look();
    return now === (this.#mark ?? mark) || this.#readings !== undefined ? 0 : sizeBytes;
  }

  /**
   * The run as the beginnings and ends of its files tell of it, at little cost; undefined when they
   * cannot. Its mark makes the next refresh read all of it.
   */
  async peek(): Promise<SourceUpdate | undefined> {
    const { base, now } = this.#options;
    const { root, parts } = this.#claim;
    const peeked: RunPart[] = [];
    for (const part of parts) {
      const format = runFormats.find(({ id }) => id === part.format);
      const found = format && (await peekPart(format, part, { base, root, now: now() }));
      if (found === undefined) return undefined;
      peeked.push(found);
    }
    const run = this.#collect(peeked, this.#look().newest);
    return { runs: [run], removed: [], isComplete: true, mark: "" };
  }

  async series(
    run: Run,
    metrics: readonly string[],
    isRaw: boolean,
  ): Promise<ReadonlyMap<string, Series>> {
    const work = this.#viewing.then(() => this.#readSeries(run, metrics, isRaw));
    this.#viewing = work.catch(() => undefined);
    return await work;
  }

  async media(): Promise<readonly MediaItem[]> {
    const readings = this.#createReadings({ keeps: () => false, wantsMedia: true });
    await readAll(readings);
    return readings.flatMap((one) => one.part().channels.flatMap((channel) => channel.media));
  }

  /** Lets go of what is kept only to be quick: it is read again when it is asked for. */
  release(): void {
    this.#readings = undefined;
    this.releasePoints();
  }

  releasePoints(): void {
    this.#viewed = undefined;
  }

  dispose(): void {
    this.release();
  }

  async #readSeries(
    run: Run,
    metrics: readonly string[],
    isRaw: boolean,
  ): Promise<ReadonlyMap<string, Series>> {
    const viewed = this.#view(run, metrics);
    await readAll(viewed.readings);
    const found = new Map<string, Series>();
    for (const metric of metrics) {
      const having = viewed.readings.filter((one) => one.hasMetric(metric));
      const isOnly = having.length === 1;
      const reading = isOnly ? having[0] : choosePart(having, (one) => one.lastStep(metric));
      const series = reading?.series(metric, isRaw);
      if (reading === undefined || series === undefined) continue;
      // Copied: the arrays go on growing.
      const { steps, times, values } = series;
      const copy = { steps: steps.slice(), times: times.slice(), values: values.slice() };
      found.set(metric, isFloat32(reading) ? { ...copy, isFloat32: true } : copy);
    }
    viewed.pointCount = viewed.readings.reduce((sum, one) => sum + one.heldPoints, 0);
    return found;
  }

  /** What is held of the run, or that and these metrics when they were not asked for before. */
  #view(run: Run, metrics: readonly string[]): Viewed {
    const known = this.#viewed;
    const held = known?.metrics;
    if (known !== undefined && (held === null || metrics.every((name) => held?.has(name)))) {
      return known;
    }
    const pointCount = Object.values(run.metrics).reduce((sum, { count }) => sum + count, 0);
    const wanted = pointCount <= smallRunPoints ? null : new Set([...(held ?? []), ...metrics]);
    const keeps = (metric: string): boolean => wanted?.has(metric) ?? true;
    const readings = this.#createReadings({ keeps });
    this.#viewed = { metrics: wanted, readings, pointCount: 0 };
    return this.#viewed;
  }

  #createReadings(wants: {
    readonly keeps?: (metric: string) => boolean;
    readonly wantsMedia?: boolean;
  }): readonly FormatReading[] {
    const { base, now } = this.#options;
    return this.#claim.parts.flatMap((part) => {
      const format = runFormats.find(({ id }) => id === part.format);
      if (format === undefined) return [];
      return [new FormatReading(format, part, { base, root: this.#claim.root, now, ...wants })];
    });
  }

  #collect(parts: readonly RunPart[], newest: number): Run {
    const { root, key } = this.#claim;
    const { base, shownBase } = this.#options;
    return collectRun(
      {
        id: this.id,
        path: [shownBase, root].filter((part) => part !== "").join("/"),
        root,
        key,
        rootName: path.basename(base),
        updatedAt: newest === 0 ? null : newest,
      },
      parts.map(withWrittenValues),
    );
  }

  /** Files of another machine may be timed by a clock that is far from this one's. */
  #looksLive(mark: string, newest: number): boolean {
    const now = this.#options.now();
    if (this.#mark !== undefined && mark !== this.#mark) this.#seenAt = now;
    this.#newest = newest;
    return Math.abs(now - newest) < liveMs || now - this.#seenAt < liveMs;
  }

  #look(): { readonly mark: string; readonly newest: number; readonly sizeBytes: number } {
    let newest = 0;
    let sizeBytes = 0;
    const states = this.#claim.parts.flatMap(({ files }) =>
      files.map((file) => {
        const state = readSourceFileState(path.join(this.#options.base, file.path));
        if (state === undefined) return "-";
        newest = Math.max(newest, state.mtimeMs);
        sizeBytes += state.sizeBytes;
        return `${state.inode} ${state.sizeBytes} ${state.mtimeMs}`;
      }),
    );
    return { mark: `${this.#claimMark}\n${states.join("\n")}`, newest, sizeBytes };
  }
}

interface Viewed {
  /** Null for all. */
  readonly metrics: ReadonlySet<string> | null;
  readonly readings: readonly FormatReading[];
  pointCount: number;
}

/** The same for every process, and after the project's folder was moved. */
export function keyOf({ root, key }: ClaimedRun, { shownBase }: FolderRunOptions): string {
  return `folder:${shownBase}\0${root}\0${key}`;
}

async function readAll(readings: readonly FormatReading[]): Promise<boolean> {
  let isChanged = false;
  for (const reading of readings) isChanged = (await reading.readOn()) || isChanged;
  return isChanged;
}

function describeClaim({ parts }: ClaimedRun): string {
  return parts
    .map(({ format, files }) => `${format}: ${files.map((file) => file.path).join(" | ")}`)
    .join("\n");
}

function withWrittenValues(part: RunPart): RunPart {
  if (!isFloat32(part)) return part;
  const metrics = new Map(
    [...part.metrics].map(([name, summary]) => [
      name,
      {
        ...summary,
        last: shortestFloat32(summary.last),
        min: shortestFloat32(summary.min),
        max: shortestFloat32(summary.max),
      },
    ]),
  );
  return { ...part, metrics };
}
