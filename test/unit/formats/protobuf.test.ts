import { expect, test } from "vitest";

import { seededRandom } from "../../../src/base/seededRandom.ts";
import { ProtobufCursor } from "../../../src/core/formats/wire/protobuf.ts";

function cursorOver(...bytes: readonly number[]): ProtobufCursor {
  return new ProtobufCursor(Uint8Array.from(bytes));
}

function varint(value: bigint): number[] {
  let rest = BigInt.asUintN(64, value);
  const bytes: number[] = [];
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return [...bytes, Number(rest)];
}

test("varints, signed and not", () => {
  const values = [0n, 1n, 127n, 128n, 300n, 2n ** 31n, 2n ** 32n, 2n ** 35n - 1n, 2n ** 53n];
  for (const value of values) {
    expect(cursorOver(...varint(value)).rawVarint()).toBe(Number(value));
    for (const signed of [value, -value]) {
      const cursor = cursorOver(...varint(signed), 7);
      expect(cursor.rawSignedVarint()).toBe(Number(signed));
      expect(cursor.rawVarint()).toBe(7);
      expect(cursor.isAtEnd).toBe(true);
    }
  }
  expect(cursorOver(...varint(2n ** 64n - 1n)).rawVarint()).toBe(2 ** 64);
  expect(cursorOver(...varint(-(2n ** 63n))).rawSignedVarint()).toBe(-(2 ** 63));
});

test("every kind of field, then the end", () => {
  const bytes = [
    [0x08, 150, 1],
    [0x12, 3, 0x61, 0xc3, 0xa9],
    [0x1d, 0, 0, 0x80, 0x3f],
    [0x21, 0, 0, 0, 0, 0, 0, 0xf8, 0xbf],
    [0x2a, 2, 0x08, 1],
    [0xf8, 0x7f, 0],
  ].flat();
  const cursor = cursorOver(...bytes);
  const seen: unknown[] = [];
  while (cursor.next()) {
    if (cursor.field === 1) seen.push(cursor.uint64());
    else if (cursor.field === 2) seen.push(cursor.text());
    else if (cursor.field === 3) seen.push(cursor.float());
    else if (cursor.field === 4) seen.push(cursor.double());
    else if (cursor.field === 5) {
      const inner = cursor.message();
      seen.push(inner.next() && inner.bool());
    } else {
      seen.push(cursor.field);
      cursor.skip();
    }
  }
  expect(seen).toEqual([150, "aé", 1, -1.5, true, 2047]);
  expect(cursor.isBad).toBe(false);
  expect(cursor.next()).toBe(false);
});

test("bad input ends the reading", () => {
  const cases: readonly (readonly number[])[] = [
    [0x0a],
    [0x0a, 5, 1, 2],
    [0x0a, ...varint(2n ** 63n)],
    [0x09, 1, 2, 3],
    [0x0d, 1],
    [0x08, ...Array.from({ length: 11 }, () => 0xff)],
    [0x0b, 0x0c],
    [0x00, 0],
    [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1],
  ];
  for (const bytes of cases) {
    const cursor = cursorOver(...bytes);
    while (cursor.next()) cursor.skip();
    expect(cursor.isBad, bytes.join(" ")).toBe(true);
    expect(cursor.next()).toBe(false);
  }
  const wrong = cursorOver(0x08, 1);
  wrong.next();
  expect(wrong.text()).toBe("");
  expect(wrong.isBad).toBe(true);
});

test("one cursor serves many messages, and never looks past its end", () => {
  const bytes = Uint8Array.from([0x08, 1, 0x12, 9, 1, 1]);
  const cursor = new ProtobufCursor(bytes, 0, 2);
  expect(cursor.next() && cursor.uint64()).toBe(1);
  expect(cursor.next()).toBe(false);
  expect(cursor.isBad).toBe(false);
  cursor.reset(bytes, 2, 99);
  expect(cursor.next() && cursor.bytesValue().length).toBe(0);
  expect(cursor.isBad).toBe(true);
  expect(cursor.reset(bytes, 0, 2).next()).toBe(true);
});

test("garbage never throws and always ends", () => {
  const random = seededRandom(7);
  for (let round = 0; round < 5000; round++) {
    const bytes = Uint8Array.from({ length: 40 }, () => Math.floor(random() * 256));
    const cursor = new ProtobufCursor(bytes);
    for (let count = 0; cursor.next(); count++) {
      if (random() < 0.2) cursor.text();
      else if (random() < 0.2) cursor.message();
      else cursor.skip();
      expect(count).toBeLessThan(41);
      expect(cursor.position).toBeLessThanOrEqual(40);
    }
  }
});
