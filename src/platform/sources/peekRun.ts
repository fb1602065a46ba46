import path from "node:path";
import type { RunPart } from "../../core/formats/collectRun.ts";
import type { ClaimedPart } from "../../core/formats/groupClaims.ts";
import { withoutRestarts } from "../../core/formats/points/restarts.ts";
import { RunChannel } from "../../core/formats/runChannel.ts";
import type { ClaimedFile, RunFormat } from "../../core/formats/runFormat.ts";
import type { MetricSummary } from "../../core/runs/run.ts";
import { concatSeries, summarize } from "../../core/runs/series.ts";
import { readSourceFileState, withSourceFile, type OpenSourceFile } from "./sourceFile.ts";

const headBytes = 16 * 1024;
const tailBytes = 32 * 1024;
/** A shorter file is as soon read whole. */
const minPeekedBytes = 4 * (headBytes + tailBytes);

export interface PeekOptions {
  /** Absolute: what the paths of claimed files are relative to. */
  readonly base: string;
  readonly root: string;
  readonly now: number;
}

/**
 * What the beginnings and the ends of long files say of a run: its parameters, and the last values
 * of its metrics. Of the other roll-ups nothing is said (`count` is 0). Undefined when some file
 * cannot be looked at so: then nothing is known before all of it has been read.
 */
export async function peekPart(
  format: RunFormat,
  { format: id, files }: ClaimedPart,
  options: PeekOptions,
): Promise<RunPart | undefined> {
  const channels: RunChannel[] = [];
  for (const file of files) {
    const absolute = path.join(options.base, file.path);
    const state = readSourceFileState(absolute);
    if (state === undefined) continue;
    const isLong = state.sizeBytes >= minPeekedBytes;
    if (!isLong || format.findRecord === undefined) return undefined;
    const ends = await withSourceFile(absolute, (open) =>
      Promise.resolve(peekFile({ format, file, open, ...options }, state)),
    );
    channels.push(...ends);
  }
  const metrics = lastValues(channels);
  for (const { points } of channels) for (const buffer of points.values()) buffer.reset();
  return { format: id, channels, metrics, problems: [] };
}

interface Peeked extends PeekOptions {
  readonly format: RunFormat;
  readonly file: ClaimedFile;
  readonly open: OpenSourceFile;
}

/** Kept from one file to the next: no reader holds on to what it is given. */
const head = new Uint8Array(headBytes);
const tail = new Uint8Array(tailBytes);

/** A channel for the beginning, whose facts count, and one for the end. */
function peekFile(
  { format, file, open, root, now }: Peeked,
  { sizeBytes, mtimeMs }: { readonly sizeBytes: number; readonly mtimeMs: number },
): RunChannel[] {
  const read = (bytes: Uint8Array): RunChannel => {
    const channel = new RunChannel({ path: file.path });
    const reader = format.createReader(file, { channel, root, fileTime: mtimeMs, now });
    if (reader.kind === "stream") reader.read(bytes);
    return channel;
  };
  const first = read(head.subarray(0, open.readAt(0, head)));
  const end = tail.subarray(0, open.readAt(sizeBytes - tailBytes, tail));
  const start = format.findRecord?.(end) ?? -1;
  return start < 0 ? [first] : [first, read(end.subarray(start))];
}

function lastValues(channels: readonly RunChannel[]): Map<string, MetricSummary> {
  const metrics = new Map<string, MetricSummary>();
  for (const metric of new Set(channels.flatMap(({ points }) => [...points.keys()]))) {
    const points = concatSeries(
      channels.flatMap((channel) => channel.points.get(metric)?.peek() ?? []),
    );
    if (points.steps.length === 0) continue;
    const { last, lastStep, lastTime } = summarize(withoutRestarts(points));
    const unknown = { min: NaN, minStep: -1, max: NaN, maxStep: -1, count: 0 };
    metrics.set(metric, { last, lastStep, lastTime, ...unknown });
  }
  return metrics;
}
