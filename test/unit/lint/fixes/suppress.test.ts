import { describe, expect, it } from "vitest";
import { applyEdits } from "../../../../src/core/lint/fixes/applyFixes.ts";
import { suppressFinding } from "../../../../src/core/lint/fixes/suppress.ts";
import { applySuppressions } from "../../../../src/core/lint/applySuppressions.ts";
import type { Finding } from "../../../../src/core/lint/finding.ts";
import { defaultLintOptions } from "../../../../src/core/lint/lintOptions.ts";
import { readLintFile } from "../../../../src/core/lint/project/lintFile.ts";
import { rules } from "../../../../src/core/lint/rules.ts";
import { unusedSuppression } from "../../../../src/core/lint/rules/general/unusedSuppression.ts";

/** `^` marks the finding. The comment that is written must silence it. */
function check(marked: string, path = "dvc.yaml"): string | undefined {
  const start = marked.indexOf("^");
  const text = marked.replace("^", "");
  const at = { start, end: start + 1 };
  const edit = suppressFinding(readLintFile(path, { text, encoding: "utf-8" }), {
    rule: "DVC002",
    at,
  });
  if (edit === undefined) return undefined;
  const changed = applyEdits(text, [edit]);
  const shift = edit.start <= start ? changed.length - text.length : 0;
  const finding: Finding = {
    ...{ rule: "DVC002", path, severity: "error", confidence: "high", message: "" },
    at: { start: start + shift, end: start + shift + 1 },
  };
  const context = { rules, options: defaultLintOptions, unused: unusedSuppression };
  const file = readLintFile(path, { text: changed, encoding: "utf-8" });
  expect(applySuppressions(file, [finding], context).kept).toEqual([]);
  return changed;
}

describe("suppressFinding", () => {
  it.each<[string, string, string]>([
    ["behind the line", "a: 1\nb: ^2  \nc: 3\n", "a: 1\nb: 2 # sextant: ignore[DVC002]\nc: 3\n"],
    ["behind a comment", "a: ^1 # one\n", "a: 1 # one # sextant: ignore[DVC002]\n"],
    [
      "in a comment that is there",
      "a: ^1 # sextant: ignore[DVC101] x\n",
      "a: 1 # sextant: ignore[DVC101, DVC002] x\n",
    ],
    ["behind a key of a mapping", "^a:\n  b: 1\n", "a: # sextant: ignore[DVC002]\n  b: 1\n"],
    [
      "above a string in a block",
      "s:\n  a:\n    cmd: |\n      x\n      ^y\n",
      "s:\n  a:\n    # sextant: ignore[DVC002]\n    cmd: |\n      x\n      y\n",
    ],
    ["behind the head of a block", "^cmd: |\n  x\n", "cmd: | # sextant: ignore[DVC002]\n  x\n"],
    [
      "above a string over lines",
      "a:\n  ^cmd: x\n    y\n",
      "a:\n  # sextant: ignore[DVC002]\n  cmd: x\n    y\n",
    ],
    [
      "above an item over lines",
      "a:\n  - x\n  - ^x\n    y\n",
      "a:\n  - x\n  # sextant: ignore[DVC002]\n  - x\n    y\n",
    ],
    [
      "with the file's line ends",
      "a:\r\n  ^cmd: x\r\n    y\r\n",
      "a:\r\n  # sextant: ignore[DVC002]\r\n  cmd: x\r\n    y\r\n",
    ],
  ])("%s", (_name, text, expected) => {
    expect(check(text)).toBe(expected);
  });

  it("writes lines of their own in files of lines", () => {
    expect(check("a\nb \\\n  ^c\n", "requirements.txt")).toBe(
      "a\n# sextant: ignore[DVC002]\nb \\\n  c\n",
    );
  });

  it("does nothing in JSON", () => {
    expect(check('{"a": ^1}', "params.json")).toBeUndefined();
  });
});
