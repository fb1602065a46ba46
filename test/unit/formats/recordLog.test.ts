import { crc32 as nodeCrc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/base/seededRandom.ts";
import { createRecordLogReader } from "../../../src/core/formats/wire/recordLog.ts";
import { RunChannel } from "../../../src/core/formats/runChannel.ts";
import { crc32 } from "../../../src/core/formats/wire/crc32.ts";
import { feed } from "../../support/formats/readClaim.ts";
import { writeRecordLog } from "../../support/formats/writeRecordLog.ts";

const kind = { ident: ":ABC", magic: 0x1234, version: 3, label: "a log of tests" };

function read(bytes: Uint8Array, pieceBytes?: number) {
  const channel = new RunChannel({ path: "x.log" });
  const records: number[] = [];
  const offsets: number[] = [];
  const onRecord = (record: Uint8Array, byteOffset: number): void => {
    records.push(record[0] ?? -1);
    offsets.push(byteOffset);
    // Each record is filled with its number.
    if (record.some((byte) => byte !== record[0])) throw new Error("a record is mixed up");
  };
  feed(createRecordLogReader({ ...kind, channel, onRecord }), bytes, pieceBytes);
  return { records, offsets, problems: channel.problems };
}

const recordOf = (number: number, length: number): Uint8Array =>
  new Uint8Array(length).fill(number);
const numbers = (count: number, from = 0): number[] =>
  Array.from({ length: count }, (_, index) => from + index);

describe("crc32", () => {
  it("is zlib's, for every length and alignment", () => {
    const random = seededRandom(5);
    const bytes = Uint8Array.from({ length: 100 }, () => Math.floor(random() * 256));
    for (let start = 0; start < 5; start++) {
      for (let end = start; end <= bytes.length; end++) {
        expect(crc32(bytes, start, end)).toBe(nodeCrc32(bytes.subarray(start, end)));
      }
    }
    expect(crc32(bytes, 10, 100, crc32(bytes, 0, 10))).toBe(nodeCrc32(bytes));
  });
});

describe("record log", () => {
  it("joins records that span blocks", () => {
    const log = writeRecordLog(kind, [
      recordOf(1, 10),
      recordOf(2, 100_000),
      recordOf(3, 0).slice(),
      recordOf(4, 32_768 - 7),
      recordOf(5, 5),
    ]);
    expect(read(log)).toMatchObject({ records: [1, 2, -1, 4, 5], problems: [] });
    for (const piece of [1000, 32_768, 40_001]) {
      expect(read(log, piece)).toEqual(read(log));
    }
  });

  it("fills the end of a block that has no room for a chunk", () => {
    for (let room = 0; room <= 8; room++) {
      const firstBytes = 32_768 - 7 - 7 - room;
      const log = writeRecordLog(kind, [recordOf(1, firstBytes), recordOf(2, 20)]);
      expect(read(log), `${room} bytes left`).toMatchObject({ records: [1, 2], problems: [] });
    }
  });

  it("reads what is there of a log that is cut anywhere, without a problem", () => {
    const log = writeRecordLog(kind, [recordOf(1, 20), recordOf(2, 40_000), recordOf(3, 20)]);
    for (let length = 0; length < log.length; length += length < 100 ? 1 : 977) {
      const { records, problems } = read(log.subarray(0, length));
      expect(problems).toEqual([]);
      expect([1, 2, 3].slice(0, records.length)).toEqual(records);
    }
  });

  it("loses only the record whose payload is damaged", () => {
    const log = writeRecordLog(
      kind,
      numbers(20).map((number) => recordOf(number, 100)),
    );
    log[7 + 107 * 4 + 50] = 0xee;
    const { records, problems } = read(log);
    expect(records).toEqual([...numbers(4), ...numbers(15, 5)]);
    expect(problems).toMatchObject([
      { code: "record-log-damaged", location: { path: "x.log", byteOffset: 7 + 107 * 4 } },
    ]);
  });

  it("goes on at the next block after a damaged length, with one problem", () => {
    const log = writeRecordLog(
      kind,
      numbers(200).map((number) => recordOf(number, 1000)),
    );
    log[7 + 1007 * 4 + 4] = 0xff;
    log[7 + 1007 * 4 + 5] = 0x7f;
    const { records, offsets, problems } = read(log);
    expect(problems).toHaveLength(1);
    expect(records.slice(0, 5)).toEqual([0, 1, 2, 3, 33]);
    expect(records.at(-1)).toBe(199);
    expect(offsets[4]).toBeGreaterThan(32_768);
    expect(read(log, 333)).toEqual(read(log));
  });

  it("passes over blocks of zeros, once something stands behind them", () => {
    const log = writeRecordLog(
      kind,
      numbers(100).map((number) => recordOf(number, 1000)),
    );
    log.fill(0, 32_768, 65_536);
    const { records, problems } = read(log);
    expect(records.at(-1)).toBe(99);
    expect(records.length).toBeLessThan(70);
    // The record that ran into the zeros never ends.
    expect(problems.length).toBeLessThanOrEqual(1);
    const cut = log.slice(0, 40_000);
    expect(read(cut).records).toEqual(numbers(32));
  });

  it("waits for zeros to be written", () => {
    const log = writeRecordLog(kind, [recordOf(1, 10), recordOf(2, 10)]);
    const reader = createRecordLogReader({
      ...kind,
      channel: new RunChannel(),
      onRecord: (record) => found.push(record[0] ?? -1),
    });
    const found: number[] = [];
    const early = log.slice();
    early.fill(0, 24);
    expect(reader.read(early)).toBe(24);
    expect(reader.read(log.subarray(24))).toBe(17);
    expect(found).toEqual([1, 2]);
  });

  it.each([
    ["version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n", "lfs-pointer"],
    ["some text that is no log", "record-log-header"],
    ["text", "record-log-header"],
    [":ABC\x34\x12\x04", "record-log-header"],
  ])("says what %j is", (text, code) => {
    const { records, problems } = read(Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
    expect(records).toEqual([]);
    expect(problems).toMatchObject([{ code, location: { byteOffset: 0 } }]);
  });

  it("finds nothing wrong with a file that was just begun", () => {
    expect(read(new Uint8Array(0)).problems).toEqual([]);
    expect(read(writeRecordLog(kind, [])).problems).toEqual([]);
  });
});
