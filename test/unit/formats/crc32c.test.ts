import { expect, test } from "vitest";
import { crc32c, maskedCrc32c } from "../../../src/core/formats/wire/crc32c.ts";

test("test vectors of RFC 3720 appendix B.4", () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, index) => index))).toBe(0x46dd794e);
  expect(crc32c(new TextEncoder().encode("123456789"))).toBe(0xe3069283);
});

test("a part of the bytes, and none", () => {
  const bytes = new TextEncoder().encode("--123456789--");
  expect(crc32c(bytes, 2, 11)).toBe(0xe3069283);
  expect(crc32c(bytes, 3, 3)).toBe(0);
});

test("masked, as in TensorBoard's tests (tensorboard/data/server/masked_crc.rs)", () => {
  const bytes = Uint8Array.from([0x1a, 0x11, ...new TextEncoder().encode("CRC test, one two")]);
  expect(maskedCrc32c(bytes)).toBe(0x5794d08a);
});
