import { describe, expect, test } from "vitest";
import { createJsonDocument } from "../../../src/core/formats/text/jsonDocument.ts";
import { parsePartialJson } from "../../../src/core/formats/text/partialJson.ts";
import { RunChannel } from "../../../src/core/formats/runChannel.ts";
import { bytesOf } from "../../support/formats/memoryFolder.ts";

describe("parsePartialJson", () => {
  test.each([
    ['{"a": [1, -2.5e3, true, null, "x\\u00e9\\n"], "b": {}, "c": []}'],
    ["[[[]]]"],
    ['"text"'],
    ["-0"],
    ['{"__proto__": 1, "constructor": {"a": 2}}'],
  ])("reads %s as JSON.parse does", (text) => {
    const { value, faultOffset } = parsePartialJson(` ${text}\n`);
    expect(faultOffset).toBeUndefined();
    expect(JSON.stringify(value)).toBe(JSON.stringify(JSON.parse(text)));
  });

  test("reads Python's numbers as their names", () => {
    const { value } = parsePartialJson('{"a": NaN, "b": [-Infinity, Infinity], "c": "NaN inside"}');
    expect(value).toEqual({ a: "NaN", b: ["-Infinity", "Infinity"], c: "NaN inside" });
  });

  test.each([
    ['{"a": 1, "b": [1, 2', { a: 1, b: [1] }, 18],
    ['{"a": 1, "b', { a: 1 }, 9],
    ['{"a": {"b": 1}} trailing', { a: { b: 1 } }, 16],
    ['{"a": 1,, "b": 2}', { a: 1 }, 8],
    ['{"a": 01}', {}, 6],
    ["[1, 2, nope]", [1, 2], 7],
    ["", undefined, 0],
    ["nonsense", undefined, 0],
  ])("keeps what is good of %s", (text, value, faultOffset) => {
    expect(parsePartialJson(text)).toEqual({ value, faultOffset });
  });

  test("does not run out of stack", () => {
    const deep = "[".repeat(1_000_000);
    expect(parsePartialJson(deep).faultOffset).toBe(200);
    expect(parsePartialJson(`["${"a".repeat(20_000_000)}`).faultOffset).toBe(1);
  });
});

describe("a JSON document", () => {
  function open() {
    const channel = new RunChannel({ path: "state.json" });
    const reader = createJsonDocument({
      channel,
      onValue: (value) => channel.paramsOf(value),
    });
    return { channel, read: (text: string | Uint8Array) => reader.read(bytesOf(text)) };
  }

  test("keeps the last good reading while the file is being written anew", () => {
    const { channel, read } = open();
    expect(read("")).toBe(false);
    expect(read('{"a": 1}')).toBe(true);
    expect(read('{"a": 1, "b')).toBe(false);
    expect(read("")).toBe(false);
    expect(channel.params).toEqual({ a: "1" });
    expect(channel.problems).toEqual([]);
    expect(read('{"a": 2, "b": NaN}')).toBe(true);
    expect(channel.params).toEqual({ a: "2", b: "NaN" });
  });

  test("shows what is good of a file that was never whole, and says where it stops", () => {
    const { channel, read } = open();
    expect(read('{"é": 1,\n "b": [')).toBe(true);
    expect(channel.params).toEqual({ é: "1", b: "[]" });
    expect(channel.problems).toMatchObject([
      { code: "json-damaged", location: { path: "state.json", line: 1, byteOffset: 17 } },
    ]);
    expect(read('{"é": 2}')).toBe(true);
    expect(channel.problems).toEqual([]);
  });

  test("reads UTF-16 with its mark, a byte order mark, and CRLF", () => {
    const text = '\uFEFF{"a":\r\n "é"}';
    for (const bytes of [new Uint8Array(Buffer.from(text, "utf16le")), bytesOf(text)]) {
      const { channel, read } = open();
      expect(read(bytes)).toBe(true);
      expect(channel.params).toEqual({ a: "é" });
    }
  });

  test("says what a Git LFS pointer is", () => {
    const { channel, read } = open();
    expect(read("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n")).toBe(true);
    expect(channel.problems.map(({ code }) => code)).toEqual(["lfs-pointer"]);
  });
});
