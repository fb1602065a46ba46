import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { silentLog } from "../../../src/base/logging.ts";
import { SourceEngine } from "../../../src/platform/sources/sourceEngine.ts";

let root: string;
let engine: SourceEngine;
let told: string[];
let gone: string[];
let errors: string[];
let isFull: boolean;

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "sextant-full-"));
  [told, gone, errors] = [[], [], []];
  isFull = true;
  engine = new SourceEngine({
    ...{ root, clock: { now: () => Date.now() }, env: {}, isTrusted: true, remote: [] },
    log: { ...silentLog, error: (message) => errors.push(message) },
    settings: { folders: [], exclude: [], servers: [] },
    marks: new Map(),
    onUpdates(updates, goneKeys) {
      if (isFull) throw new Error("database or disk is full");
      told.push(
        ...updates.flatMap(({ update }) => update.runs.map(({ location }) => location!.path)),
      );
      gone.push(...goneKeys);
    },
  });
});
afterEach(() => {
  engine.dispose();
  rmSync(root, { recursive: true, force: true });
});

function write(name: string): void {
  const line = { current_steps: 1, total_steps: 9, loss: 0.5, lr: 0.1, epoch: 1 };
  mkdirSync(path.join(root, name));
  writeFileSync(path.join(root, name, "trainer_log.jsonl"), `${JSON.stringify(line)}\n`);
}

it("tells later what the index could not take, and complains once", async () => {
  write("a");
  write("b");
  await engine.scan();
  await engine.scan();
  expect(told).toEqual([]);
  expect(errors).toEqual(["database or disk is full"]);
  isFull = false;
  await engine.scan();
  expect(told.toSorted()).toEqual(["a", "b"]);
});

it("tells later what is gone, unless it came back", async () => {
  isFull = false;
  write("a");
  write("b");
  await engine.scan();
  isFull = true;
  rmSync(path.join(root, "a"), { recursive: true });
  rmSync(path.join(root, "b"), { recursive: true });
  await engine.scan();
  write("b");
  isFull = false;
  await engine.scan();
  expect(gone).toHaveLength(1);
  expect(told.filter((name) => name === "b")).toHaveLength(2);
});
