import { describe, expect, test } from "vitest";
import {
  chooseKeyMetric,
  collectExperiments,
  nestRuns,
  summarizeRun,
  type RunBranch,
  type RunSummary,
} from "../../../src/core/runs/runSummary.ts";
import { starTag } from "../../../src/core/runs/tags.ts";
import { createRun, metric } from "./createRun.ts";

function summary(id: string, fields: Partial<RunSummary> = {}): RunSummary {
  return { ...summarizeRun(createRun({ id }), ""), ...fields };
}

describe("the most telling metric", () => {
  test.each([
    [["loss", "val_loss", "val_acc", "acc"], "val_acc"],
    [["loss", "val/loss", "accuracy"], "val/loss"],
    [["lr", "loss", "accuracy"], "accuracy"],
    [["lr", "train.loss"], "train.loss"],
    [["zeta", "alpha"], "alpha"],
    [["system/cpu_percent", "grad_norm"], "grad_norm"],
    [["system/cpu_percent"], undefined],
    [[], undefined],
  ])("of %j is %s", (names, expected) => {
    expect(chooseKeyMetric(names)).toBe(expected);
  });
});

describe("a summary", () => {
  test("has the metric that was asked for, even when another tells more", () => {
    const run = createRun({ metrics: { val_acc: metric(0.9), lr: metric(0.1) } });
    expect(summarizeRun(run, "lr").keyMetric).toEqual({ name: "lr", value: 0.1 });
    expect(summarizeRun(run, "").keyMetric).toEqual({ name: "val_acc", value: 0.9 });
    expect(summarizeRun(run, "gone").keyMetric).toBeNull();
    expect(summarizeRun(run, "constructor").keyMetric).toBeNull();
  });

  test("outside git has no commit and no code", () => {
    expect(summarizeRun(createRun({ git: null }), "")).toMatchObject({
      commit: null,
      hasCode: false,
      isDirty: false,
    });
  });

  test("knows a star by its tag", () => {
    expect(summarizeRun(createRun({ tags: { [starTag]: "true" } }), "").isStarred).toBe(true);
    expect(summarizeRun(createRun({ tags: { [starTag]: "false" } }), "").isStarred).toBe(false);
  });
});

describe("nested runs", () => {
  function outline(branches: readonly RunBranch[]): unknown {
    return branches.map(({ run, children }) =>
      children.length === 0 ? run.id : [run.id, outline(children)],
    );
  }

  function check(runs: readonly RunSummary[], expected: unknown): void {
    expect(outline(nestRuns(runs))).toEqual(expected);
  }

  test("stand under their parents, newest first", () =>
    check(
      [
        summary("a", { startTime: 1 }),
        summary("b", { startTime: 2, parentId: "a" }),
        summary("c", { startTime: 3, parentId: "a" }),
        summary("d", { startTime: 4, parentId: "b" }),
        summary("e", { startTime: 5 }),
      ],
      ["e", ["a", ["c", ["b", ["d"]]]]],
    ));

  test("without their parent stand at the top", () =>
    check([summary("b", { parentId: "gone" })], ["b"]));

  test("in a ring are all shown once", () =>
    check(
      [
        summary("a", { startTime: 3, parentId: "b" }),
        summary("b", { startTime: 2, parentId: "a" }),
        summary("c", { startTime: 1, parentId: "c" }),
      ],
      ["a", "b", "c"],
    ));

  test("deeper than anything sensible are still all shown", () => {
    const runs = Array.from({ length: 100 }, (_, index) =>
      summary(`r${index}`, {
        startTime: index,
        parentId: index === 0 ? null : `r${index - 1}`,
      }),
    );
    const count = (branches: readonly RunBranch[]): number =>
      branches.reduce((sum, branch) => sum + 1 + count(branch.children), 0);
    expect(count(nestRuns(runs))).toBe(100);
  });
});

test("experiments come by name after the default one, with commits and runs newest first", () => {
  const commit = (hash: string) => ({
    hash,
    branch: "main",
    subject: null,
    author: null,
    committedAt: null,
    isGuess: false,
  });
  const experiments = collectExperiments([
    summary("a", { startTime: 1, experiment: "zoo", commit: commit("1") }),
    summary("b", { startTime: 2, experiment: "Default", commit: null }),
    summary("c", { startTime: 3, experiment: "zoo", commit: commit("2") }),
    summary("d", { startTime: 4, experiment: "zoo", commit: commit("1") }),
    summary("e", { startTime: null, experiment: "apes", commit: commit("1") }),
  ]);
  expect(
    experiments.map(({ name, commits }) => [
      name,
      commits.map((group) => [group.commit?.hash ?? null, group.runs.map(({ run }) => run.id)]),
    ]),
  ).toEqual([
    ["Default", [[null, ["b"]]]],
    ["apes", [["1", ["e"]]]],
    [
      "zoo",
      [
        ["1", ["d", "a"]],
        ["2", ["c"]],
      ],
    ],
  ]);
});
