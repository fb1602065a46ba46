import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import path from "node:path";
import { metricOf } from "../../../core/formats/dvclive/dvcliveFormat.ts";
import { ScalarReader } from "../../../core/formats/dvclive/scalarReader.ts";
import type { PointBuffer } from "../../../core/formats/points/pointBuffer.ts";
import { inStepOrder, withoutRestarts } from "../../../core/formats/points/restarts.ts";
import { RunChannel } from "../../../core/formats/runChannel.ts";
import { TextStream } from "../../../core/formats/text/textStream.ts";
import type { MetricSummary, Series } from "../../../core/runs/run.ts";
import { emptySeries, summarize } from "../../../core/runs/series.ts";
import { listFiles } from "./workingView.ts";

const scalars = "plots/metrics/";
const chunkBytes = 1 << 20;
/** Points of a metric that are read at a time stay far below what a thread can spare. */
const maxFileBytes = 512 * 1024 * 1024;

/** The points in a file of DVCLive's that was read whole, as `series` of a source gives them. */
export function parsePoints(bytes: Uint8Array, isRaw: boolean): Series {
  const channel = new RunChannel();
  const reader = new TextStream(new ScalarReader("", channel), channel);
  let used = 0;
  for (let more = reader.read(bytes); more > 0 && used < bytes.length;) {
    used += more;
    more = reader.read(bytes.subarray(used));
  }
  return orderPoints(channel.points.get(""), isRaw);
}

function orderPoints(buffer: PointBuffer | undefined, isRaw: boolean): Series {
  if (buffer === undefined) return emptySeries;
  const points = buffer.peek();
  return isRaw ? points : inStepOrder(withoutRestarts(points));
}

/** `dvclive/plots/metrics/train/acc.tsv` in a folder of DVCLive's. */
export function pointsFile(folder: string, metric: string): string {
  return `${folder === "" ? "" : `${folder}/`}${scalars}${metric}.tsv`;
}

/** Follows the points that DVCLive writes in a folder on disk; only what is new is read. */
export class LivePoints {
  readonly #root: string;
  readonly #files = new Map<string, FollowedFile>();

  constructor(root: string) {
    this.#root = root;
  }

  /** Metrics that have points in the folder, by their names. */
  names(folder: string): readonly string[] {
    const files = listFiles(path.join(this.#root, folder, scalars), "", 0);
    return files.filter((name) => name.endsWith(".tsv")).map((name) => metricOf(scalars + name));
  }

  series(folder: string, metric: string, isRaw: boolean): Series {
    return orderPoints(this.#follow(folder, metric), isRaw);
  }

  summary(folder: string, metric: string): MetricSummary | undefined {
    const series = this.series(folder, metric, false);
    return series.steps.length === 0 ? undefined : summarize(series);
  }

  #follow(folder: string, metric: string): PointBuffer | undefined {
    const file = path.join(this.#root, pointsFile(folder, metric));
    let followed = this.#files.get(file);
    if (followed === undefined) this.#files.set(file, (followed = new FollowedFile()));
    followed.readOn(file);
    return followed.points;
  }
}

class FollowedFile {
  #inode = 0;
  #used = 0;
  #size = 0;
  #channel = new RunChannel();
  #reader = new TextStream(new ScalarReader("", this.#channel), this.#channel);

  get points(): PointBuffer | undefined {
    return this.#channel.points.get("");
  }

  /** DVCLive begins anew by deleting its files: another file, or a shorter one, is read from its start. */
  readOn(file: string): void {
    let descriptor: number;
    try {
      descriptor = openSync(file, "r");
    } catch {
      this.#restart(0);
      return;
    }
    try {
      const stat = fstatSync(descriptor);
      if (!stat.isFile() || stat.size > maxFileBytes) return;
      if (stat.ino !== this.#inode || stat.size < this.#size) this.#restart(stat.ino);
      if (stat.size > this.#size) this.#take(descriptor);
      this.#size = stat.size;
    } finally {
      closeSync(descriptor);
    }
  }

  #restart(inode: number): void {
    this.#inode = inode;
    this.#used = 0;
    this.#size = 0;
    this.#channel = new RunChannel();
    this.#reader = new TextStream(new ScalarReader("", this.#channel), this.#channel);
  }

  #take(descriptor: number): void {
    const chunk = Buffer.alloc(chunkBytes);
    for (;;) {
      const length = readSync(descriptor, chunk, 0, chunk.length, this.#used);
      const used = length === 0 ? 0 : this.#reader.read(chunk.subarray(0, length));
      if (used === 0) return;
      this.#used += used;
    }
  }
}
