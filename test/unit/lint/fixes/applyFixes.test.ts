import { describe, expect, it } from "vitest";
import type { Applicability, Finding, Fix } from "../../../../src/core/lint/finding.ts";
import { applyFixes } from "../../../../src/core/lint/fixes/applyFixes.ts";
import { lintTexts } from "../../../support/lint/lintTexts.ts";

type Edit = readonly [start: number, end: number, text: string, path?: string];

const fix = (edits: readonly Edit[], applicability: Applicability = "safe"): Fix => ({
  title: "Fix",
  applicability,
  edits: edits.map(([start, end, text, path = "a"]) => ({ path, start, end, text })),
});
const finding = (...fixes: readonly Fix[]): Finding => ({
  ...{ rule: "DVC001", path: "a", severity: "error", confidence: "high", message: "" },
  at: { start: 0, end: 1 },
  fixes,
});
const files: Readonly<Record<string, string>> = { a: "0123456789", b: "xyz" };
const check = (findings: readonly Finding[], allowed: readonly Applicability[] = ["safe"]) => {
  const { texts, fixed } = applyFixes(findings, new Set(allowed), (path) => files[path]);
  return { ...Object.fromEntries(texts), fixed: fixed.map((one) => findings.indexOf(one)) };
};

describe("applyFixes", () => {
  it.each<[string, readonly Finding[], object]>([
    ["none", [finding()], { fixed: [] }],
    [
      "two apart",
      [finding(fix([[8, 9, "b"]])), finding(fix([[1, 2, "a"]]))],
      { a: "0a234567b9", fixed: [0, 1] },
    ],
    [
      "overlapping: the first",
      [finding(fix([[1, 4, "a"]])), finding(fix([[3, 5, "b"]]))],
      { a: "0a456789", fixed: [0] },
    ],
    [
      "touching: the first",
      [finding(fix([[1, 1, "a"]])), finding(fix([[1, 1, "b"]]))],
      { a: "0a123456789", fixed: [0] },
    ],
    [
      "the same twice: once",
      [finding(fix([[1, 2, ""]])), finding(fix([[1, 2, ""]]))],
      { a: "023456789", fixed: [0, 1] },
    ],
    [
      "all edits of a fix or none",
      [
        finding(fix([[1, 2, ""]])),
        finding(
          fix([
            [0, 3, ""],
            [0, 1, "", "b"],
          ]),
        ),
      ],
      { a: "023456789", fixed: [0] },
    ],
    [
      "several files",
      [
        finding(
          fix([
            [0, 1, ""],
            [0, 1, "", "b"],
          ]),
        ),
      ],
      { a: "123456789", b: "yz", fixed: [0] },
    ],
    [
      "other kinds are let be",
      [finding(fix([[0, 1, ""]], "unsafe"), fix([[9, 10, ""]]))],
      { a: "012345678", fixed: [0] },
    ],
    [
      "outside of the file",
      [finding(fix([[9, 12, ""]])), finding(fix([[0, 1, "", "c"]]))],
      { fixed: [] },
    ],
  ])("%s", (_name, findings, expected) => {
    expect(check(findings)).toEqual(expected);
  });

  it("applies unsafe fixes when they are allowed", () => {
    expect(check([finding(fix([[0, 1, ""]], "unsafe"))], ["safe", "unsafe"])).toEqual({
      a: "123456789",
      fixed: [0],
    });
  });

  it.each([
    ["a comment", "a: 1 # sextant: ignore[YOL001]\nb: 2\n", "a: 1\nb: 2\n"],
    ["a comment's line", "# sextant: ignore[YOL001]\na: 1\n", "a: 1\n"],
    [
      "the first rule",
      "a: 1 # sextant: ignore[YOL001, DVC0] x\n",
      "a: 1 # sextant: ignore[DVC0] x\n",
    ],
    [
      "the last rule",
      "a: 1 # sextant: ignore[DVC0,  YOL001] x\n",
      "a: 1 # sextant: ignore[DVC0] x\n",
    ],
  ])("removes what silences nothing: %s", (_name, text, expected) => {
    const found = lintTexts({ "dvc.yaml": text }, { rules: ["SXT002"] });
    const isOther = ({ at }: Finding) => text.slice(at.start, at.end) === "YOL001";
    const { texts } = applyFixes(found.filter(isOther), new Set(["safe"]), () => text);
    expect(texts.get("dvc.yaml")).toBe(expected);
  });
});
