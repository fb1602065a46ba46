import { expect, test } from "vitest";
import { seededRandom } from "../../../src/base/seededRandom.ts";
import { shortestFloat32 } from "../../../src/core/formats/points/float32.ts";

test("a number is what it was before it became a 32-bit float", () => {
  for (const value of [0.9, 0.1, 1 / 3, 1e-3, 2.5e-5, 1e11, 1.5e15, 3.4e38, 1e-45, 123.456, -0.7]) {
    const written = Number(value.toPrecision(6));
    expect(shortestFloat32(Math.fround(written))).toBe(written);
  }
});

test("what is no 32-bit float stays", () => {
  for (const value of [0.1, Math.PI, 2 ** 53 - 1, 5e-324, 1e300]) {
    expect(shortestFloat32(value)).toBe(value);
  }
  for (const value of [0, 1, -16_777_215, NaN, Infinity, -Infinity]) {
    expect(shortestFloat32(value)).toBe(value);
  }
  expect(Object.is(shortestFloat32(-0), -0)).toBe(true);
});

test("any 32-bit float comes back when it is rounded again", () => {
  const random = seededRandom(3);
  const bits = new DataView(new ArrayBuffer(4));
  for (let round = 0; round < 50_000; round++) {
    bits.setUint32(0, Math.floor(random() * 2 ** 32));
    const value = bits.getFloat32(0);
    expect(Math.fround(shortestFloat32(value))).toBe(value);
  }
});
