import { createHash } from "node:crypto";
import { symlinkSync, truncateSync, utimesSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { silentLog } from "../../../src/base/logging.ts";
import type { ContentHash, HashRequest } from "../../../src/core/lint/pipeline/stageStatus.ts";
import { ContentHashes } from "../../../src/platform/lint/contentHashes.ts";
import { waitFor } from "../../support/waitFor.ts";
import { LintFolder } from "./lintFolder.ts";

let disk: LintFolder | undefined;
let hashes: ContentHashes | undefined;
let toldCount = 0;

afterEach(() => {
  hashes?.dispose();
  disk?.dispose();
});

function open(files: Readonly<Record<string, string | Buffer>>): LintFolder {
  disk = new LintFolder(files);
  toldCount = 0;
  hashes = new ContentHashes({
    root: disk.root,
    log: silentLog,
    onDidHash: () => (toldCount += 1),
    isIgnored: (path, isFolder) => path.endsWith(".tmp") || (isFolder && path.endsWith("/skip")),
  });
  return disk;
}

/** What is said of a path once it is known; at first nothing is. */
async function hash(path: string, more: Partial<HashRequest> = {}): Promise<ContentHash> {
  const request = { path, isLegacyHash: false, sizeBytes: null, md5: "", ...more };
  const before = toldCount;
  expect(hashes?.of(request)).toEqual({ kind: "pending" });
  await waitFor(() => toldCount > before, { label: "the hash" });
  return hashes?.of(request) ?? { kind: "pending" };
}

function md5(text: string | Buffer): string {
  return createHash("md5").update(text).digest("hex");
}

describe("the hash", () => {
  it("of a file is that of its bytes", async () => {
    open({ a: "x\r\ny\n" });
    expect(await hash("a")).toEqual({ kind: "hash", md5: md5("x\r\ny\n") });
  });

  it("of a string of old DVC takes all line ends for the same", async () => {
    open({ a: "x\r\ny\n", b: Buffer.from("x\r\n\0") });
    expect(await hash("a", { isLegacyHash: true })).toEqual({ kind: "hash", md5: md5("x\ny\n") });
    expect(await hash("b", { isLegacyHash: true })).toEqual({ kind: "hash", md5: md5("x\r\n\0") });
  });

  it("of a folder is that of the list of its files, without those that are left out", async () => {
    open({ "f/b": "2", "f/a/ü": "1", "f/x.tmp": "noise", "f/skip/c": "noise" });
    const first = `{"md5": "${md5("1")}", "relpath": "a/\\u00fc"}`;
    const list = `[${first}, {"md5": "${md5("2")}", "relpath": "b"}]`;
    expect(await hash("f", { md5: "x.dir" })).toEqual({ kind: "hash", md5: `${md5(list)}.dir` });
  });

  it("of an empty folder is that of an empty list", async () => {
    open({ "f/x.tmp": "" });
    expect(await hash("f")).toEqual({ kind: "hash", md5: `${md5("[]")}.dir` });
  });

  it("follows a link to a file; one to a folder within a folder is not read", async () => {
    const folder = open({ a: "1", "f/b": "2", "g/c": "3" });
    symlinkSync(folder.at("a"), folder.at("link"));
    symlinkSync(folder.at("f"), folder.at("g/f"));
    expect(await hash("link")).toEqual({ kind: "hash", md5: md5("1") });
    expect(await hash("g")).toEqual({ kind: "unread" });
  });

  it.each([
    ["nothing", "gone", {}, { kind: "missing" }],
    ["something below a file", "a/b", {}, { kind: "missing" }],
    ["a file that was a folder", "a", { md5: "x.dir" }, { kind: "hash", md5: "" }],
    ["a file of another size", "a", { sizeBytes: 7 }, { kind: "hash", md5: "" }],
  ] as const)("of %s", async (_, path, more, expected) => {
    open({ a: "1" });
    expect(await hash(path, more)).toEqual(expected);
  });

  it("of a huge file is not read", async () => {
    const folder = open({ a: "" });
    truncateSync(folder.at("a"), 2 ** 30 + 1);
    expect(await hash("a")).toEqual({ kind: "unread" });
  });

  it("is read again only when size or time changed", async () => {
    const folder = open({ a: "1" });
    const time = new Date(1_700_000_000_000);
    utimesSync(folder.at("a"), time, time);
    await hash("a");
    hashes?.forget();
    folder.write({ a: "2" });
    utimesSync(folder.at("a"), time, time);
    expect(await hash("a")).toEqual({ kind: "hash", md5: md5("1") });
    hashes?.forget();
    utimesSync(folder.at("a"), time, new Date(1_700_000_001_000));
    expect(await hash("a")).toEqual({ kind: "hash", md5: md5("2") });
  });
});
