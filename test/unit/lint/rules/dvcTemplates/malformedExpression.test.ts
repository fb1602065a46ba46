import { describe, expect, it } from "vitest";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";

const check = (files: Readonly<Record<string, string>>) =>
  renderFindings(files, { rules: ["DVC103"] });

describe("DVC103 malformed-expression", () => {
  it.each([
    [
      "keys and positions",
      {
        "dvc.yaml": "stages:\n  s:\n    cmd: x ${ a.b[0] [1] .c }\n",
        "params.yaml": "a: {b: [[0, {c: 1}]]}",
      },
    ],
    ["what is escaped", { "dvc.yaml": "stages:\n  s:\n    cmd: x \\${}\n" }],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each([
    [
      "nothing between the braces",
      { "dvc.yaml": "stages:\n  s:\n    cmd: x ${}\n" },
      ["dvc.yaml:3:12 DVC103 error `${}` is no reference: nothing stands between the braces"],
    ],
    [
      "names that are missing",
      { "dvc.yaml": "stages:\n  s:\n    cmd: x ${a.} ${.a} ${a..b}\n", "params.yaml": "a: 1" },
      [
        "dvc.yaml:3:12 DVC103 error `${a.}` is no reference: a name is missing at a `.`",
        "dvc.yaml:3:18 DVC103 error `${.a}` is no reference: a name is missing at a `.`",
        "dvc.yaml:3:24 DVC103 error `${a..b}` is no reference: a name is missing at a `.`",
      ],
    ],
    [
      "brackets",
      {
        "dvc.yaml": "stages:\n  s:\n    cmd: x ${a]} ${a[0} ${a[]} ${a[0]b}\n",
        "params.yaml": "a: [1]",
      },
      [
        "dvc.yaml:3:12 DVC103 error `${a]}` is no reference: names are joined by `.`, positions stand in `[…]`",
        "dvc.yaml:3:18 DVC103 error `${a[0}` is no reference: names are joined by `.`, positions stand in `[…]`",
        "dvc.yaml:3:25 DVC103 error `${a[]}` is no reference: a position is missing between `[` and `]`",
        "dvc.yaml:3:32 DVC103 error `${a[0]b}` is no reference: names are joined by `.`, positions stand in `[…]`",
      ],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });
});
