import { cellKinds, DelimitedReader, type TableRow } from "../delimited/delimitedReader.ts";
import { fileNameOf } from "../filePaths.ts";
import { isJsonObject } from "../text/jsonLines.ts";
import type { RunChannel } from "../runChannel.ts";
import type { ClaimedFile, StreamReader } from "../runFormat.ts";
import { TextStream } from "../text/textStream.ts";
import { numberOf, parseTolerantJson } from "../text/tolerantJson.ts";

const shownNames = new Map([
  ["r", "episode_reward"],
  ["l", "episode_length"],
]);

/**
 * `monitor.csv`: a first line `#{"t_start": …, "env_id": …}`, then a row an episode with its reward
 * `r`, length `l` and end `t` in seconds since the start. The step of an episode is the timesteps up
 * to its end. `0.monitor.csv` is one of several environments: its metrics are `0/episode_reward`.
 */
export function createMonitorReader(file: ClaimedFile, channel: RunChannel): StreamReader {
  const monitor = new Monitor(channel, prefixOf(fileNameOf(file.path)));
  const reader = new DelimitedReader({
    channel,
    onComment: (text) => {
      monitor.takeFirstLine(text);
    },
    onHeader: (names) => {
      monitor.names = names;
    },
    onRow: (row) => {
      if (!row.isUnfinished) monitor.takeEpisode(row);
    },
  });
  return new TextStream(reader, channel);
}

function prefixOf(name: string): string {
  return name === "monitor.csv" ? "" : `${name.slice(0, -".monitor.csv".length)}/`;
}

class Monitor {
  names: readonly string[] = [];
  readonly #channel: RunChannel;
  readonly #prefix: string;
  #start = NaN;
  #steps = 0;
  #lastTime = 0;

  constructor(channel: RunChannel, prefix: string) {
    this.#channel = channel;
    this.#prefix = prefix;
  }

  takeFirstLine(text: string): void {
    const values = parseTolerantJson(text.slice(1));
    if (!isJsonObject(values)) return;
    const { t_start: start, ...others } = values;
    this.#start = numberOf(start) ?? NaN;
    if (Number.isFinite(this.#start)) this.#channel.facts.startTime = this.#start * 1000;
    this.#channel.paramsOf(others);
  }

  takeEpisode(row: TableRow): void {
    const length = this.#numberAt(row, "l");
    if (length === undefined || !(length >= 0)) return;
    this.#steps += length;
    const time = this.#timeOf(row);
    for (const [column, name] of this.names.entries()) {
      if (name === "t" || row.kinds[column] !== cellKinds.number) continue;
      const metric = this.#prefix + (shownNames.get(name) ?? name);
      this.#channel.series(metric).push(this.#steps, time, row.numbers[column] ?? NaN);
    }
  }

  /** Milliseconds; NaN once the seconds go back: a later session, whose start is not in the file. */
  #timeOf(row: TableRow): number {
    const seconds = this.#numberAt(row, "t") ?? NaN;
    if (seconds < this.#lastTime) this.#start = NaN;
    this.#lastTime = seconds;
    return (this.#start + seconds) * 1000;
  }

  #numberAt(row: TableRow, name: string): number | undefined {
    const column = this.names.indexOf(name);
    return row.kinds[column] === cellKinds.number ? row.numbers[column] : undefined;
  }
}
