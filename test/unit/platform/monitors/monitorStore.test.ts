import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findAlerts } from "../../../../src/core/monitors/findAlerts.ts";
import { MonitorStore, monitorSlug } from "../../../../src/platform/monitors/monitorStore.ts";
import { createDrift, createMonitor, createReport } from "../../monitors/createReport.ts";

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
  ]);
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
