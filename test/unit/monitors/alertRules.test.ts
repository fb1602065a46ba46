import { describe, expect, test } from "vitest";
import { checkRules, holds, parseCondition } from "../../../src/core/monitors/alertRules.ts";
import type { AlertRule } from "../../../src/core/monitors/monitor.ts";

describe("a condition is a figure, a comparison and a number", () => {
  test.each<[string, ReturnType<typeof parseCondition>]>([
    ["drift.share > 0.3", { figure: "drift.share", comparison: ">", value: 0.3 }],
    ["drift.share>=30%", { figure: "drift.share", comparison: ">=", value: 0.3 }],
    [" run.val_acc < -1e-3 ", { figure: "run.val_acc", comparison: "<", value: -0.001 }],
    ["drift.feature.a > b != .5", { figure: "drift.feature.a > b", comparison: "!=", value: 0.5 }],
    ["health.latency.p95 == 5.", { figure: "health.latency.p95", comparison: "==", value: 5 }],
  ])("%s", (text, expected) => {
    expect(parseCondition(text)).toEqual(expected);
  });

  test.each([
    ["drift.share", "is not a figure, a comparison and a number"],
    ["drift.share > many", "is not a figure, a comparison and a number"],
    ["> 3", "is not a figure, a comparison and a number"],
    ["drift.share => 0.3", "no figure `drift.share =`"],
    [`drift.${"x".repeat(600)} > 3`, "is not a figure"],
    ["share > 0.3", "`share` does not begin with one of drift., performance."],
    ["drift > 0.3", "`drift` does not begin with"],
    ["drift.share > 1e999", "not a finite number"],
  ])("%s is none", (text, expected) => {
    const condition = parseCondition(text);
    const figures = { "drift.share": 1 };
    const said =
      "problem" in condition
        ? condition.problem
        : checkRules([rule(text)], figures, "").problems[0];
    expect(said).toContain(expected);
  });
});

test.each([
  [">", [false, false, true]],
  [">=", [false, true, true]],
  ["<", [true, false, false]],
  ["<=", [true, true, false]],
  ["==", [false, true, false]],
  ["!=", [true, false, true]],
] as const)("%s compares", (comparison, expected) => {
  expect([1, 2, 3].map((found) => holds({ comparison, value: 2 }, found))).toEqual(expected);
});

function rule(when: string, changes: Partial<AlertRule> = {}): AlertRule {
  return { name: null, when, severity: "warning", message: null, ...changes };
}

test("rules that hold are findings with their place; what cannot be decided says so", () => {
  const rules = [
    rule("drift.share > 0.5"),
    rule("drift.share > 0.3", { name: "much", severity: "error", message: "Look at this" }),
    rule("drift.shar > 0.3"),
    rule("run.toString > 0"),
  ];
  expect(checkRules(rules, { "drift.share": 0.4 }, "e")).toEqual({
    findings: [
      {
        key: "rule:much",
        kind: "rule",
        severity: "error",
        message: "Look at this: drift.share is 0.4 (drift.share > 0.3)",
        evidence: "e",
        path: ["alerts", 1],
      },
    ],
    problems: [
      "The alert `drift.shar > 0.3` could not be decided: this check has no figure `drift.shar`; did you mean `drift.share`.",
      "The alert `run.toString > 0` could not be decided: this check has no figure `run.toString`.",
    ],
    undecided: ["rule:drift.shar > 0.3", "rule:run.toString > 0"],
  });
});
