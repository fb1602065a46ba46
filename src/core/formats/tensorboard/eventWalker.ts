import { decodeUtf8 } from "../text/utf8.ts";
import { ProtobufCursor, wireTypes } from "../wire/protobuf.ts";
import type { EventValues } from "./eventValues.ts";
import { SummaryValue } from "./summaryValue.ts";

/**
 * Messages that are walked through field by field, with the numbers of their fields
 * (tensorboard/compat/proto/{event,summary,tensor}.proto). Other messages are taken whole.
 */
const levels = { event: 0, summary: 1, value: 2, image: 3, audio: 4, tensor: 5 } as const;
const numberLists = { floats: 5, doubles: 6, strings: 8 } as const;

/** A key and a varint are no longer than this. */
const maxFieldHeadBytes = 20;
/** What is taken whole is held in memory: larger texts, histograms and tensors are passed over. */
const maxLeafBytes = 1024 * 1024;
const maxBlobs = 200;
const blobHeadBytes = 16;

/** A field that has a length and is not walked into; places are those in the file. */
interface Content {
  readonly level: number;
  readonly field: number;
  readonly length: number;
  readonly contentStart: number;
  /** Where the bytes at hand begin and end. */
  readonly base: number;
  readonly available: number;
}

/**
 * Walks through one event, which may come in pieces of any size; images and other long content are
 * passed over by their length. Positions are those in the file.
 */
export class EventWalker {
  /** The record is malformed: the rest of it was passed over. */
  isBad = false;
  readonly #values: EventValues;
  readonly #value = new SummaryValue();
  readonly #cursor = new ProtobufCursor(new Uint8Array(0));
  /** The messages around the position, from the event inwards: what they are, and where they end. */
  readonly #levels: number[] = [];
  readonly #ends: number[] = [];
  #position = 0;
  #end = 0;
  #time = NaN;
  #step = 0;

  constructor(values: EventValues) {
    this.#values = values;
  }

  /** Bytes of the record that were not passed yet. */
  get left(): number {
    return Math.max(0, this.#end - this.#position);
  }

  begin(position: number, length: number): void {
    this.isBad = false;
    this.#position = position;
    this.#end = position + length;
    this.#levels.length = 0;
    this.#ends.length = 0;
    this.#time = NaN;
    this.#step = 0;
    this.#enter(levels.event, this.#end);
  }

  /**
   * Goes on from `bytes[start]`, where `bytes[0]` is at `base` in the file. Answers where in
   * `bytes`, or behind them, it wants to go on; the record is over when nothing is `left`.
   */
  walk(bytes: Uint8Array, start: number, base: number): number {
    this.#position = base + start;
    const available = base + bytes.length;
    while (this.#leaveEnded()) {
      const end = this.#ends.at(-1) ?? 0;
      if (end > available && available - this.#position < maxFieldHeadBytes) break;
      const cursor = this.#cursor.reset(bytes, this.#position - base, end - base);
      if (!cursor.next()) this.#fail();
      else if (cursor.wireType !== wireTypes.bytes) this.#takeNumber(base);
      else if (!this.#takeBytes(base, end, available)) break;
    }
    return this.#position - base;
  }

  /** Leaves the messages that end here; false when the record is over. */
  #leaveEnded(): boolean {
    while (this.#position >= (this.#ends.at(-1) ?? Infinity)) {
      if (this.#levels.at(-1) === levels.value) {
        this.#values.takeValue(this.#value, this.#step, this.#time);
      }
      this.#levels.pop();
      this.#ends.pop();
    }
    return this.#levels.length > 0;
  }

  #enter(level: number, end: number): void {
    this.#levels.push(level);
    this.#ends.push(end);
    if (level === levels.value) this.#value.reset();
  }

  #fail(): void {
    this.isBad = true;
    this.#levels.length = 0;
    this.#ends.length = 0;
    this.#position = this.#end;
  }

  #takeNumber(base: number): void {
    const cursor = this.#cursor;
    const { field } = cursor;
    const level = this.#levels.at(-1);
    if (level === levels.event && field === 1) {
      this.#time = cursor.double() * 1000;
      this.#values.beginEvent(this.#time);
    } else if (level === levels.event && field === 2) this.#step = cursor.int64();
    else if (level === levels.value && field === 2) {
      this.#value.kind = "number";
      this.#value.number = cursor.float();
    } else if (level === levels.tensor && field === 1) this.#value.dataType = cursor.uint64();
    else if (level === levels.tensor) this.#takeElement(field);
    else cursor.skip();
    if (cursor.isBad) this.#fail();
    else this.#position = base + cursor.position;
  }

  /** An element of a list that is not packed. */
  #takeElement(field: number): void {
    const cursor = this.#cursor;
    if (field === numberLists.floats) this.#value.addNumber(cursor.float());
    else if (field === numberLists.doubles) this.#value.addNumber(cursor.double());
    else if (cursor.wireType === wireTypes.varint) this.#value.addVarint(cursor);
    else cursor.skip();
  }

  /** Takes a field that has a length; false when more bytes are needed first. */
  #takeBytes(base: number, end: number, available: number): boolean {
    const cursor = this.#cursor;
    const { field } = cursor;
    const length = cursor.rawVarint();
    const contentStart = base + cursor.position;
    if (cursor.isBad || length > end - contentStart) {
      this.#fail();
      return true;
    }
    const level = this.#levels.at(-1) ?? 0;
    const inner = innerLevel(level, field);
    if (inner >= 0) {
      this.#position = contentStart;
      this.#enter(inner, contentStart + length);
      if (inner > levels.value) this.#value.kind = kindOf(inner);
      return true;
    }
    return this.#takeContent({ level, field, length, contentStart, base, available });
  }

  #takeContent(content: Content): boolean {
    const { level, field, length, contentStart, base, available } = content;
    const isBlob = this.#isBlob(level, field, length);
    const wanted = isBlob ? Math.min(length, blobHeadBytes) : isLeaf(level, field) ? length : 0;
    const isTooLong = wanted > maxLeafBytes;
    if (!isTooLong && contentStart + wanted > available) return false;
    this.#position = contentStart + length;
    if (isBlob) this.#addBlob(contentStart, length, base);
    else if (wanted > 0 && !isTooLong) this.#takeLeaf(level, field, length);
    return this.#position <= available;
  }

  /** Whether the field is an image, a sound or an element of a list of strings, but no short text. */
  #isBlob(level: number, field: number, length: number): boolean {
    if (level === levels.image || level === levels.audio) return field === 4;
    if (level !== levels.tensor || field !== numberLists.strings) return false;
    const plugin = this.#value.tag?.plugin ?? "";
    return length > maxLeafBytes || plugin === "images" || plugin === "audio";
  }

  #addBlob(offset: number, length: number, base: number): void {
    if (this.#value.blobs.length >= maxBlobs) return;
    const { bytes } = this.#cursor;
    const at = offset - base;
    const head = bytes.slice(at, at + Math.min(length, blobHeadBytes));
    this.#value.blobs.push({ offset, length, head, content: null });
  }

  #takeLeaf(level: number, field: number, length: number): void {
    const { bytes, position: start } = this.#cursor;
    const end = start + length;
    const value = this.#value;
    if (level === levels.event) this.#values.takeSessionLog(bytes.subarray(start, end), this.#step);
    else if (level === levels.audio) value.contentType = decodeUtf8(bytes.subarray(start, end));
    else if (level === levels.tensor) this.#takeTensorField(field, start, end);
    else if (field === 1) value.tag = this.#values.tags.find(bytes, start, end);
    else if (field === 5) {
      value.kind = "histogram";
      value.histogram = bytes.slice(start, end);
    } else this.#takeMetadata(bytes.subarray(start, end));
  }

  #takeTensorField(field: number, start: number, end: number): void {
    const { bytes } = this.#cursor;
    const value = this.#value;
    if (field === 2) value.rank = countFields(bytes, start, end, 2);
    else if (field === 4 || field === numberLists.floats || field === numberLists.doubles) {
      value.setData(bytes, start, end);
    } else if (field !== numberLists.strings) value.setVarints(bytes, start, end);
    else if (value.blobs.length < maxBlobs) {
      const offset = this.#position - (end - start);
      const content = bytes.slice(start, end);
      const head = content.subarray(0, blobHeadBytes);
      value.blobs.push({ offset, length: end - start, head, content });
    }
  }

  /** `SummaryMetadata`: 1 plugin_data {1 plugin_name, 2 content}, 4 data_class. */
  #takeMetadata(bytes: Uint8Array): void {
    const cursor = new ProtobufCursor(bytes);
    let name = "";
    let isScalarClass = false;
    while (cursor.next()) {
      if (cursor.field === 1) {
        const plugin = cursor.message();
        while (plugin.next()) {
          if (plugin.field === 1) name = plugin.text();
          else if (plugin.field === 2) this.#value.pluginContent = plugin.bytesValue().slice();
          else plugin.skip();
        }
      } else if (cursor.field === 4) isScalarClass = cursor.uint64() === 1;
      else cursor.skip();
    }
    if (this.#value.tag?.plugin === "") {
      this.#value.tag.plugin = isScalarClass ? "scalars" : name;
    }
  }
}

function innerLevel(level: number, field: number): number {
  if (level === levels.event) return field === 5 ? levels.summary : -1;
  if (level === levels.summary) return field === 1 ? levels.value : -1;
  if (level !== levels.value) return -1;
  if (field === 4) return levels.image;
  if (field === 6) return levels.audio;
  return field === 8 ? levels.tensor : -1;
}

function kindOf(level: number): "image" | "audio" | "tensor" {
  if (level === levels.image) return "image";
  return level === levels.audio ? "audio" : "tensor";
}

/** Whether the content of a field is looked at as a whole. */
function isLeaf(level: number, field: number): boolean {
  if (level === levels.event) return field === 7;
  if (level === levels.value) return field === 1 || field === 5 || field === 9;
  if (level === levels.audio) return field === 5;
  return level === levels.tensor && field !== 3;
}

/** How often a field that has a length stands in a message. */
function countFields(bytes: Uint8Array, start: number, end: number, wanted: number): number {
  const cursor = new ProtobufCursor(bytes, start, end);
  let count = 0;
  while (cursor.next()) {
    if (cursor.field === wanted) count++;
    cursor.skip();
  }
  return count;
}
