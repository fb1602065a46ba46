import { createHash } from "node:crypto";
import { chmodSync, existsSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { FileHashes } from "../../../src/platform/git/fileHashes.ts";
import { removeFolders, temporaryFolder } from "./testRepository.ts";

afterAll(removeFolders);

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const forged = "f".repeat(64);

/** A file that `FileHashes` remembers with a hash that is not its own: who answers it read nothing. */
async function prepare() {
  const folder = temporaryFolder();
  const file = path.join(folder, "data.bin");
  const cacheFile = path.join(folder, "hashes.json");
  writeFileSync(file, "1");
  const hashes = FileHashes.open(cacheFile, () => Date.now() + 10_000);
  expect(await hashes.hash(file)).toBe(sha256("1"));
  hashes.save();
  const written = readFileSync(cacheFile, "utf8");
  expect(written).toContain(sha256("1"));
  writeFileSync(cacheFile, written.replace(sha256("1"), forged));
  return { file, cacheFile };
}

describe("the hash of a large file", () => {
  test("is read once, and again when anything about the file changed", async () => {
    const { file, cacheFile } = await prepare();
    expect(await FileHashes.open(cacheFile).hash(file)).toBe(forged);
    chmodSync(file, 0o600);
    expect(await FileHashes.open(cacheFile).hash(file)).toBe(sha256("1"));
    writeFileSync(file, "2");
    utimesSync(file, 1, 1);
    expect(await FileHashes.open(cacheFile).hash(file)).toBe(sha256("2"));
  });

  test("is not remembered for a file that changed a moment ago", async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, "data.bin");
    const cacheFile = path.join(folder, "hashes.json");
    writeFileSync(file, "1");
    const hashes = FileHashes.open(cacheFile);
    expect(await hashes.hash(file)).toBe(sha256("1"));
    hashes.save();
    expect(existsSync(cacheFile)).toBe(false);
  });

  test.each(["", "{", "[]", '{"a": 1}', '{"a": {"state": "1", "sha256": "<b>"}}'])(
    "a cache of %j counts for nothing",
    async (content) => {
      const folder = temporaryFolder();
      const file = path.join(folder, "data.bin");
      const cacheFile = path.join(folder, "hashes.json");
      writeFileSync(file, "1");
      writeFileSync(cacheFile, content);
      expect(await FileHashes.open(cacheFile).hash(file)).toBe(sha256("1"));
    },
  );

  test("a cache that cannot be written is done without", async () => {
    const { file } = await prepare();
    const hashes = FileHashes.open(path.join(file, "no", "folder"));
    expect(await hashes.hash(file)).toBe(sha256("1"));
    expect(() => hashes.save()).not.toThrow();
  });
});
