import { describe, expect, it } from "vitest";
import { firstFix } from "../../../../support/lint/firstFix.ts";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";

type Files = string | Record<string, string>;

const rules = ["DVC005"];
const open = (files: Files) => (typeof files === "string" ? { "dvc.yaml": files } : files);
const check = (files: Files) => renderFindings(open(files), { rules });

describe("DVC005 yaml11-bool", () => {
  it.each<[string, Files]>([
    ["booleans", "stages:\n  a:\n    cmd: x\n    frozen: TRUE\n    always_changed: false\n"],
    ["such words as texts", "stages:\n  a:\n    cmd: x\n    desc: yes\n    deps: [on, off]\n"],
    ["quoted words, which DVC003 tells of", "stages:\n  a:\n    cmd: x\n    frozen: 'yes'\n"],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each<[string, Files, string[]]>([
    [
      "yes",
      "stages:\n  a:\n    cmd: x\n    frozen: yes\n",
      [
        "dvc.yaml:4:13 DVC005 error `frozen` of stage `a` is the string `yes` for DVC, which reads YAML 1.2; write `true`",
      ],
    ],
    [
      "Off in an output",
      "stages:\n  a:\n    cmd: x\n    outs: [{y: {cache: Off}}]\n",
      [
        "dvc.yaml:4:24 DVC005 error `cache` of output `y` of stage `a` is the string `Off` for DVC, which reads YAML 1.2; write `false`",
      ],
    ],
    [
      "n in a tracking file",
      { "x.dvc": "outs:\n- path: x\n  push: n\n" },
      [
        "x.dvc:3:9 DVC005 error `push` of entry 1 of `outs` is the string `n` for DVC, which reads YAML 1.2; write `false`",
      ],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });

  it.each<[string, Files, string | undefined, string?]>([
    [
      "true",
      "stages:\n  a:\n    cmd: x\n    frozen: On # why\n",
      "safe: Write `true`",
      "stages:\n  a:\n    cmd: x\n    frozen: true # why\n",
    ],
    [
      "false",
      "stages:\n  a:\n    cmd: x\n    outs: [{y: {cache: no}}]\n",
      "safe: Write `false`",
      "stages:\n  a:\n    cmd: x\n    outs: [{y: {cache: false}}]\n",
    ],
  ])("mends: %s", (_name, files, title, text) => {
    const fix = firstFix("dvc.yaml", open(files), { rules });
    expect([fix?.title, fix?.text]).toEqual([title, text]);
  });
});
