import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FileCache } from "../../../../src/platform/profile/fileCache.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "sextant-file-cache-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const hourMs = 3_600_000;
const add = (cache: FileCache, key: string, text = key): Promise<string> =>
  cache.add([key], ".txt", (file) => writeFile(file, text));

async function has(cache: FileCache, keys: readonly string[]): Promise<readonly boolean[]> {
  const found: boolean[] = [];
  for (const key of keys) found.push((await cache.find([key], ".txt")) !== null);
  return found;
}

describe("a cache of files", () => {
  it("finds what was added, by all that it was made of", async () => {
    const cache = new FileCache(folder);
    const file = await cache.add(["a", "b"], ".txt", (target) => writeFile(target, "x"));
    expect(await cache.find(["a", "b"], ".txt")).toBe(file);
    expect(await readFile(file, "utf8")).toBe("x");
    expect(await cache.find(["ab"], ".txt")).toBeNull();
    expect(await cache.find(["a", "b"], ".json")).toBeNull();
  });

  it("goes elsewhere where the folder takes nothing", async () => {
    const notFolder = path.join(folder, "file");
    await writeFile(notFolder, "");
    const unusable = path.join(notFolder, "cache");
    const fallbackFolder = path.join(folder, "temporary", "tables");
    const cache = new FileCache(unusable, { fallbackFolder });
    const file = await add(cache, "a");
    expect(path.dirname(file)).toBe(fallbackFolder);
    expect(await cache.find(["a"], ".txt")).toBe(file);
    await expect(add(new FileCache(unusable), "a")).rejects.toThrow(/ENOTDIR|EEXIST|ENOENT/);
  });

  it("keeps nothing of what failed half way", async () => {
    const cache = new FileCache(folder);
    const failing = cache.add(["a"], ".txt", async (file) => {
      await writeFile(file, "half");
      throw new Error("no more");
    });
    await expect(failing).rejects.toThrow("no more");
    expect(await readdir(folder)).toEqual([]);
  });

  it("shows an entry to others only when it is whole", async () => {
    const cache = new FileCache(folder);
    await cache.add(["a"], ".txt", async (file) => {
      await writeFile(file, "half");
      expect(await new FileCache(folder).find(["a"], ".txt")).toBeNull();
    });
  });

  it("takes the same from two at once", async () => {
    const caches = [new FileCache(folder), new FileCache(folder)];
    const files = await Promise.all(caches.map((cache) => add(cache, "a")));
    expect(new Set(files).size).toBe(1);
    expect(await readdir(folder)).toHaveLength(1);
  });

  it("throws out what was used least recently, once it holds too much", async () => {
    let now = Date.now();
    const cache = new FileCache(folder, { maxBytes: 20, now: () => now });
    for (const key of ["1", "2", "3"]) {
      await add(cache, key, "x".repeat(8));
      now += 2 * hourMs;
      await cache.find(["1"], ".txt");
    }
    now += 2 * hourMs;
    await add(cache, "4", "x".repeat(8));
    expect(await has(cache, ["1", "2", "3", "4"])).toEqual([true, false, false, true]);
  });

  it("keeps what another process may be reading", async () => {
    const cache = new FileCache(folder, { maxBytes: 1 });
    await add(cache, "1");
    await add(cache, "2");
    expect(await has(cache, ["1", "2"])).toEqual([true, true]);
  });

  it("throws out what a process that died left half written", async () => {
    const litter = path.join(folder, "x.partial");
    const fresh = path.join(folder, "y.partial");
    await writeFile(litter, "x");
    await writeFile(fresh, "y");
    const old = new Date(Date.now() - 2 * hourMs);
    await utimes(litter, old, old);
    await add(new FileCache(folder), "1");
    expect((await readdir(folder)).filter((name) => name.endsWith(".partial"))).toEqual([
      "y.partial",
    ]);
  });
});
