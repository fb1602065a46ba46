import type { Problem } from "../../base/errors.ts";
import type { RunCommand, RunStatus } from "../runs/run.ts";
import { maxMediaItems, type MediaItem } from "./media.ts";
import { setNamed } from "./namedValues.ts";
import { PointBuffer } from "./points/pointBuffer.ts";

export const maxNameLength = 1000;
export const maxTextLength = 16_384;
const maxNames = 200_000;
const maxProblems = 20;

/** What a file says of its run beside parameters, tags and points. Leave out what is not known. */
export interface RunFacts {
  name?: string;
  experiment?: string;
  status?: RunStatus;
  /** Milliseconds since the epoch. */
  startTime?: number;
  endTime?: number;
  exitCode?: number;
  signal?: string;
  command?: RunCommand;
  entryPoint?: string;
  host?: string;
  user?: string;
  note?: string;
  /** Full hash of the commit that the writer recorded. */
  commit?: string;
  branch?: string;
  remote?: string;
  isDirty?: boolean;
}

/** Takes the points of one metric, in the order they were written. */
export interface PointSink {
  /**
   * `step` and `value` may be any number; `time` is in milliseconds since the epoch, NaN where the
   * format has none.
   */
  push(step: number, time: number, value: number): void;
}

const ignored: PointSink = { push: () => undefined };

export interface ChannelOptions {
  /** Which metrics' points are kept; all when left out. */
  readonly wantsPoints?: (metric: string) => boolean;
  /** Whether media are listed: they are read only when somebody looks at them. */
  readonly wantsMedia?: boolean;
  /** Which file it is of, for problems. */
  readonly path?: string;
}

/**
 * What one file of a run says. Readers fill it; whoever reads a run puts the channels of its files
 * together. Names and texts are cut to bounds here, so that readers need not.
 */
export class RunChannel {
  facts: RunFacts = {};
  params: Record<string, string> = {};
  tags: Record<string, string> = {};
  media: MediaItem[] = [];
  problems: Problem[] = [];
  /** By metric, in the order the metrics came. */
  readonly points = new Map<string, PointBuffer>();
  /**
   * Values of this file were written as 32-bit floats: of two files with the same metric the other
   * one is shown, and values are shown as people wrote them (0.9, not 0.8999999761581421).
   */
  isFloat32 = false;
  /**
   * A point at a step not above the one before it begins the series anew from there, as after a
   * restart from a checkpoint. When false, all points are kept, as where one step has many.
   */
  hasRestarts = true;
  /**
   * The writer of this file goes on from this step: all points of the files before this one that
   * are at it or above are void, also those of metrics that are not written again.
   */
  restartStep: number | null = null;
  /** Grows when `clear` throws points away that were taken before. */
  generation = 0;
  readonly wantsMedia: boolean;
  readonly #wantsPoints: (metric: string) => boolean;
  readonly #path: string;
  #paramCount = 0;

  constructor(options: ChannelOptions = {}) {
    this.#wantsPoints = options.wantsPoints ?? (() => true);
    this.wantsMedia = options.wantsMedia === true;
    this.#path = options.path ?? "";
  }

  /** Forgets everything: the file is read from its start again. */
  clear(): void {
    this.facts = {};
    this.params = {};
    this.tags = {};
    this.media = [];
    this.problems = [];
    this.points.clear();
    this.restartStep = null;
    this.#paramCount = 0;
    this.generation++;
  }

  /** Where a metric's points go. Keep it: looking it up costs more than a point. */
  series(metric: string): PointSink {
    const name = cut(metric, maxNameLength);
    const known = this.points.get(name);
    if (known !== undefined) return known;
    if (this.points.size >= maxNames || !this.#wantsPoints(name)) return ignored;
    const buffer = new PointBuffer(name, 0);
    this.points.set(name, buffer);
    return buffer;
  }

  /**
   * A parameter; objects become one parameter a leaf, named with dots, and lists their JSON text.
   * Undefined is left out, null is the text "null".
   */
  param(name: string, value: unknown): void {
    this.#flatten(name, value, 0);
  }

  /** Parameters of an object, each by its key. */
  paramsOf(values: unknown, prefix = ""): void {
    if (typeof values !== "object" || values === null || Array.isArray(values)) return;
    for (const [key, value] of Object.entries(values)) this.param(prefix + key, value);
  }

  /** Forgets the parameters, for a reader that puts all of them in again. */
  clearParams(): void {
    this.params = {};
    this.#paramCount = 0;
  }

  tag(name: string, value: string): void {
    setNamed(this.tags, cut(name, maxNameLength), cut(value, maxTextLength));
  }

  addMedia(item: MediaItem): void {
    if (this.wantsMedia && this.media.length < maxMediaItems) this.media.push(item);
  }

  /** `byteOffset` and `line` count from 0. */
  report(
    code: string,
    message: string,
    place: { readonly line?: number; readonly byteOffset?: number } = {},
  ): void {
    if (this.problems.length >= maxProblems) return;
    const location = { path: this.#path, ...place };
    this.problems.push({ code, message, severity: "warning", location });
  }

  #flatten(name: string, value: unknown, depth: number): void {
    if (value === undefined || this.#paramCount >= maxNames) return;
    const isNested = typeof value === "object" && value !== null && !Array.isArray(value);
    if (isNested && depth < 16 && Object.keys(value).length > 0) {
      for (const [key, item] of Object.entries(value)) {
        this.#flatten(`${name}.${key}`, item, depth + 1);
      }
      return;
    }
    this.#paramCount++;
    setNamed(this.params, cut(name, maxNameLength), cut(textOf(value), maxTextLength));
  }
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  try {
    return JSON.stringify(value);
  } catch {
    // Nested too deep to be written out.
    return "…";
  }
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
