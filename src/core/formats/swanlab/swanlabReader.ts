import type { RunStatus } from "../../runs/run.ts";
import { ConsoleText } from "../text/consoleText.ts";
import type { MediaItem, MediaKind } from "../media.ts";
import { createRecordLogReader } from "../wire/recordLog.ts";
import type { PointSink, RunChannel } from "../runChannel.ts";
import { mimeTypeOf } from "../mimeTypes.ts";
import { runFilePath } from "../runFilePath.ts";
import type { ReaderContext, StreamReader } from "../runFormat.ts";
import { readTexts, readTimestamp } from "../wire/messages.ts";
import { ProtobufCursor } from "../wire/protobuf.ts";
import { SwanlabAxes } from "./swanlabAxes.ts";

/** The log of a run, `run-<id>.swanlab`, as `swanlab/sdk/internal/core_python/store` writes it. */
const swanlabLog = {
  ident: ":SWL",
  magic: 0xe1d6,
  version: 2,
  label: "a SwanLab run log",
} as const;

/** Fields of `Record` in swanlab/record/v1/record.proto. */
const fields = { start: 10, finish: 11, column: 12, scalar: 13, media: 14, log: 16 } as const;
/** Keys that are remembered; the channel takes no more names either. */
const maxKeys = 200_000;
const systemPrefix = "__swanlab__.";

/** ColumnType: the folder below `media`, and what the file is shown as. */
const mediaTypes: ReadonlyMap<number, { readonly folder: string; readonly kind: MediaKind }> =
  new Map([
    [2, { folder: "image", kind: "image" }],
    [3, { folder: "audio", kind: "audio" }],
    [4, { folder: "text", kind: "text" }],
    [5, { folder: "video", kind: "video" }],
    [6, { folder: "echarts", kind: "text" }],
    [9, { folder: "html", kind: "text" }],
  ]);

export function createSwanlabReader(context: ReaderContext): StreamReader {
  const run = new SwanlabRun(context);
  return createRecordLogReader({
    ...swanlabLog,
    channel: context.channel,
    onRecord: (bytes, byteOffset) => run.readRecord(bytes, byteOffset),
    onRead: () => run.publish(),
  });
}

class SwanlabRun {
  readonly #channel: RunChannel;
  readonly #root: string;
  readonly #output = new ConsoleText();
  readonly #axes = new SwanlabAxes();
  readonly #sinks = new Map<string, PointSink>();
  readonly #cursor = new ProtobufCursor(new Uint8Array(0));
  #isBadRecordKnown = false;

  constructor({ channel, root }: ReaderContext) {
    this.#channel = channel;
    this.#root = root;
    // A step may be logged several times.
    channel.hasRestarts = false;
  }

  readRecord(bytes: Uint8Array, byteOffset: number): void {
    const record = this.#cursor.reset(bytes);
    while (record.next()) {
      const { field } = record;
      if (record.wireType !== 2) record.skip();
      else if (field === fields.scalar) this.#readScalar(record.message());
      else if (field === fields.column) this.#readColumn(record.message());
      else if (field === fields.start) this.#readStart(record.message());
      else if (field === fields.finish) this.#readFinish(record.message());
      else if (field === fields.media) this.#readMedia(record.message());
      else if (field === fields.log) this.#readLog(record.message());
      else record.skip();
    }
    if (record.isBad) this.#reportBad(byteOffset);
  }

  publish(): void {
    this.#output.publish(this.#channel);
  }

  #readScalar(message: ProtobufCursor): void {
    const { key, step, time, value } = readPoint(message);
    if (message.isBad || key === "") return;
    let sink = this.#sinks.get(key);
    if (sink === undefined) {
      sink = this.#channel.series(metricName(key));
      if (this.#sinks.size < maxKeys) this.#sinks.set(key, sink);
    }
    if (value !== undefined) this.#axes.push(key, { sink, step, time, value: readDouble(value) });
  }

  /** ColumnRecord: `column_key` (3), `x_axis` (13). */
  #readColumn(message: ProtobufCursor): void {
    const texts = readTexts(message, [3, 13]);
    this.#axes.define(texts.get(3) ?? "", texts.get(13) ?? "");
  }

  /** StartRecord in swanlab/run/v1/run.proto. */
  #readStart(message: ProtobufCursor): void {
    const { facts } = this.#channel;
    const labels: string[] = [];
    while (message.next()) {
      const { field } = message;
      if (field === 6) labels.push(message.text());
      else if (field === 12) facts.startTime = readTimestamp(message.message());
      else if (startTexts.has(field)) this.#setText(field, message.text());
      else message.skip();
    }
    if (labels.length > 0) this.#channel.tag("tags", labels.join(", "));
  }

  #setText(field: number, text: string): void {
    const { fact, tag } = startTexts.get(field) ?? {};
    if (text === "") return;
    if (fact !== undefined) this.#channel.facts[fact] = text;
    if (tag !== undefined) this.#channel.tag(tag, text);
  }

  /** FinishRecord: `state` (1), `error` (2), `finished_at` (3). */
  #readFinish(message: ProtobufCursor): void {
    const { facts } = this.#channel;
    let state = 0;
    let error = "";
    let endTime = NaN;
    while (message.next()) {
      if (message.field === 1) state = message.uint64();
      else if (message.field === 2) error = message.text();
      else if (message.field === 3) endTime = readTimestamp(message.message());
      else message.skip();
    }
    this.#axes.end();
    const status = endStates.get(state);
    if (message.isBad || status === undefined) return;
    facts.status = status;
    if (Number.isFinite(endTime)) facts.endTime = endTime;
    if (error !== "") this.#channel.tag("error", error);
  }

  #readMedia(message: ProtobufCursor): void {
    if (!this.#channel.wantsMedia) return;
    const { key, step, time, type, value } = readPoint(message);
    const known = mediaTypes.get(type);
    if (message.isBad || known === undefined || value === undefined) return;
    const names = readFileNames(value);
    for (const [index, fileName] of names.slice(0, 1000).entries()) {
      const path = runFilePath(this.#root, `media/${known.folder}`, fileName);
      if (path === undefined) continue;
      const content: MediaItem["content"] = { kind: "file", path, mimeType: mimeTypeOf(path) };
      const name = names.length === 1 ? key : `${key}/${index}`;
      const when = Number.isNaN(time) ? null : time;
      this.#channel.addMedia({ kind: known.kind, name, step, time: when, content });
    }
  }

  /** LogRecord: one `line` (1) of the output. */
  #readLog(message: ProtobufCursor): void {
    if (!this.#channel.wantsMedia) return;
    while (message.next()) {
      if (message.field === 1) this.#output.add(`${message.text()}\n`);
      else message.skip();
    }
  }

  #reportBad(byteOffset: number): void {
    if (this.#isBadRecordKnown) return;
    this.#isBadRecordKnown = true;
    const message = "a record here cannot be read; the others were";
    this.#channel.report("swanlab-record", message, { byteOffset });
  }
}

interface LoggedPoint {
  readonly key: string;
  readonly step: number;
  /** ColumnType. */
  readonly type: number;
  readonly time: number;
  /** ScalarValue or MediaValue; undefined when the record has none. */
  readonly value: ProtobufCursor | undefined;
}

/** ScalarRecord and MediaRecord: `key` (1), `step` (2), `type` (3), `timestamp` (4), `value` (5). */
function readPoint(message: ProtobufCursor): LoggedPoint {
  let key = "";
  let step = 0;
  let type = 0;
  let time = NaN;
  let value: ProtobufCursor | undefined;
  while (message.next()) {
    const { field } = message;
    if (field === 1) key = message.text();
    else if (field === 2) step = message.int64();
    else if (field === 3) type = message.uint64();
    else if (field === 4) time = readTimestamp(message.message());
    else if (field === 5) value = message.message();
    else message.skip();
  }
  return { key, step, type, time, value };
}

interface StartText {
  readonly fact?: "name" | "experiment" | "note";
  readonly tag?: string;
}

const startTexts: ReadonlyMap<number, StartText> = new Map<number, StartText>([
  [1, { fact: "experiment" }],
  [2, { tag: "workspace" }],
  [4, { fact: "name" }],
  [5, { fact: "note" }],
  [7, { tag: "group" }],
  [8, { tag: "job_type" }],
  [10, { tag: "run_id" }],
]);

/** RunState. */
const endStates: ReadonlyMap<number, RunStatus> = new Map([
  [1, "finished"],
  [2, "failed"],
  [3, "stopped"],
]);

/** What the machine did is named as in Sextant's own runs. */
function metricName(key: string): string {
  return key.startsWith(systemPrefix) ? `system/${key.slice(systemPrefix.length)}` : key;
}

function readDouble(message: ProtobufCursor): number {
  let value = 0;
  while (message.next()) {
    if (message.field === 1) value = message.double();
    else message.skip();
  }
  return message.isBad ? NaN : value;
}

/** MediaValue: `items` (1), each with its `filename` (1). */
function readFileNames(message: ProtobufCursor): readonly string[] {
  const names: string[] = [];
  while (message.next()) {
    if (message.field !== 1) {
      message.skip();
      continue;
    }
    const item = message.message();
    while (item.next()) {
      if (item.field === 1) names.push(item.text());
      else item.skip();
    }
  }
  return names;
}
