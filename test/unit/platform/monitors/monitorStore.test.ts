import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findAlerts } from "../../../../src/core/monitors/findAlerts.ts";
import { MonitorStore, monitorSlug } from "../../../../src/platform/monitors/monitorStore.ts";
import { createMonitor } from "../../../support/createMonitor.ts";
import { createDrift, createReport } from "../../monitors/createReport.ts";

let root: string;
let store: MonitorStore;

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "sextant store "));
  store = new MonitorStore(root);
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const report = createReport({ drift: createDrift({ verdict: "drift", reason: "It moved." }) });
const found = findAlerts(createMonitor("reference: y"), report);

test("a check is kept: its report, its history and its alerts", async () => {
  const update = await store.recordCheck(report, found);
  expect(update.told.map(({ key }) => key)).toEqual(["drift"]);
  expect(store.readReport("m")).toEqual({ report, failure: null });
  expect(store.readAlerts("m")).toEqual(update.alerts);
  expect(store.readHistory("m")).toEqual([
    {
      time: report.checkedAt,
      verdict: "drift",
      reason: "It moved.",
      figures: report.figures,
      reference: "a",
      current: "b",
      durationMs: 1,
    },
  ]);
  expect((await store.recordCheck(report, found)).told).toEqual([]);
  expect(readFileSync(path.join(root, ".sextant", ".gitignore"), "utf8")).toBe("*\n");
  expect(readdirSync(store.folder("m")).sort()).toEqual([
    "alerts.json",
    "history.jsonl",
    "report.json",
    "state.json",
  ]);
});

test("how a monitor stands is known without its report, also where only that is there", async () => {
  const state = {
    summary: {
      monitor: "m",
      checkedAt: report.checkedAt,
      verdict: "drift",
      reason: "It moved.",
      evidence: "a/b",
      replaces: null,
      performance: null,
    },
    failure: null,
    past: [
      { at: report.checkedAt, value: report.figures["drift.share"] ?? null, verdict: "drift" },
    ],
  };
  expect(store.readState("m")).toEqual({ summary: null, failure: null, past: [] });
  await store.recordCheck(report, found);
  expect(store.readState("m")).toEqual(state);
  rmSync(path.join(store.folder("m"), "state.json"));
  expect(store.readState("m")).toEqual(state);
  await store.recordFailure("m", "No file.", 5);
  const failure = { time: "1970-01-01T00:00:00.005Z", message: "No file." };
  expect(store.readState("m")).toEqual({ ...state, failure });
  rmSync(path.join(store.folder("m"), "report.json"));
  expect(store.readState("m")).toEqual({ ...state, failure });
});

test("a report of another version survives checks that fail", async () => {
  await store.recordCheck(report, found);
  const file = path.join(store.folder("m"), "report.json");
  const other = JSON.stringify({ report: { ...report, version: 9 }, failure: null });
  writeFileSync(file, other);
  expect(store.readReport("m")).toEqual({ report: null, failure: null });
  await store.recordFailure("m", "No file.", 5);
  expect(readFileSync(file, "utf8")).toBe(other);
  expect(store.readReport("m").failure?.message).toBe("No file.");
});

test("what cannot be kept is said with the folder", async () => {
  mkdirSync(path.join(root, ".sextant"));
  writeFileSync(path.join(root, ".sextant", "monitors"), "no folder");
  await expect(store.recordCheck(report, found)).rejects.toMatchObject({
    code: "monitor-not-written",
    message: expect.stringContaining(store.folder("m")) as string,
  });
});

test("one of several launches a retraining, if it is still wanted", async () => {
  expect(await store.claimLaunch("m", 10, () => false)).toBe(false);
  expect(await store.claimLaunch("m", 10, () => true)).toBe(true);
  expect(await store.claimLaunch("m", 11, () => true)).toBe(false);
  await store.releaseLaunch("m");
  expect(await store.claimLaunch("m", 12, () => true)).toBe(true);
  // The window that claimed it is gone.
  expect(await store.claimLaunch("m", 12 + 3_600_000, () => true)).toBe(true);
});

test("one of several compares models, and again only where a check followed a failure", async () => {
  const claim = (run: string, now: number, checkedAt = 0) =>
    store.claimComparison("m", { run, now, checkedAt });
  expect([await claim("r1", 10), await claim("r1", 11), await claim("r2", 12)]).toEqual([
    true,
    false,
    true,
  ]);
  await store.endComparison("m", { run: "r2", time: 20, failure: "No file." });
  expect([await claim("r2", 21, 19), await claim("r2", 22, 21)]).toEqual([false, true]);
  await store.endComparison("m", null);
  expect(await claim("r2", 23)).toBe(true);
  expect(await claim("r2", 23 + 3_600_000)).toBe(true);
});

test("the claim of a check that was cancelled is given back, but no other's", async () => {
  const claim = { signature: "a", time: 1 };
  const isTaken = () => true;
  expect(await store.claimCheck("m", claim, isTaken)).toBe(true);
  await store.releaseCheck("m", { ...claim, time: 2 });
  expect(await store.claimCheck("m", claim, isTaken)).toBe(false);
  await store.releaseCheck("m", claim);
  expect(await store.claimCheck("m", claim, isTaken)).toBe(true);
});

test("a check that failed keeps the last good report and its alerts", async () => {
  await store.recordCheck(report, found);
  const { told } = await store.recordFailure("m", "No file.", 5);
  expect(told).toMatchObject([{ key: "failure", message: "No file." }]);
  expect(store.readReport("m")).toEqual({
    report,
    failure: { time: "1970-01-01T00:00:00.005Z", message: "No file." },
  });
  expect(store.readAlerts("m").map(({ key, state }) => `${key} ${state}`)).toEqual([
    "drift open",
    "failure open",
  ]);
  expect(store.readHistory("m").map(({ verdict }) => verdict)).toEqual(["drift", "failed"]);
  await store.recordCheck(report, found);
  expect(store.readReport("m").failure).toBeNull();
});

test("what people do with alerts, and launches, are kept", async () => {
  await store.recordCheck(report, found);
  await store.changeAlert("m", "drift", { kind: "acknowledge", note: "known" });
  const launch = { run: "r1", time: 3, evidence: "a/b" };
  await store.recordLaunch("m", launch, ["drift"]);
  expect(store.readAlerts("m")).toMatchObject([
    { state: "acknowledged", note: "known", retrainRun: "r1" },
  ]);
  expect(store.readLaunches("m")).toEqual([launch]);
});

test("history is bounded, and goes on behind a torn line", async () => {
  const folder = store.folder("m");
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, "history.jsonl");
  const entry = {
    time: "t",
    verdict: "stable",
    reason: "",
    figures: {},
    reference: null,
    current: null,
    durationMs: 0,
  };
  writeFileSync(file, `${JSON.stringify(entry)}\n`.repeat(2600));
  await store.recordCheck(report, found);
  expect(store.readHistory("m")).toHaveLength(2000);
  expect(store.readHistory("m").at(-1)?.verdict).toBe("drift");
  appendFileSync(file, '{"time":');
  await store.recordCheck(report, found);
  expect(store.readHistory("m")).toHaveLength(2001);
});

test("history of wide data is bounded by its size, and goes on behind what is too large", async () => {
  const folder = store.folder("m");
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, "history.jsonl");
  const reason = "x".repeat(1_000_000);
  const entry = { time: "t", verdict: "stable", reason, figures: {}, durationMs: 0 };
  const line = `${JSON.stringify({ ...entry, reference: null, current: null })}\n`;
  writeFileSync(file, line.repeat(70));
  expect(store.readHistory("m").length).toBeGreaterThan(10);
  await store.recordCheck(report, found);
  expect(statSync(file).size).toBeLessThan(24 * 1024 * 1024);
  const kept = store.readHistory("m");
  expect(kept.length).toBeGreaterThan(10);
  expect(kept.at(-1)?.verdict).toBe("drift");
});

test("damaged files are as good as missing", async () => {
  mkdirSync(store.folder("m"), { recursive: true });
  for (const name of ["report.json", "alerts.json", "launches.json", "history.jsonl"]) {
    writeFileSync(path.join(store.folder("m"), name), '[{"key": 3}, null, "\u0000');
  }
  expect(store.readReport("m")).toEqual({ report: null, failure: null });
  expect([store.readAlerts("m"), store.readLaunches("m"), store.readHistory("m")]).toEqual([
    [],
    [],
    [],
  ]);
  writeFileSync(path.join(store.folder("m"), "alerts.json"), '[{"key": 3}, null]');
  expect(store.readAlerts("m")).toEqual([]);
  await store.recordCheck(report, found);
  expect(store.readReport("m").report).toEqual(report);
});

test("several processes at once lose nothing", async () => {
  const script = fileURLToPath(new URL("appendChecks.ts", import.meta.url));
  const processes = ["a", "b", "c"].map((name) =>
    spawn(process.execPath, [script, root, name, "12"], { stdio: ["ignore", "ignore", "inherit"] }),
  );
  const codes = await Promise.all(
    processes.map(async (child) => (await once(child, "close"))[0] as number),
  );
  expect(codes).toEqual([0, 0, 0]);
  expect(store.readAlerts("m")).toHaveLength(36);
  expect(store.readHistory("m")).toHaveLength(36);
}, 60_000);

test("every monitor has a folder of its own, on every system", () => {
  const names = ["credit", "Credit", "a b", "a.b", "con", "Ä", "x".repeat(300), "-"];
  const slugs = names.map(monitorSlug);
  expect(slugs[0]).toBe("credit");
  expect(new Set(slugs).size).toBe(names.length);
  for (const slug of slugs) expect(slug).toMatch(/^[a-z0-9_-]{1,70}$/);
  expect(slugs).not.toContain("con");
});
