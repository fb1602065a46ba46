import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { silentLog } from "../../../../src/base/logging.ts";
import type { Monitor } from "../../../../src/core/monitors/monitor.ts";
import { fileSignature, watchedFolder } from "../../../../src/platform/monitors/fileSignature.ts";
import {
  watchMonitors,
  type CheckReason,
} from "../../../../src/platform/monitors/watchMonitors.ts";
import { createMonitor } from "../../../support/createMonitor.ts";

let root: string;
let checks: CheckReason[];
let finish: (() => void)[];
let last: number | null;

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "sextant watch "));
  checks = [];
  finish = [];
  last = null;
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  rmSync(root, { recursive: true, force: true });
});

function watch(monitor: Monitor, holdsChecks = false) {
  return watchMonitors({
    root,
    monitors: [monitor],
    check: (_monitor, reason) => {
      checks.push(reason);
      if (holdsChecks) return new Promise<void>((resolve) => finish.push(resolve));
      last = Date.now();
      return Promise.resolve();
    },
    lastChecked: () => last,
    now: () => Date.now(),
    log: silentLog,
    restMs: 1000,
    pollMs: 5000,
  });
}

const minute = 60_000;

test("a monitor that was never checked is due, and then after its time", async () => {
  const watcher = watch(createMonitor("every: 10m"));
  await vi.advanceTimersByTimeAsync(0);
  expect(checks).toEqual(["interval"]);
  await vi.advanceTimersByTimeAsync(10 * minute - 1);
  expect(checks).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(checks).toHaveLength(2);
  watcher.dispose();
  await vi.advanceTimersByTimeAsync(60 * minute);
  expect(checks).toHaveLength(2);
});

test("one that was checked a while ago waits for the rest of its time", async () => {
  last = Date.now() - 8 * minute;
  const watcher = watch(createMonitor("every: 10m"));
  await vi.advanceTimersByTimeAsync(2 * minute - 1);
  expect(checks).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(checks).toEqual(["interval"]);
  watcher.dispose();
});

test("a time too long for a timer is no busy loop, nor one too short", async () => {
  last = Date.now();
  const long = watch(createMonitor("every: 52w"));
  const short = watch(createMonitor("every: 0s"));
  await vi.advanceTimersByTimeAsync(9999);
  expect(checks).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(checks).toEqual(["interval"]);
  short.dispose();
  await vi.advanceTimersByTimeAsync(2 ** 31);
  expect(checks).toEqual(["interval"]);
  long.dispose();
});

test("files that changed are checked when they rest, once", async () => {
  const file = path.join(root, "x.csv");
  writeFileSync(file, "a");
  const watcher = watch(createMonitor("onChange: true"), true);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(checks).toEqual([]);
  writeFileSync(file, "ab");
  // Whether the system tells of it at once or not, it has not rested.
  await vi.advanceTimersByTimeAsync(500);
  writeFileSync(file, "abc");
  await vi.advanceTimersByTimeAsync(600);
  expect(checks).toEqual([]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(checks).toEqual(["change"]);
  // While it is checked it changes twice: that is one more check.
  for (const text of ["abcd", "abcde"]) {
    writeFileSync(file, text);
    await vi.advanceTimersByTimeAsync(7000);
  }
  expect(checks).toHaveLength(1);
  finish[0]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(checks).toEqual(["change", "change"]);
  finish[1]?.();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(checks).toHaveLength(2);
  watcher.dispose();
});

test("a signature changes with files of the path, and with no others", () => {
  mkdirSync(path.join(root, "data", ".sextant"), { recursive: true });
  const put = (name: string, text: string) => writeFileSync(path.join(root, "data", name), text);
  const glob = path.join(root, "data", "*.csv");
  const signatures = (): readonly string[] =>
    [glob, path.join(root, "data"), path.join(root, "data", "a.csv")].map((item) =>
      fileSignature([item]),
    );
  put("a.csv", "1");
  const before = signatures();
  put(".sextant/report.json", "1");
  expect(signatures()).toEqual(before);
  put("b.txt", "1");
  expect(signatures().map((item, index) => item === before[index])).toEqual([true, false, true]);
  put("a.csv", "12");
  expect(signatures().map((item, index) => item === before[index])).toEqual([false, false, false]);
  expect(watchedFolder(glob)).toBe(path.join(root, "data"));
  expect(fileSignature([path.join(root, "gone.csv")])).toBe("missing");
});
