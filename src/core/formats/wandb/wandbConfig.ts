import type { RunChannel } from "../runChannel.ts";
import { isJsonObject } from "../text/jsonLines.ts";
import { setNamed } from "../namedValues.ts";
import type { ProtobufCursor } from "../wire/protobuf.ts";
import { ItemList, setAtPath } from "./wandbItems.ts";

/** What W&B says of itself in a run's config. */
const ownKey = "_wandb";

/** Items that are taken in of one file. */
const maxItems = 200_000;

/** The config of a run, which later records change: shown as parameters named with dots. */
export class WandbConfig {
  readonly #channel: RunChannel;
  readonly #items = new ItemList();
  readonly #values: Record<string, unknown> = {};
  #isChanged = false;
  #itemCount = 0;

  constructor(channel: RunChannel) {
    this.#channel = channel;
  }

  /** ConfigRecord: `update` (1), `remove` (2). */
  read(record: ProtobufCursor): void {
    const removed = new ItemList();
    this.#items.clear(record.bytes);
    removed.clear(record.bytes);
    while (record.next()) {
      if (record.field === 1) this.#items.add(record);
      else if (record.field === 2) removed.addKey(record);
      else record.skip();
    }
    for (let index = 0; index < this.#items.length && this.#itemCount < maxItems; index++) {
      this.#itemCount++;
      setAtPath(this.#values, this.#items.keyAt(index).path, this.#items.valueAt(index));
    }
    for (let index = 0; index < removed.length; index++) {
      removeAtPath(this.#values, removed.keyAt(index).path);
    }
    this.#isChanged = true;
  }

  /** Shows the config as it is now, when it has changed. */
  publish(): void {
    if (!this.#isChanged) return;
    this.#isChanged = false;
    this.#channel.clearParams();
    putConfig(this.#channel, this.#values);
  }
}

/** Puts a config's values in as parameters, without W&B's own. */
export function putConfig(channel: RunChannel, values: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(values)) {
    if (key !== ownKey) channel.param(key, value);
  }
}

/** The values of `config.yaml`: each stands in a mapping with its description, `{ desc, value }`. */
export function unwrapConfig(document: unknown): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  if (!isJsonObject(document)) return values;
  for (const [key, item] of Object.entries(document)) {
    if (isJsonObject(item) && Object.hasOwn(item, "value")) {
      setNamed<unknown>(values, key, item["value"]);
    }
  }
  return values;
}

function removeAtPath(root: Record<string, unknown>, path: readonly string[]): void {
  let target: unknown = root;
  for (const part of path.slice(0, -1)) target = ownValue(target, part);
  const last = path.at(-1);
  if (typeof target === "object" && target !== null && last !== undefined) {
    Reflect.deleteProperty(target, last);
  }
}

function ownValue(target: unknown, name: string): unknown {
  if (typeof target !== "object" || target === null || !Object.hasOwn(target, name))
    return undefined;
  return (target as Record<string, unknown>)[name];
}
