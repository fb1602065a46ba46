import type { JsonObject } from "../text/jsonLines.ts";
import type { PointSink, RunChannel } from "../runChannel.ts";
import type { ProtobufCursor } from "../wire/protobuf.ts";
import { readNumber, readTexts, readTimestamp } from "../wire/messages.ts";
import { ItemList } from "./wandbItems.ts";
import { addText, addWandbMedia, type LogPlace } from "./wandbMedia.ts";
import { visitValues, type ValueVisitor } from "./wandbValues.ts";

/** Said of every record, beside what the script logged. */
const ownKeys = new Set(["_step", "_timestamp", "_runtime", "_wandb"]);

/** The metric that another is drawn over, by `define_metric(name, step_metric=…)`. */
interface StepRule {
  readonly stepMetric: string;
  /** The metrics it is for; a name, or a pattern where `*` stands for anything. */
  readonly matches: (metric: string) => boolean;
}

interface Metric {
  readonly sink: PointSink;
  readonly stepMetric: string | undefined;
}

const maxRules = 1000;
/** Names that are remembered; a file of a run has a few hundred. */
const maxNames = 200_000;

/**
 * The history of a run: what `log` was called with, step by step, and what the machine did. The
 * step of a metric is W&B's own count, or the value of the metric it is defined over.
 */
export class WandbHistory {
  readonly #channel: RunChannel;
  readonly #filesFolder: string;
  readonly #items = new ItemList();
  readonly #metrics = new Map<string, Metric>();
  /** Whatever the history has said, media and texts too. */
  readonly #named = new Set<string>();
  readonly #sampleCounts = new Map<string, number>();
  /** Numbers of the summary that were shown last. */
  readonly #summary = new Map<string, number>();
  /** What the summary said last and the history did not yet: shows it. */
  readonly #pending = new Map<string, () => void>();
  #rules: StepRule[] = [];
  readonly #stepValues = new Map<string, number>();
  readonly #historyVisitor: ValueVisitor;
  readonly #summaryVisitor: ValueVisitor;
  #step = -1;
  /** Of the record that is being read. */
  #time = NaN;
  #lastTime = NaN;

  constructor(channel: RunChannel, filesFolder: string) {
    this.#channel = channel;
    this.#filesFolder = filesFolder;
    this.#historyVisitor = this.#createHistoryVisitor();
    this.#summaryVisitor = this.#createSummaryVisitor();
  }

  /** Time of the newest record, milliseconds since the epoch; NaN before the first. */
  get lastTime(): number {
    return this.#lastTime;
  }

  /** HistoryRecord: `item` (1), `step` (2). */
  readHistory(record: ProtobufCursor): void {
    const items = this.#items;
    items.clear(record.bytes);
    let step: number | undefined;
    while (record.next()) {
      if (record.field === 1) items.add(record);
      else if (record.field === 2) step = readNumber(record.message(), 1);
      else record.skip();
    }
    this.#readOwnItems(items, step);
    if (this.#rules.length > 0) this.#readStepValues(items);
    visitValues(items, this.#historyVisitor);
    this.publishSummary();
  }

  /** Shows what the summary said beside the history: nothing that is still to come tells of it. */
  publishSummary(): void {
    for (const [name, show] of this.#pending) if (!this.#isOfHistory(name)) show();
    this.#pending.clear();
  }

  /** `acc.max` is too when the history has `acc`: W&B was asked to keep its greatest value. */
  #isOfHistory(name: string): boolean {
    if (this.#named.has(name)) return true;
    for (let at = name.indexOf("."); at >= 0; at = name.indexOf(".", at + 1)) {
      if (this.#named.has(name.slice(0, at))) return true;
    }
    return false;
  }

  /**
   * SummaryRecord: `update` (1), `remove` (2). Only what the history never says becomes a metric
   * or a tag: the rest follows from the history, and comes again with every record. It may stand
   * before the history that it follows from, so it waits for the next history, or for the end.
   */
  readSummary(record: ProtobufCursor): void {
    this.#items.clear(record.bytes);
    while (record.next()) {
      if (record.field === 1) this.#items.add(record);
      else record.skip();
    }
    visitValues(this.#items, this.#summaryVisitor);
  }

  /** StatsRecord: `timestamp` (2), `item` (3): samples of the machine. */
  readStats(record: ProtobufCursor): void {
    this.#items.clear(record.bytes);
    let time = NaN;
    while (record.next()) {
      if (record.field === 2) time = readTimestamp(record.message());
      else if (record.field === 3) this.#items.add(record);
      else record.skip();
    }
    this.seeTime(time);
    for (let index = 0; index < this.#items.length; index++) {
      const name = `system/${this.#items.keyAt(index).name}`;
      const value = this.#items.numberAt(index);
      if (value === undefined) continue;
      const count = this.#sampleCounts.get(name) ?? 0;
      this.#sampleCounts.set(name, count + 1);
      this.#metricOf(name).sink.push(count, time, value);
    }
  }

  /** MetricRecord: `name` (1), `glob_name` (2), `step_metric` (4). */
  readMetric(record: ProtobufCursor): void {
    const texts = readTexts(record, [1, 2, 4]);
    const stepMetric = texts.get(4);
    const name = texts.get(1) ?? texts.get(2);
    if (stepMetric === undefined || name === undefined || stepMetric === "_step") return;
    if (this.#rules.length >= maxRules) return;
    const matches = texts.has(1) ? (metric: string) => metric === name : globMatcher(name);
    // The last definition counts.
    this.#rules = [{ stepMetric, matches }, ...this.#rules];
    this.#metrics.clear();
  }

  seeTime(time: number): void {
    if (Number.isFinite(time) && !(time <= this.#lastTime)) this.#lastTime = time;
  }

  #readOwnItems(items: ItemList, recordStep: number | undefined): void {
    let step = recordStep ?? this.#step + 1;
    for (let index = 0; index < items.length; index++) {
      const { name } = items.keyAt(index);
      if (name === "_step") step = items.numberAt(index) ?? step;
      else if (name === "_timestamp") this.#time = (items.numberAt(index) ?? NaN) * 1000;
    }
    if (Number.isFinite(step)) this.#step = step;
    this.seeTime(this.#time);
  }

  #readStepValues(items: ItemList): void {
    for (let index = 0; index < items.length; index++) {
      const { name } = items.keyAt(index);
      if (!this.#rules.some(({ stepMetric }) => stepMetric === name)) continue;
      const value = items.numberAt(index);
      if (value !== undefined && Number.isFinite(value)) this.#stepValues.set(name, value);
    }
  }

  #createHistoryVisitor(): ValueVisitor {
    return {
      wants: (name) => !ownKeys.has(name),
      number: (name, value) => {
        const metric = this.#metricOf(name);
        const { stepMetric } = metric;
        const step = stepMetric === undefined ? undefined : this.#stepValues.get(stepMetric);
        metric.sink.push(step ?? this.#step, this.#time, value);
      },
      text: (name, value) => {
        this.#remember(name);
        addText(this.#channel, name, value, this.#place());
        this.#channel.tag(name, value);
      },
      list: (name, value) => {
        this.#remember(name);
        if (!this.#channel.wantsMedia) return;
        addText(this.#channel, name, JSON.stringify(value), this.#place());
      },
      media: (name, value) => {
        this.#remember(name);
        this.#addMedia(name, value, this.#place());
      },
    };
  }

  #createSummaryVisitor(): ValueVisitor {
    const put = (name: string, show: () => void): void => {
      if (name.startsWith("_wandb.") || this.#named.has(name)) return;
      if (this.#pending.size + this.#summary.size < maxNames) this.#pending.set(name, show);
    };
    return {
      wants: (name) => !ownKeys.has(name) && !this.#named.has(name),
      number: (name, value) => {
        put(name, () => {
          const before = this.#summary.get(name);
          if (before !== undefined && Object.is(before, value)) return;
          this.#summary.set(name, value);
          const time = Number.isNaN(this.#time) ? this.#lastTime : this.#time;
          this.#channel.series(name).push(Math.max(0, this.#step), time, value);
        });
      },
      text: (name, value) => put(name, () => this.#channel.tag(name, value)),
      list: () => undefined,
      media: (name, value) => {
        const place = { step: null, time: this.#time };
        put(name, () => this.#addMedia(name, value, place));
      },
    };
  }

  #remember(name: string): void {
    if (this.#named.size < maxNames) this.#named.add(name);
  }

  #addMedia(name: string, value: JsonObject, place: LogPlace): void {
    addWandbMedia(this.#channel, { name, filesFolder: this.#filesFolder, place }, value);
  }

  #place(): LogPlace {
    return { step: this.#step, time: this.#time };
  }

  #metricOf(name: string): Metric {
    const known = this.#metrics.get(name);
    if (known !== undefined) return known;
    const rule = this.#rules.find(({ matches }) => matches(name));
    const stepMetric = rule?.stepMetric === name ? undefined : rule?.stepMetric;
    const metric = { sink: this.#channel.series(name), stepMetric };
    // The channel takes no more names than that either: these get its sink that takes nothing.
    if (this.#named.size >= maxNames) return metric;
    this.#metrics.set(name, metric);
    this.#named.add(name);
    return metric;
  }
}

/** `*` stands for any text. */
function globMatcher(glob: string): (name: string) => boolean {
  const [head = "", ...others] = glob.split("*");
  const tail = others.pop();
  if (tail === undefined) return (name) => name === head;
  return (name) => {
    if (name.length < head.length + tail.length) return false;
    if (!name.startsWith(head) || !name.endsWith(tail)) return false;
    let rest = name.slice(head.length, name.length - tail.length);
    for (const part of others) {
      const at = rest.indexOf(part);
      if (at < 0) return false;
      rest = rest.slice(at + part.length);
    }
    return true;
  };
}
