import { describe, expect, it } from "vitest";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";

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
    [
      "equal names in different sections of the configuration",
      {
        ".dvc/config":
          "# [core]\nurl = a\n[core]\n  # url = b\n  url = a\n  URL = a\n" +
          "['remote \"a\"']\n  url = a\n['remote \"b\"']\n  url = a\n[x]\n[[y]]\n[z]\n[[y]]\n",
      },
    ],
    ["a value over several lines", { ".dvc/config": '[a]\nx = """\na = 1\na = 1\n"""\n' }],
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
    [
      "in the configuration",
      {
        ".dvc/config":
          "['remote \"a\"']\n  url = one\n  url = two\n ['remote \"a\"'] # again\n  'url' = three\n",
      },
      [
        ".dvc/config:3:3 DVC006 error `url` stands twice, first in line 2: DVC reads none of this file",
        '.dvc/config:4:3 DVC006 error `remote "a"` stands twice, first in line 1: DVC reads none of this file',
        ".dvc/config:5:3 DVC006 error `url` stands twice, first in line 2: DVC reads none of this file",
      ],
    ],
    [
      "sections in sections",
      { ".dvc/config": "[a]\n[[b]]\n[[b]]\n['a']\n" },
      [
        ".dvc/config:3:3 DVC006 error `b` stands twice, first in line 2: DVC reads none of this file",
        ".dvc/config:4:2 DVC006 error `a` stands twice, first in line 1: DVC reads none of this file",
      ],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });
});
