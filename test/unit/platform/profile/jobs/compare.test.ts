import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { profileFromValues } from "../../../../../src/core/drift/profile/profileFromValues.ts";
import type { DriftReport } from "../../../../../src/core/drift/report/driftReport.ts";
import type { Monitor } from "../../../../../src/core/monitors/monitor.ts";
import { DataEngine } from "../../../../../src/platform/profile/dataEngine.ts";
import type { CompareJob, ResolvedSource } from "../../../../../src/platform/profile/dataJobs.ts";
import { runCompare } from "../../../../../src/platform/profile/jobs/compare.ts";
import { createMonitor } from "../../../../support/createMonitor.ts";

const folder = mkdtempSync(path.join(tmpdir(), "compare-job-"));
const file = (name: string): ResolvedSource => ({
  kind: "files",
  paths: [path.join(folder, name)],
  format: null,
  label: name,
});

beforeAll(async () => {
  const engine = await DataEngine.open({ temporaryFolder: folder, memoryLimitMb: 500 });
  // Both sides from a formula, so that nothing is random: `moved` has other numbers in a.
  const table = (a: string, missing: number): string => `SELECT i AS id,
      ${a} AS a, (i * 7919) % 1009 AS b, 'c' || (i * 31) % 3000 AS many, 'k' || i % 3 AS kind,
      CASE WHEN i % 100 < ${missing} THEN NULL ELSE (i * 17) % 501 END AS holes FROM range(4000) t(i)`;
  const write = (name: string, sql: string): Promise<void> =>
    engine.execute(`COPY (${sql}) TO '${path.join(folder, name)}' (FORMAT parquet)`);
  await write("reference.parquet", table("(i * 104729) % 1000 / 10.0", 2));
  await write("same.parquet", table("(i * 15485863) % 1000 / 10.0", 2));
  await write("moved.parquet", table("(i * 15485863) % 1000 / 10.0 + 30", 90));
  engine.close();
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const monitor = createMonitor("id: id");

async function compare(
  current: string,
  options: Partial<Monitor> = {},
  job: Partial<CompareJob> = {},
): Promise<DriftReport> {
  const engine = await DataEngine.open({ temporaryFolder: folder, memoryLimitMb: 500 });
  const settings = {
    root: folder,
    cacheFolder: path.join(folder, "cache"),
    memoryLimitMb: 500,
    now: 0,
    allowsNetwork: false,
  };
  try {
    return await runCompare(
      {
        kind: "compare",
        settings,
        reference: file("reference.parquet"),
        current: file(current),
        monitor: { ...monitor, ...options },
        test: null,
        ...job,
      },
      engine,
      { report: () => undefined, log: () => undefined },
    );
  } finally {
    engine.close();
  }
}

const verdictsOf = ({ features }: DriftReport): Record<string, string> =>
  Object.fromEntries(features.map(({ name, verdict }) => [name, verdict]));

describe("runCompare", () => {
  it("finds what moved, and what is missing", async () => {
    const report = await compare("moved.parquet");
    expect(report.verdict).toBe("drift");
    expect(verdictsOf(report)).toMatchObject({ a: "drift", holes: "drift", b: "stable" });
    expect(verdictsOf(report)).not.toHaveProperty("id");
    expect(report.classifier?.verdict).toBe("drift");
    expect(report.reference).toMatchObject({ rows: 4000, files: ["reference.parquet"] });
  });

  it("is silent where nothing moved, with all counts of 3000 categories", async () => {
    const report = await compare("same.parquet");
    expect(verdictsOf(report)).toMatchObject({ a: "stable", many: "stable", kind: "stable" });
    expect(report.verdict).toBe("stable");
    expect(report.classifier?.verdict).toBe("stable");
  });

  it("masks what it shows", async () => {
    const report = await compare("moved.parquet", { maskCategories: true });
    expect(JSON.stringify(report.features)).not.toContain('"k1"');
    expect(verdictsOf(report)["kind"]).toBe("stable");
  });

  it("takes chosen tests, for one column and for all that they suit", async () => {
    const tests = {
      a: { test: "wasserstein", threshold: 1e9 },
      b: { test: "chi", threshold: null },
    };
    const report = await compare("moved.parquet", { tests }, { test: "psi" });
    const testOf = (name: string) => report.features.find((feature) => feature.name === name)?.test;
    expect(report.features.find(({ name }) => name === "a")).toMatchObject({
      test: "wasserstein",
      threshold: 1e9,
      // Moved beyond the range it is all the same.
      verdict: "drift",
      checks: [
        { kind: "distribution", verdict: "stable" },
        { kind: "range", verdict: "drift" },
      ],
    });
    expect(testOf("kind")).toBe("psi");
    expect(report.problems.join()).toContain("There is no drift test 'chi'");
  });

  it("compares as Evidently and NannyML do", async () => {
    const evidently = await compare("moved.parquet", { behaviour: "evidently" });
    expect(evidently.features.find(({ name }) => name === "a")?.test).toBe("evidently.wasserstein");
    expect(verdictsOf(evidently)).toMatchObject({ a: "drift", holes: "stable" });
    expect(evidently.driftedShareThreshold).toBe(0.5);
    const nannyml = await compare("moved.parquet", { behaviour: "nannyml" });
    expect(nannyml.features.find(({ name }) => name === "a")?.test).toBe("nannyml.jensen_shannon");
    expect(verdictsOf(nannyml)["a"]).toBe("drift");
  });

  it("compares with a profile, which has no rows", async () => {
    const profile = profileFromValues({
      a: Float64Array.from({ length: 4000 }, (_, i) => (i % 1000) / 10),
    });
    const reference: ResolvedSource = { kind: "profile", profile, label: "committed" };
    const report = await compare("moved.parquet", {}, { reference, test: "psi" });
    expect(verdictsOf(report)["a"]).toBe("drift");
    expect(report.classifier).toBeNull();
    expect(report.problems.join()).toContain("A side is a profile");
    await expect(
      compare("moved.parquet", { behaviour: "evidently" }, { reference }),
    ).rejects.toMatchObject({ code: "drift-needs-rows" });
  });
});
