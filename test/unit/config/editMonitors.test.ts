import { parse } from "yaml";
import { describe, expect, test } from "vitest";
import {
  addMonitor,
  addValidationRule,
  setImportance,
  setMonitorReference,
} from "../../../src/core/config/editMonitors.ts";

const block = `# who we are
entryPoints:
    train: "make train"   # slow

monitors:
  # the model for loans
  credit:
    current: data/new.csv  # arrives at night
    validate:
    - column: age   # years
      min: 0
    alerts: []
  other: {current: x, validate: [{column: a, min: 0}]}

lint: { ignore: [DVC101] }
`;

describe("a monitor is added", () => {
  test.each<[string, string, string]>([
    ["to an empty file", "", "monitors:\n  m:\n    current: a.csv\n"],
    ["to a comment", "# c\n", "# c\nmonitors:\n  m:\n    current: a.csv\n"],
    ["without monitors", "lint: {} # x\n", "lint: {} # x\nmonitors:\n  m:\n    current: a.csv\n"],
    ["without a line end", "lint: {}", "lint: {}\nmonitors:\n  m:\n    current: a.csv\n"],
    [
      "to an empty key",
      "monitors: # none yet\nlint: {}\n",
      "monitors: # none yet\n  m:\n    current: a.csv\nlint: {}\n",
    ],
    [
      "with the indentation of the others",
      "monitors:\n    b:\n        current: x\n\nlint: {}\n",
      "monitors:\n    b:\n        current: x\n    m:\n      current: a.csv\n\nlint: {}\n",
    ],
    [
      "to a flow mapping",
      "monitors: { b: {current: x} } # c\n",
      "monitors: { b: {current: x}, m: { current: a.csv } } # c\n",
    ],
    ["to an empty flow mapping", "monitors: {}\n", "monitors: { m: { current: a.csv } }\n"],
    [
      "with Windows line ends",
      "lint: {}\r\n",
      "lint: {}\r\nmonitors:\r\n  m:\r\n    current: a.csv\r\n",
    ],
    [
      "behind a block scalar",
      "monitors:\n  b:\n    current: x\n    description: |\n      long\n\nlint: {}\n",
      "monitors:\n  b:\n    current: x\n    description: |\n      long\n  m:\n    current: a.csv\n\nlint: {}\n",
    ],
  ])("%s", (_label, text, expected) => {
    expect(addMonitor(text, "m", { current: "a.csv" })).toBe(expected);
  });

  test("not under a name that is taken, nor in a file with faults", () => {
    expect(() => addMonitor(block, "credit", { current: "a" })).toThrow(/already/);
    expect(() => addMonitor("a: [", "m", { current: "a" })).toThrow(/fault of syntax/);
    expect(() => addMonitor("a: 1\na: 2\n", "m", { current: "a" })).toThrow(/fault of syntax/);
  });
});

describe("a reference is set", () => {
  test.each<[string, string, string]>([
    ["new", "current: a # c\n", "current: a # c\n    reference:\n      profile: p.json\n"],
    ["for a path", "reference: x.csv # c\n", "reference: { profile: p.json } # c\n"],
    ["for a mapping", "reference: {path: x} # c\n", "reference: { profile: p.json } # c\n"],
    [
      "for a list",
      "reference:\n    - a\n    - b\n    current: a\n",
      "reference: { profile: p.json }\n    current: a\n",
    ],
    [
      "for nothing",
      "reference:\n    current: a\n",
      "reference:\n      profile: p.json\n    current: a\n",
    ],
    [
      "for null",
      "reference: ~\n    current: a\n",
      "reference: { profile: p.json }\n    current: a\n",
    ],
  ])("%s", (_label, before, after) => {
    const head = "monitors:\n  m:\n    ";
    expect(setMonitorReference(head + before, "m", "p.json")).toBe(head + after);
  });

  test("of a monitor that is there", () => {
    expect(() => setMonitorReference(block, "credits", "p.json")).toThrow(/no monitor `credits`/);
  });
});

test("rules and importances are put where they belong, and nothing else changes", () => {
  expect(addValidationRule(block, "credit", { column: "b: c", in: ["yes", 1] })).toBe(
    block.replace(
      "      min: 0\n",
      `      min: 0\n    - column: "b: c"\n      in:\n        - yes\n        - 1\n`,
    ),
  );
  expect(addValidationRule(block, "other", { minRows: 10 })).toBe(
    block.replace("min: 0}]", "min: 0}, { minRows: 10 }]"),
  );
  const important = setImportance(block, "credit", { age: 0.5, "a.b": 2 });
  expect(important).toBe(
    block.replace(
      "    alerts: []\n",
      "    alerts: []\n    columns:\n      importance:\n        age: 0.5\n        a.b: 2\n",
    ),
  );
  expect(setImportance(important, "credit", { age: 1 })).toBe(important.replace("0.5", "1"));
});

test("an alias is not written through: the file is written whole, and means what it should", () => {
  const text = "base: &b {current: x} # c\nmonitors:\n  m: *b\n";
  expect(() => setImportance(text, "m", { age: 1 })).toThrow(/alias/);
  const merged = "base: &b {current: x} # c\nmonitors:\n  m:\n    <<: *b\n    target: y\n";
  const edited = setMonitorReference(merged, "m", "p.json");
  expect(edited).toContain("# c");
  expect(parse(edited, { merge: true })).toMatchObject({
    monitors: { m: { current: "x", target: "y", reference: { profile: "p.json" } } },
  });
});
