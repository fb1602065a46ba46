import { describe, expect, it } from "vitest";
import { firstFix } from "../../../../support/lint/firstFix.ts";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";

type Files = string | Record<string, string>;

const rules = ["DVC004"];
const open = (files: Files) => (typeof files === "string" ? { "dvc.yaml": files } : files);
const check = (files: Files) => renderFindings(open(files), { rules });

describe("DVC004 null-section", () => {
  it.each<[string, Files]>([
    ["empty lists and mappings", "stages:\n  a:\n    cmd: x\n    deps: []\n    meta:\n"],
    [
      "nothing behind a file of parameters",
      "stages:\n  a:\n    cmd: x\n    params:\n    - params.yaml:\n",
    ],
    ["a plot without settings", "plots:\n- x:\n"],
    ["`cmd`, which DVC002 tells of", "stages: {a: {cmd: }}"],
    ["`do`, which DVC008 tells of", "stages: {a: {foreach: [1], do: }}"],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each<[string, Files, string[]]>([
    [
      "lists",
      "stages:\n  a:\n    cmd: x\n    deps:\n    outs: ~\n",
      [
        "dvc.yaml:4:5 DVC004 error nothing below `deps` of stage `a`; write `[]` for an empty list",
        "dvc.yaml:5:5 DVC004 error nothing below `outs` of stage `a`; write `[]` for an empty list",
      ],
    ],
    [
      "an entry of a list",
      "stages:\n  a:\n    cmd: x\n    deps: [null]\n",
      ["dvc.yaml:4:12 DVC004 error entry 1 of `deps` of stage `a` is empty"],
    ],
    [
      "an output's flags",
      "stages:\n  a:\n    cmd: x\n    outs:\n    - y:\n",
      [
        "dvc.yaml:5:7 DVC004 error no flags below `y` of entry 1 of `outs` of stage `a`: leave the colon away",
      ],
    ],
    ["stages", "stages:\n", ["dvc.yaml:1:1 DVC004 error nothing below `stages`"]],
    ["a stage", "stages:\n  a:\n", ["dvc.yaml:2:3 DVC004 error stage `a` is empty"]],
    [
      "a section of a lock file",
      { "dvc.lock": 'schema: "2.0"\nstages: {a: {cmd: x, deps: }}\n' },
      [
        "dvc.lock:2:22 DVC004 error nothing below `deps` of stage `a`; write `[]` for an empty list",
      ],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });

  it.each<[string, Files, string | undefined, string?]>([
    [
      "no key",
      "stages:\n  a:\n    cmd: x\n    deps:\n    # - y\n    outs: [z]\n",
      "safe: Delete `deps`",
      "stages:\n  a:\n    cmd: x\n    # - y\n    outs: [z]\n",
    ],
    [
      "no colon",
      "stages:\n  a:\n    cmd: x\n    outs:\n    - y: # why\n    - z\n",
      "safe: Take the colon away",
      "stages:\n  a:\n    cmd: x\n    outs:\n    - y # why\n    - z\n",
    ],
    [
      "a list for a null in a flow mapping",
      "stages: {a: {cmd: x, deps: null}}",
      "safe: Write an empty list",
      "stages: {a: {cmd: x, deps: []}}",
    ],
    ["a stage is not deleted", "stages:\n  a:\n  b:\n    cmd: x\n", undefined],
    ["top-level section", "stages:\nvars: []\n", "safe: Delete `stages`", "vars: []\n"],
  ])("mends: %s", (_name, files, title, text) => {
    const fix = firstFix("dvc.yaml", open(files), { rules });
    expect([fix?.title, fix?.text]).toEqual([title, text]);
  });
});
