import { describe, expect, it } from "vitest";
import { renderFindings } from "../../../../../support/lint/lintTexts.ts";

type Files = string | Record<string, string>;

const rules = ["DVC006"];
const open = (files: Files) => (typeof files === "string" ? { "dvc.yaml": files } : files);
const check = (files: Files) => renderFindings(open(files), { rules });

describe("DVC006 duplicate-key", () => {
  it.each<[string, Files]>([
    ["keys of different mappings", "stages: {a: {cmd: x}, b: {cmd: x}}"],
    ["a number and its text", "stages:\n  a:\n    cmd: x\n    meta: {1: a, '1': b}\n"],
    [
      "a key that overrides a merged one",
      "vars:\n- &b {x: 1}\nstages: {}\nartifacts: {m: {path: p, meta: {<<: *b, x: 2}}}\n",
    ],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each<[string, Files, string[]]>([
    [
      "a stage",
      "stages:\n  a: {cmd: x}\n  a: {cmd: y}\n",
      ["dvc.yaml:3:3 DVC006 error `a` stands twice in this mapping, first in line 2"],
    ],
    [
      "quoted and not",
      'stages:\n  a:\n    cmd: x\n    "cmd": y\n',
      ['dvc.yaml:4:5 DVC006 error `"cmd"` stands twice in this mapping, first in line 3'],
    ],
    [
      "in free places",
      "stages:\n  a:\n    cmd: x\n    meta: [{a: 1, a: 2}]\n",
      ["dvc.yaml:4:19 DVC006 error `a` stands twice in this mapping, first in line 4"],
    ],
    [
      "numbers of one value",
      "stages:\n  a:\n    cmd: x\n    meta: {1: a, 1.0: b, 0x1: c}\n",
      [
        "dvc.yaml:4:18 DVC006 error `1.0` stands twice in this mapping, first in line 4",
        "dvc.yaml:4:26 DVC006 error `0x1` stands twice in this mapping, first in line 4",
      ],
    ],
    [
      "two merge keys",
      "stages:\n  a:\n    cmd: x\n    meta:\n      <<: {a: 1}\n      <<: {b: 1}\n",
      ["dvc.yaml:6:7 DVC006 error `<<` stands twice in this mapping, first in line 5"],
    ],
    [
      "in a lock file",
      { "dvc.lock": 'schema: "2.0"\nschema: "2.0"\n' },
      ["dvc.lock:2:1 DVC006 error `schema` stands twice in this mapping, first in line 1"],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });
});
