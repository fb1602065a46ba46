import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runPaths } from "../../../src/platform/runs/project.ts";
import { readArtifacts, readRunIds } from "../../../src/platform/runs/runFolders.ts";

let root: string;
beforeEach(() => void (root = mkdtempSync(path.join(tmpdir(), "sextant-"))));
afterEach(() => rmSync(root, { recursive: true }));

test("a project without runs has none", async () => {
  expect(await readRunIds(root)).toEqual([]);
  expect(await readArtifacts(path.join(root, "none"))).toEqual({ artifacts: [], isComplete: true });
});

test("only folders that may be runs count, oldest first", async () => {
  for (const name of ["20261120-2-b", "20261120-1-a", ".hidden", "a b"]) {
    mkdirSync(runPaths(root, name).folder, { recursive: true });
  }
  expect(await readRunIds(root)).toEqual(["20261120-1-a", "20261120-2-b"]);
});

test("artifacts are files at any depth; links are not followed", async () => {
  const folder = path.join(root, "artifacts");
  mkdirSync(path.join(folder, "model/weights"), { recursive: true });
  writeFileSync(path.join(folder, "model/weights/w.bin"), "12345");
  writeFileSync(path.join(folder, "été.txt"), "");
  symlinkSync("/etc", path.join(folder, "etc"));
  symlinkSync("/etc/passwd", path.join(folder, "passwd"));
  expect(await readArtifacts(folder)).toEqual({
    artifacts: [
      { path: "model/weights/w.bin", sizeBytes: 5 },
      { path: "été.txt", sizeBytes: 0 },
    ],
    isComplete: true,
  });
});
