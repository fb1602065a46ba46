import { describe, expect, it, test } from "vitest";
import {
  describeLastWrite,
  describeSource,
  sourceLabel,
} from "../../../src/core/runs/runSources.ts";
import { renderTooltip } from "../../../src/core/runs/renderTooltip.ts";
import { collectExperiments, summarizeRun } from "../../../src/core/runs/runSummary.ts";
import { RunTable } from "../../../src/core/runs/table/runTable.ts";
import type { Run } from "../../../src/core/runs/run.ts";
import type { ViewRow } from "../../../src/core/runs/view.ts";
import { createRun } from "./runFixture.ts";

const now = Date.parse("2026-11-20T12:00:00Z");
const minute = 60_000;
const commit = "3f2a91c0".repeat(5);

const own = createRun({ id: "own", git: { commit } });
const merged = createRun({
  id: "merged",
  source: "hydra",
  sources: ["hydra", "lightning", "tensorboard"],
  location: { path: "outputs/2026-11-20/10-00-00", key: null },
  updatedAt: now - 3 * minute,
  git: { commit, isGuess: true },
});
const logged = createRun({
  id: "logged",
  source: "wandb",
  sources: ["wandb"],
  location: { path: "wandb/run-1", key: "abc123" },
  updatedAt: now - 5 * 60 * minute,
});

const table = new RunTable();
for (const run of [own, merged, logged]) table.upsert(run);

function rowsOf(filter: string, group: "none" | "commit" = "none"): readonly ViewRow[] {
  const sort = [{ column: "id", direction: "ascending" } as const];
  const summary = table.openView({ filter, search: "", sort, group, collapsed: [] }, now);
  expect(summary.filterError).toBeNull();
  const { viewId, rowCount } = summary;
  return table.readRows({ viewId, start: 0, end: rowCount, columns: ["source", "path"] }).rows;
}

describe("filters on where runs come from", () => {
  it.each([
    ["source = tensorboard", "merged"],
    ["source = hydra", "merged"],
    ['source = "Weights & Biases"', "logged"],
    ["source = WANDB", "logged"],
    ["source = sextant", "own"],
    ["source != tensorboard", "logged own"],
    ["source in (tensorboard, wandb)", "logged merged"],
    ["source not in (tensorboard, wandb)", "own"],
    ["source ~ '^hydra, '", "merged"],
    ["source like '%lightning%'", "merged"],
    ["source = lightning and source = tensorboard", "merged"],
    ["source = tensor", ""],
    ["path like 'outputs/%'", "merged"],
    ["has path", "logged merged"],
    ["updated > now-1h", "merged"],
    ["updated < now-1h", "logged"],
  ])("%s", (filter, expected) => {
    expect(
      rowsOf(filter)
        .map(({ id }) => id)
        .join(" "),
    ).toBe(expected);
  });

  it("cells hold all formats, the first being the run's own", () => {
    expect(rowsOf("source = hydra")).toMatchObject([
      { source: "hydra", cells: ["hydra, lightning, tensorboard", "outputs/2026-11-20/10-00-00"] },
    ]);
  });
});

describe("a guessed commit", () => {
  it("has a group of its own, marked, and marks its runs", () => {
    const rows = rowsOf("has commit", "commit").map((row) =>
      row.kind === "group" ? `${row.label} ${row.isGuess}` : `${row.id} ${row.isCommitGuess}`,
    );
    expect(rows).toEqual(["≈ 3f2a91c true", "merged true", "3f2a91c false", "own false"]);
  });

  it("is a branch of its own in trees", () => {
    const [experiment] = collectExperiments([own, merged].map((run) => summarizeRun(run, "")));
    expect(experiment?.commits.map(({ commit: found }) => found?.isGuess).sort()).toEqual([
      false,
      true,
    ]);
  });

  it("is called one in the tooltip, with sources, place and last write", () => {
    const text = renderTooltip({ ...merged, status: "unknown" }, now).replaceAll("\\", "");
    expect(text).toContain("Hydra, Lightning, TensorBoard in outputs/2026-11-20/10-00-00");
    expect(text).toContain("commit ≈ 3f2a91c, guessed from the time the run began");
    expect(text).toContain("last write 3m ago");
  });
});

test("sources in words", () => {
  expect(describeSource(own)).toBe("");
  expect(describeSource(logged)).toBe("Weights & Biases in wandb/run-1 (abc123)");
  expect(describeSource({ ...merged, location: { path: "", key: null } })).toBe(
    "Hydra, Lightning, TensorBoard in this folder",
  );
  expect(sourceLabel("mlflow")).toBe("MLflow");
  expect(sourceLabel("__proto__")).toBe("__proto__");
});

test.each<[Partial<Run>, string]>([
  [{ status: "unknown", updatedAt: now - 1000 }, "last write just now"],
  [{ status: "unknown", updatedAt: now - 26 * 60 * minute }, "last write 1d ago"],
  [{ status: "unknown", updatedAt: null }, ""],
  [{ status: "finished", updatedAt: now }, ""],
])("last write of %j", (fields, expected) => {
  expect(describeLastWrite({ status: "unknown", updatedAt: null, ...fields }, now)).toBe(expected);
});
