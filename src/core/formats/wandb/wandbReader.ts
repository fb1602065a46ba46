import { ConsoleText } from "../text/consoleText.ts";
import { createRecordLogReader } from "../wire/recordLog.ts";
import type { RunChannel } from "../runChannel.ts";
import type { ReaderContext, StreamReader } from "../runFormat.ts";
import { ProtobufCursor } from "../wire/protobuf.ts";
import { WandbConfig } from "./wandbConfig.ts";
import { readTexts, readTimestamp } from "../wire/messages.ts";
import { setCommand, setGit } from "../environmentFacts.ts";
import { WandbHistory } from "./wandbHistory.ts";

/** The log of a run, `run-<id>.wandb`, as `wandb/sdk/internal/datastore.py` writes it. */
export const wandbLog = {
  ident: ":W&B",
  magic: 0xbee1,
  version: 0,
  label: "a Weights & Biases run log",
} as const;

/** Fields of `Record` in wandb/proto/wandb_internal.proto. */
const fields = {
  history: 2,
  summary: 3,
  output: 4,
  config: 5,
  stats: 7,
  metric: 12,
  outputRaw: 13,
  run: 17,
  exit: 18,
  environment: 26,
} as const;

export interface WandbReaderOptions extends ReaderContext {
  /** The run has no file `output.log`: the output is put together from the records. */
  readonly wantsOutput: boolean;
}

export function createWandbReader(options: WandbReaderOptions): StreamReader {
  const run = new WandbRun(options);
  return createRecordLogReader({
    ...wandbLog,
    channel: options.channel,
    onRecord: (bytes, byteOffset) => run.readRecord(bytes, byteOffset),
    onRead: () => run.publish(),
  });
}

class WandbRun {
  readonly #channel: RunChannel;
  readonly #history: WandbHistory;
  readonly #config: WandbConfig;
  readonly #output: ConsoleText | undefined;
  readonly #cursor = new ProtobufCursor(new Uint8Array(0));
  /** The folder is a copy of the link to the latest run. */
  readonly #isLatest: boolean;
  #isBadRecordKnown = false;
  #runtimeSeconds = 0;

  constructor({ channel, root, wantsOutput }: WandbReaderOptions) {
    this.#channel = channel;
    this.#isLatest = /(?:^|\/)latest-run$/.test(root);
    // Several points of one step are normal: those that are drawn over an epoch, say.
    channel.hasRestarts = false;
    this.#history = new WandbHistory(channel, root === "" ? "files" : `${root}/files`);
    this.#config = new WandbConfig(channel);
    this.#output = wantsOutput && channel.wantsMedia ? new ConsoleText() : undefined;
  }

  readRecord(bytes: Uint8Array, byteOffset: number): void {
    const record = this.#cursor.reset(bytes);
    while (record.next()) {
      const { field } = record;
      if (!isKnown(field) || record.wireType !== 2) record.skip();
      else if (!this.#readField(field, record.message())) this.#reportBad(byteOffset);
    }
    if (record.isBad) this.#reportBad(byteOffset);
  }

  /** Shows what is shown as a whole: called when a piece of the file has been read. */
  publish(): void {
    this.#config.publish();
    this.#output?.publish(this.#channel);
  }

  /** False when the message is bad: what could be read of it was taken. */
  #readField(field: number, message: ProtobufCursor): boolean {
    switch (field) {
      case fields.history:
        this.#history.readHistory(message);
        break;
      case fields.summary:
        this.#history.readSummary(message);
        break;
      case fields.stats:
        this.#history.readStats(message);
        break;
      case fields.metric:
        this.#history.readMetric(message);
        break;
      case fields.config:
        this.#config.read(message);
        break;
      case fields.output:
      case fields.outputRaw:
        this.#readOutput(message);
        break;
      case fields.run:
        this.#readRun(message);
        break;
      case fields.exit:
        this.#readExit(message);
        break;
      case fields.environment:
        this.#readEnvironment(message);
        break;
    }
    return !message.isBad;
  }

  /** RunRecord; it comes again whenever something of it changes. */
  #readRun(message: ProtobufCursor): void {
    const texts = new Map<number, string>();
    const labels: string[] = [];
    while (message.next()) {
      const { field } = message;
      if (field === 4) this.#config.read(message.message());
      else if (field === 5) this.#history.readSummary(message.message());
      else if (field === 10) labels.push(message.text());
      else if (field === 17) this.#channel.facts.startTime = readTimestamp(message.message());
      else if (field === 21) this.#readGit(message.message());
      else if (runTexts.has(field)) texts.set(field, message.text());
      else message.skip();
    }
    for (const [field, text] of texts) this.#setText(field, text);
    if (labels.length > 0) this.#channel.tag("tags", labels.join(", "));
  }

  #setText(field: number, text: string): void {
    const { fact, tag } = runTexts.get(field) ?? {};
    if (text === "") return;
    // A run without a name has its folder's, but this folder's says nothing.
    if (field === runIdField && this.#isLatest) this.#channel.facts.name ??= text;
    if (fact !== undefined) this.#channel.facts[fact] = text;
    if (tag !== undefined) this.#channel.tag(tag, text);
  }

  /** GitRepoRecord: `remote_url` (1), `commit` (2). */
  #readGit(message: ProtobufCursor): void {
    const texts = readTexts(message, [1, 2]);
    setGit(this.#channel, texts.get(1), texts.get(2));
  }

  /** RunExitRecord: `exit_code` (1), `runtime` in seconds (2). */
  #readExit(message: ProtobufCursor): void {
    const { facts } = this.#channel;
    let exitCode = 0;
    while (message.next()) {
      if (message.field === 1) exitCode = message.int64();
      else if (message.field === 2) this.#runtimeSeconds = message.int64();
      else message.skip();
    }
    this.#history.publishSummary();
    if (message.isBad) return;
    facts.exitCode = exitCode;
    facts.status = exitCode === 0 ? "finished" : "failed";
    const byRuntime = (facts.startTime ?? NaN) + this.#runtimeSeconds * 1000;
    const ends = [this.#history.lastTime, byRuntime].filter(Number.isFinite);
    if (ends.length > 0) facts.endTime = Math.max(...ends);
  }

  /** EnvironmentRecord: the machine, the command and the repository. */
  #readEnvironment(message: ProtobufCursor): void {
    const texts = new Map<number, string>();
    const args: string[] = [];
    let startedAt = NaN;
    while (message.next()) {
      const { field } = message;
      if (field === 3) startedAt = readTimestamp(message.message());
      else if (field === 5) args.push(message.text());
      else if (field === 9) this.#readGit(message.message());
      else if (environmentFields.has(field)) texts.set(field, message.text());
      else message.skip();
    }
    this.#setEnvironment(texts, startedAt);
    setCommand(this.#channel, texts.get(codePathField) ?? texts.get(programField), args);
  }

  /** What was known before stays. */
  #setEnvironment(texts: ReadonlyMap<number, string>, startedAt: number): void {
    const { facts } = this.#channel;
    if (Number.isFinite(startedAt)) facts.startTime ??= startedAt;
    for (const [field, fact] of environmentFacts) {
      const text = texts.get(field) ?? "";
      if (text !== "") facts[fact] ??= text;
    }
  }

  /** OutputRawRecord: `output_type` (1), `timestamp` (2), `line` (3). */
  #readOutput(message: ProtobufCursor): void {
    while (message.next()) {
      if (message.field === 2) this.#history.seeTime(readTimestamp(message.message()));
      else if (message.field === 3 && this.#output !== undefined) this.#output.add(message.text());
      else message.skip();
    }
  }

  #reportBad(byteOffset: number): void {
    if (this.#isBadRecordKnown) return;
    this.#isBadRecordKnown = true;
    const message = "a record here cannot be read; the others were";
    this.#channel.report("wandb-record", message, { byteOffset });
  }
}

const knownFields = new Set<number>(Object.values(fields));

function isKnown(field: number): boolean {
  return knownFields.has(field);
}

type RunText = {
  readonly fact?: "name" | "experiment" | "note" | "host";
  readonly tag?: string;
};

const runIdField = 1;
/** Text fields of RunRecord, and what they are here. */
const runTexts: ReadonlyMap<number, RunText> = new Map([
  [runIdField, { tag: "run_id" }],
  [2, { tag: "entity" }],
  [3, { fact: "experiment" }],
  [6, { tag: "group" }],
  [7, { tag: "job_type" }],
  [8, { fact: "name" }],
  [9, { fact: "note" }],
  [12, { tag: "sweep" }],
  [13, { fact: "host" }],
]);

/** Text fields of EnvironmentRecord. */
const programField = 6;
const codePathField = 7;
const environmentFacts = [
  [12, "host"],
  [13, "user"],
] as const;
const environmentFields = new Set([6, 7, 12, 13]);
