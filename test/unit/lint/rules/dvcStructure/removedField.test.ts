import { describe, expect, it } from "vitest";
import { firstFix } from "../../../../support/lint/firstFix.ts";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";

type Files = string | Record<string, string>;

const rules = ["DVC009"];
const open = (files: Files) => (typeof files === "string" ? { "dvc.yaml": files } : files);
const check = (files: Files) => renderFindings(open(files), { rules });

describe("DVC009 removed-field", () => {
  it.each<[string, Files]>([
    [
      "the names of today",
      "stages:\n  a:\n    cmd: x\n    frozen: true\n    outs: [{y: {persist: true}}]\n",
    ],
    [
      "such names elsewhere",
      "stages:\n  a:\n    cmd: x\n    meta: {locked: 1, live: 1, checkpoint: 1}\n",
    ],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each<[string, Files, string[]]>([
    [
      "locked",
      "stages:\n  a:\n    cmd: x\n    locked: true\n",
      [
        "dvc.yaml:4:5 DVC009 error `locked` of stage `a` is called `frozen` since DVC 1.0; DVC 3 refuses the old name",
      ],
    ],
    [
      "live",
      "stages:\n  a:\n    cmd: x\n    live: {y: {}}\n",
      [
        "dvc.yaml:4:5 DVC009 error `live` of stage `a` is no key of DVC 3; name what DVCLive writes in `metrics` and `plots`",
      ],
    ],
    [
      "checkpoint",
      "stages:\n  a:\n    cmd: x\n    outs:\n    - y:\n        checkpoint: true\n",
      ["dvc.yaml:6:9 DVC009 warning `checkpoint` has had no meaning since DVC 3.0"],
    ],
    [
      "locked in a tracking file",
      { "x.dvc": "locked: true\nouts:\n- path: x\n" },
      ["x.dvc:1:1 DVC009 info `locked` is the old name of `frozen`"],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });

  it.each<[string, Files, string | undefined, string?]>([
    [
      "frozen",
      "stages:\n  a:\n    cmd: x\n    locked: true\n",
      "safe: Rename to `frozen`",
      "stages:\n  a:\n    cmd: x\n    frozen: true\n",
    ],
    [
      "no checkpoint",
      "stages:\n  a:\n    cmd: x\n    outs:\n    - y:\n        cache: false\n        checkpoint: true\n",
      "safe: Take `checkpoint` away",
      "stages:\n  a:\n    cmd: x\n    outs:\n    - y:\n        cache: false\n",
    ],
    [
      "none for the only flag",
      "stages:\n  a:\n    cmd: x\n    outs:\n    - y:\n        checkpoint: true\n",
      undefined,
    ],
  ])("mends: %s", (_name, files, title, text) => {
    const fix = firstFix("dvc.yaml", open(files), { rules });
    expect([fix?.title, fix?.text]).toEqual([title, text]);
  });
});
