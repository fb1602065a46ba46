import { shortestFloat32 } from "../points/float32.ts";
import type { PointSink, RunChannel } from "../runChannel.ts";
import { ProtobufCursor } from "../wire/protobuf.ts";
import { readHparams } from "./hparams.ts";
import { mediaItemsOf } from "./mediaValues.ts";
import { dataTypes, type SummaryValue } from "./summaryValue.ts";
import { TagTable, type Tag } from "./tagTable.ts";
import { takeText } from "./textValues.ts";

export interface EventFilePart {
  readonly path: string;
  /** The name of the metric that a tag's numbers belong to. */
  readonly metricOf: (tag: string) => string;
  /** The file begins when its run begins; not so for what was written at the end. */
  readonly tellsStart: boolean;
}

/** The types whose numbers are no better than 32-bit floats. */
const shortTypes: readonly number[] = [dataTypes.float, dataTypes.half, dataTypes.bfloat16];

/** Puts the values of one event file into its channel. */
export class EventValues {
  readonly tags = new TagTable();
  readonly #channel: RunChannel;
  readonly #part: EventFilePart;
  /** See `#makeExact`. */
  #isExact = false;

  constructor(channel: RunChannel, part: EventFilePart) {
    this.#channel = channel;
    this.#part = part;
  }

  /** `time` in milliseconds. */
  beginEvent(time: number): void {
    const { facts } = this.#channel;
    if (this.#part.tellsStart && facts.startTime === undefined && time > 0) facts.startTime = time;
  }

  pushFloat(tag: Tag, step: number, time: number, value: number): void {
    if (!this.#isExact) this.#channel.isFloat32 = true;
    const shown = this.#isExact ? shortestFloat32(value) : value;
    (tag.sink ?? this.#createSink(tag)).push(step, time, shown);
  }

  takeValue(value: SummaryValue, step: number, time: number): void {
    const { tag, kind } = value;
    // Of old, numbers of a graph's node had its name instead.
    if (tag === null) return;
    if (value.pluginContent !== null && tag.plugin === "hparams") {
      readHparams(value.pluginContent, this.#channel);
    } else if (kind === "number") this.pushFloat(tag, step, time, value.number);
    else if (kind === "tensor" && isScalar(value, tag)) this.#pushTensor(value, tag, step, time);
    else if (kind === "tensor" && tag.plugin === "text") {
      takeText(value, { tag: tag.name, step, time }, this.#channel);
    } else if (kind !== "none" && this.#channel.wantsMedia) {
      const name = this.#part.metricOf(tag.name);
      const place = { name, step, time, path: this.#part.path };
      for (const item of mediaItemsOf(value, place)) this.#channel.addMedia(item);
    }
  }

  /** `SessionLog` {1 status: START is 1}: training goes on from this step, after a restart. */
  takeSessionLog(bytes: Uint8Array, step: number): void {
    const cursor = new ProtobufCursor(bytes);
    while (cursor.next()) {
      if (cursor.field !== 1) cursor.skip();
      else if (cursor.uint64() === 1) this.#channel.restartStep = step;
    }
  }

  #pushTensor({ dataType, number }: SummaryValue, tag: Tag, step: number, time: number): void {
    if (shortTypes.includes(dataType)) {
      this.pushFloat(tag, step, time, number);
      return;
    }
    if (!this.#isExact && shortestFloat32(number) !== number) this.#makeExact();
    (tag.sink ?? this.#createSink(tag)).push(step, time, number);
  }

  /**
   * A file of 32-bit floats holds a number of another type that would be shown as one of them, as
   * 1.0995116e12 for 2^40: from now on each number is put down here as it is to be shown.
   */
  #makeExact(): void {
    this.#isExact = true;
    this.#channel.isFloat32 = false;
    for (const buffer of this.#channel.points.values()) {
      const { values } = buffer.peek();
      for (let index = 0; index < values.length; index++) {
        values[index] = shortestFloat32(values[index] ?? NaN);
      }
    }
  }

  #createSink(tag: Tag): PointSink {
    const metric = this.#part.metricOf(tag.name);
    tag.sink =
      tag.name === "hp_metric"
        ? withoutPlaceholder(() => this.#channel.series(metric))
        : this.#channel.series(metric);
    return tag.sink;
  }
}

/** A number by itself; without metadata only if it has the shape of one. */
function isScalar({ dataType, count, rank }: SummaryValue, { plugin }: Tag): boolean {
  if (count !== 1 || dataType === dataTypes.string) return false;
  return plugin === "scalars" || (plugin === "" && rank === 0);
}

/** Lightning writes `hp_metric` as -1 at step 0 when there is no such metric. */
function withoutPlaceholder(open: () => PointSink): PointSink {
  return {
    push: (step, time, value) => {
      if (step !== 0 || value !== -1) open().push(step, time, value);
    },
  };
}
