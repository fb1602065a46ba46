import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { silentLog } from "../../../../src/base/logging.ts";
import { watchMonitors } from "../../../../src/platform/monitors/watchMonitors.ts";
import { createMonitor } from "../../../support/createMonitor.ts";

const looking = vi.hoisted(() => ({ looks: 0, tookMs: 0, costMs: 0 }));

vi.mock("../../../../src/platform/monitors/fileSignature.ts", () => ({
  fileSignature: () => {
    looking.looks += 1;
    looking.tookMs += looking.costMs;
    return "same";
  },
  isMissing: () => false,
  watchedFolder: (folder: string) => folder,
}));

beforeEach(() => {
  vi.useFakeTimers();
  looking.looks = 0;
  looking.tookMs = 0;
  vi.spyOn(performance, "now").mockImplementation(() => Date.now() + looking.tookMs);
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test.each([
  ["quick ones every time", 0, 22],
  ["slow ones seldom", 1000, 5],
])("folders are looked at: %s", async (_label, costMs, atMost) => {
  looking.costMs = costMs;
  const watcher = watchMonitors({
    root: "/nowhere",
    monitors: [createMonitor("onChange: true")],
    check: () => Promise.resolve(),
    lastChecked: () => null,
    now: () => Date.now(),
    log: silentLog,
    pollMs: 5000,
  });
  await vi.advanceTimersByTimeAsync(100_000);
  expect(looking.looks).toBeGreaterThan(atMost / 2);
  expect(looking.looks).toBeLessThanOrEqual(atMost);
  watcher.dispose();
});
