import { describe, expect, test } from "vitest";
import {
  createJsonLinesReader,
  type JsonObject,
} from "../../../src/core/formats/text/jsonLines.ts";
import { forEachNumber } from "../../../src/core/formats/nestedNumbers.ts";
import { RunChannel } from "../../../src/core/formats/runChannel.ts";
import { bytesOf } from "../../support/formats/memoryFolder.ts";
import { feed } from "../../support/formats/readClaim.ts";

function read(content: string | Uint8Array, pieceBytes?: number, maxLineBytes = 1 << 20) {
  const objects: JsonObject[] = [];
  const channel = new RunChannel({ path: "log.jsonl" });
  const onObject = (object: JsonObject) => objects.push(object);
  feed(
    createJsonLinesReader({ channel, onObject, maxLineBytes }),
    bytesOf(content),
    pieceBytes ?? Infinity,
  );
  return { objects, problems: channel.problems };
}

const lines = '{"a":1}\r\n\n{"b":NaN,"c":"NaN inside"}\n{"ü":-Infinity}\n';
const objects = [{ a: 1 }, { b: "NaN", c: "NaN inside" }, { ü: "-Infinity" }];

test("objects come line by line, in pieces of any size", () => {
  for (const pieceBytes of [1, 2, 3, 5, 8, 1000]) {
    expect(read(lines, pieceBytes)).toEqual({ objects, problems: [] });
  }
});

test("a byte order mark is left out and UTF-16 is read", () => {
  expect(read(`\ufeff${lines}`).objects).toEqual(objects);
  const little = new Uint8Array(Buffer.from(`\ufeff${lines}{"s":"𝄞"}`, "utf16le"));
  for (const pieceBytes of [1, 3, 7, 1000]) {
    expect(read(little, pieceBytes).objects).toEqual([...objects, { s: "𝄞" }]);
  }
  const big = new Uint8Array(Buffer.from(`\ufeff${lines}`, "utf16le").swap16());
  expect(read(big).objects).toEqual(objects);
});

describe("the last line", () => {
  test("counts once it is whole", () => {
    expect(read('{"a":1}\n{"a":2}').objects).toEqual([{ a: 1 }, { a: 2 }]);
    expect(read('{"a":1}\n{"a":2').objects).toEqual([{ a: 1 }]);
    expect(read('{"a":1}\n{"a":{"b":2}').objects).toEqual([{ a: 1 }]);
  });

  test("is not taken twice when its newline arrives", () => {
    const seen: JsonObject[] = [];
    const channel = new RunChannel();
    const reader = createJsonLinesReader({ channel, onObject: (object) => seen.push(object) });
    expect(reader.read(bytesOf('{"a":1}'))).toBe(0);
    reader.reachEnd?.(bytesOf('{"a":1}'));
    reader.reachEnd?.(bytesOf('{"a":1}'));
    expect(reader.read(bytesOf('{"a":1}\n{"a":2}\n'))).toBe(16);
    expect(seen).toEqual([{ a: 1 }, { a: 2 }]);
    expect(channel.problems).toEqual([]);
  });
});

test("what is no object is one problem with its line and byte", () => {
  const { objects: found, problems } = read('{"a":1}\n[1]\n{"a":\n\0\0{"a":2}\n');
  expect(found).toEqual([{ a: 1 }, { a: 2 }]);
  expect(problems.map(({ code, location }) => ({ code, ...location }))).toEqual([
    { code: "json-line", path: "log.jsonl", line: 1, byteOffset: 8 },
    { code: "json-line", path: "log.jsonl", line: 2, byteOffset: 12 },
  ]);
});

test("a line beyond the bound is skipped, and never held", () => {
  const long = `{"x":"${"y".repeat(5000)}"}`;
  for (const pieceBytes of [10, 500, 100_000]) {
    const { objects: found, problems } = read(`{"a":1}\n${long}\n{"a":2}\n`, pieceBytes, 1000);
    expect(found).toEqual([{ a: 1 }, { a: 2 }]);
    expect(problems.map(({ code }) => code)).toEqual(["line-too-long"]);
  }
});

test("a Git LFS pointer is one clear problem", () => {
  const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n";
  for (const pieceBytes of [1, 10, 1000]) {
    expect(read(pointer, pieceBytes).problems.map(({ code }) => code)).toEqual(["lfs-pointer"]);
  }
});

test("numbers of nested objects are visited by their joined names", () => {
  const found: [string, number][] = [];
  const value: unknown = JSON.parse('{"a":1,"b":{"c":"NaN","d":{"e":2}},"f":[1],"g":"x","h":true}');
  forEachNumber(value, "/", (name, number) => found.push([name, number]));
  expect(found).toEqual([
    ["a", 1],
    ["b/c", NaN],
    ["b/d/e", 2],
  ]);
});
