import type { RunChannel } from "../runChannel.ts";
import type { StreamReader } from "../runFormat.ts";
import { TextStream } from "../text/textStream.ts";
import { decodeUtf8 } from "../text/utf8.ts";

/** A line as Hydra's job logging begins it: `[2026-11-20 10:11:12,345][__main__][INFO] - text`. */
const record =
  /^\[(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d),(\d{3})\]\[([^\]]*)\]\[(\w+)\] ?- ?(.*)/;
const traceback = "Traceback (most recent call last):";
const succeeded = /^Succeeded with return value/;
const maxLineBytes = 64 * 1024;
const maxNoteLength = 8000;
/** What a task says on its way out, after what went wrong was logged. */
const maxLastWords = 3;
const newline = 0x0a;

export function beginsAsJobLog(text: string): boolean {
  return record.test(text);
}

/**
 * The log of a Hydra job. Hydra itself writes no end into it, so it tells of one only when a
 * traceback was logged as an error with next to nothing after it, or when Hydra's callback for it
 * logged what the job returned.
 */
export function createJobLogReader(channel: RunChannel): StreamReader {
  return new TextStream(new JobLogReader(channel), channel);
}

class JobLogReader implements StreamReader {
  readonly kind = "stream";
  readonly #channel: RunChannel;
  #isError = false;
  #traceback: string | undefined;
  #failedAt = 0;
  #recordsAfter = 0;
  #time = NaN;

  constructor(channel: RunChannel) {
    this.#channel = channel;
  }

  read(bytes: Uint8Array): number {
    let start = 0;
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
      this.#readLine(decodeUtf8(bytes.subarray(start, Math.min(end, start + maxLineBytes))));
      start = end + 1;
    }
    return bytes.length - start > maxLineBytes ? bytes.length : start;
  }

  reachEnd(): void {
    const { facts } = this.#channel;
    const hasFailed = this.#traceback !== undefined && this.#recordsAfter <= maxLastWords;
    if (!hasFailed || this.#traceback === undefined) {
      if (facts.status !== "failed") return;
      delete facts.status;
      delete facts.endTime;
      delete facts.note;
      return;
    }
    facts.status = "failed";
    facts.endTime = this.#failedAt;
    facts.note = this.#traceback;
  }

  #readLine(raw: string): void {
    const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    const found = record.exec(line);
    if (found === null) {
      if (this.#isError) this.#continueError(line);
      return;
    }
    this.#time = timeOf(found);
    this.#channel.facts.startTime ??= this.#time;
    this.#recordsAfter++;
    this.#isError = found[9] === "ERROR" || found[9] === "CRITICAL";
    if (succeeded.test(found[10] ?? "")) this.#finish();
  }

  #continueError(line: string): void {
    const isBeginning = line.startsWith(traceback);
    if (!isBeginning && (this.#recordsAfter > 0 || this.#traceback === undefined)) return;
    if (isBeginning && this.#recordsAfter > 0) this.#traceback = undefined;
    if (isBeginning) {
      this.#recordsAfter = 0;
      this.#failedAt = this.#time;
    }
    const text = this.#traceback === undefined ? line : `${this.#traceback}\n${line}`;
    this.#traceback = text.slice(-maxNoteLength);
  }

  #finish(): void {
    this.#traceback = undefined;
    this.#channel.facts.status = "finished";
    this.#channel.facts.endTime = this.#time;
  }
}

/** Local time of the machine that wrote it: this machine's is taken for it. */
function timeOf(found: RegExpExecArray): number {
  const [year, month, day, hour, minute, second, ms] = found.slice(1, 8);
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}`);
}
