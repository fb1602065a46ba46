import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AppError, CancelledError } from "../../../../src/base/errors.ts";
import { silentLog } from "../../../../src/base/logging.ts";
import { profileFromValues } from "../../../../src/core/drift/profile/profileFromValues.ts";
import { acceptReference } from "../../../../src/platform/monitors/acceptReference.ts";
import {
  checkMonitor,
  type MonitorHost,
  type RunJob,
} from "../../../../src/platform/monitors/checkMonitor.ts";
import { MonitorStore } from "../../../../src/platform/monitors/monitorStore.ts";
import { readProfile } from "../../../../src/platform/monitors/readProfile.ts";
import { createMonitor } from "../../../support/createMonitor.ts";
import { createDrift, createReport } from "../../monitors/createReport.ts";
import type { DataJob } from "../../../../src/platform/profile/dataJobs.ts";

let root: string;
let jobs: DataJob[];

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "sextant checks "));
  jobs = [];
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const profile = profileFromValues({ x: [1, 2] }, { createdAt: "2030-01-01T00:00:00Z" });
const report = createReport({ drift: createDrift({ verdict: "drift", reason: "It moved." }) });
const call = { signal: new AbortController().signal, onProgress: () => undefined };

function host(answer: (kind: DataJob["kind"]) => unknown): MonitorHost {
  return {
    root,
    settings: { cacheFolder: root, memoryLimitMb: 100, allowsNetwork: false },
    isTrusted: true,
    runJob: ((job: DataJob) => {
      jobs.push(job);
      return Promise.resolve().then(() => answer(job.kind));
    }) as unknown as RunJob,
    readRuns: () => Promise.resolve([]),
    now: () => 1000,
    log: silentLog,
  };
}

test("why a check failed is told also where that cannot be kept", async () => {
  writeFileSync(path.join(root, ".sextant"), "no folder");
  const failing = host(() => {
    throw new AppError("no-data", "There is no x.csv.");
  });
  await expect(checkMonitor(createMonitor("reference: y.csv"), failing, call)).rejects.toThrow(
    "There is no x.csv.",
  );
});

test("a check goes from sources to alerts and a decision", async () => {
  writeFileSync(path.join(root, "p.json"), JSON.stringify(profile));
  const monitor = createMonitor(
    "reference: {profile: p.json}, alerts: [{when: run.acc < 1}], retrain: {run: train}",
  );
  const checked = await checkMonitor(
    monitor,
    host(() => report),
    call,
  );
  expect(jobs).toMatchObject([
    {
      kind: "check",
      reference: { kind: "profile", label: "p.json", profile: { rows: 2 } },
      current: { kind: "files", paths: [path.join(root, "x.csv")], label: "x.csv" },
      settings: { root, now: 1000 },
      history: [],
    },
  ]);
  expect(checked.alerts.told.map(({ key }) => key)).toEqual(["drift"]);
  expect(checked.retraining.action).toBe("offer");
  expect(checked.report.problems[0]).toContain("no figure `run.acc`");
  expect(new MonitorStore(root).readReport("m").report).toEqual(checked.report);
  // Only what learns from history is given it.
  for (const one of [monitor, createMonitor("llm: {}")]) {
    await checkMonitor(
      one,
      host(() => report),
      call,
    );
  }
  const figures = [report.figures, report.figures];
  expect(jobs.slice(1)).toMatchObject([{ history: [] }, { history: figures }]);
});

test("a check that fails is kept and told; one that is cancelled leaves no trace", async () => {
  const monitor = createMonitor("");
  const fail = (error: Error) => () => {
    throw error;
  };
  await expect(checkMonitor(monitor, host(fail(new CancelledError())), call)).rejects.toThrow();
  expect(new MonitorStore(root).readHistory("m")).toEqual([]);
  const failure = new AppError("data-not-found", "There is no x.csv.");
  await expect(checkMonitor(monitor, host(fail(failure)), call)).rejects.toBe(failure);
  expect(new MonitorStore(root).readReport("m").failure?.message).toBe("There is no x.csv.");
});

test.each([
  ["reference: {profile: gone.json}", "gone.json"],
  ["reference: {run: latest}", "No run has finished yet"],
  ["llm: {prices: prices.yaml}", "prices.yaml cannot be read: there is no such file"],
])("%s says what is missing", async (yaml, message) => {
  await expect(
    checkMonitor(
      createMonitor(yaml),
      host(() => report),
      call,
    ),
  ).rejects.toThrow(message);
  expect(jobs).toEqual([]);
});

test("current data become the reference: a profile, and a line of sextant.yaml", async () => {
  const config = "monitors:\n  m:\n    current: x.csv # new\n    reference: old.csv\n";
  writeFileSync(path.join(root, "sextant.yaml"), config);
  const monitor = createMonitor("reference: old.csv, maskCategories: true");
  const accepted = await acceptReference(
    monitor,
    host(() => profile),
    call,
  );
  expect(jobs).toMatchObject([{ kind: "profile", like: null, isMasked: true }]);
  expect(accepted.profileFile).toBe("profiles/m.json");
  expect(accepted.configText).toBe(config.replace("old.csv", "{ profile: profiles/m.json }"));
  expect(readProfile(path.join(root, "profiles/m.json"), "it")).toEqual(profile);
  const named = createMonitor("reference: {profile: mine.json}");
  expect(
    await acceptReference(
      named,
      host(() => profile),
      call,
    ),
  ).toMatchObject({
    profileFile: "mine.json",
    configText: null,
  });
});
