import { describe, expect, it } from "vitest";
import { firstFix } from "../../../../support/lint/firstFix.ts";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";

type Files = string | Record<string, string>;

const rules = ["DVC003"];
const open = (files: Files) => (typeof files === "string" ? { "dvc.yaml": files } : files);
const check = (files: Files) => renderFindings(open(files), { rules });

describe("DVC003 wrong-type", () => {
  it.each<[string, Files]>([
    ["an empty file", ""],
    ["a file that is false", "false\n"],
    ["an empty list at the root", "[]\n"],
    ["empty lists", "stages:\n  a:\n    cmd: x\n    deps: []\n    outs: []\n"],
    ["lists of commands", "stages: {a: {cmd: [x, y]}}"],
    [
      "outputs with flags in one entry",
      "stages:\n  a:\n    cmd: x\n    outs:\n    - x: {cache: false}\n      y: {cache: false}\n",
    ],
    ["an output with no flags in a mapping", "stages:\n  a:\n    cmd: x\n    outs: [{x: {}}]\n"],
    ["a plot without settings", "plots:\n- x:\n"],
    ["columns of plots", "plots:\n- p: {x: {f: a}, y: {f: [a, b], g: c}}\n"],
    ["words of YAML 1.1, which DVC005 tells of", "stages:\n  a:\n    cmd: x\n    frozen: yes\n"],
    ["null, which DVC004 tells of", "stages:\n  a:\n    cmd: x\n    deps:\n"],
    ["a date in meta", "stages:\n  a:\n    cmd: x\n    meta: {a: 2020-01-01}\n"],
    ["one document with marks", "---\nstages: {}\n...\n# done\n"],
    ["a hash that is a number", { "x.dvc": "outs:\n- path: x\n  md5: 123456\n" }],
    ["null in a tracking file", { "x.dvc": "wdir:\ndeps:\nouts:\nmd5:\n" }],
    [
      "an import of a database without path",
      { "x.dvc": "deps:\n- db: {query: q}\nouts:\n- path: x\n" },
    ],
    ["the old name in tracking files", { "x.dvc": "locked: true\nouts:\n- path: x\n" }],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each<[string, Files, string[]]>([
    [
      "a list at the root",
      "- a\n",
      ["dvc.yaml:1:1 DVC003 error `dvc.yaml` has to be a mapping, not a list"],
    ],
    [
      "a second document",
      "stages: {}\n---\nvars: []\n",
      ["dvc.yaml:2:1 DVC003 error DVC reads one YAML document a file"],
    ],
    [
      "two first marks",
      "---\n---\nstages: {}\n",
      ["dvc.yaml:2:1 DVC003 error DVC reads one YAML document a file"],
    ],
    [
      "a string for a list",
      "stages:\n  a:\n    cmd: x\n    deps: y\n",
      ["dvc.yaml:4:11 DVC003 error `deps` of stage `a` has to be a list of strings, not a string"],
    ],
    [
      "a mapping for a list",
      "stages:\n  a:\n    cmd: x\n    outs:\n      y: {cache: false}\n",
      [
        "dvc.yaml:5:7 DVC003 error `outs` of stage `a` has to be a list of strings or mappings, not a mapping",
      ],
    ],
    [
      "a string for a stage",
      "stages: {a: python x.py}",
      ["dvc.yaml:1:13 DVC003 error `a` of `stages` has to be a mapping, not a string"],
    ],
    [
      "a number for a string",
      "stages:\n  a:\n    cmd: x\n    desc: 5\n",
      ["dvc.yaml:4:11 DVC003 error `desc` of stage `a` has to be a string, not a number"],
    ],
    [
      "a number in a list",
      "stages:\n  a:\n    cmd: x\n    deps: [1]\n",
      [
        "dvc.yaml:4:12 DVC003 error entry 1 of `deps` of stage `a` has to be a string, not a number",
      ],
    ],
    [
      "a date in a list",
      "stages:\n  a:\n    cmd: x\n    deps: [2020-01-01]\n",
      ["dvc.yaml:4:12 DVC003 error entry 1 of `deps` of stage `a` has to be a string, not a date"],
    ],
    [
      "a number for a boolean",
      "stages:\n  a:\n    cmd: x\n    frozen: 1\n",
      [
        "dvc.yaml:4:13 DVC003 error `frozen` of stage `a` has to be `true` or `false`, not a number",
      ],
    ],
    [
      "a string for a boolean",
      "stages:\n  a:\n    cmd: x\n    frozen: 'true'\n",
      [
        "dvc.yaml:4:13 DVC003 error `frozen` of stage `a` has to be `true` or `false`, not a string",
      ],
    ],
    [
      "a template for a boolean",
      "stages:\n  a:\n    cmd: x\n    frozen: ${x}\n",
      [
        "dvc.yaml:4:13 DVC003 error `frozen` of stage `a` has to be `true` or `false`, not a template, which DVC takes for a string",
      ],
    ],
    [
      "a number for a command",
      "stages: {a: {cmd: 5}}",
      ["dvc.yaml:1:19 DVC003 error `cmd` of stage `a` has to be a string or a list, not a number"],
    ],
    [
      "a mapping in a list of commands",
      "stages:\n  a:\n    cmd:\n    - echo a: b\n",
      [
        "dvc.yaml:4:7 DVC003 error a command of stage `a` has to be a string, not a mapping: a `:` with a space behind it needs quotes",
      ],
    ],
    [
      "a number as a stage's name",
      "stages:\n  1:\n    cmd: x\n",
      [
        "dvc.yaml:2:3 DVC003 error the name in `stages` has to be a string, not a number: put it in quotes",
      ],
    ],
    [
      "flags beside an output",
      "stages:\n  a:\n    cmd: x\n    outs:\n    - y:\n      cache: false\n",
      [
        "dvc.yaml:6:7 DVC003 error `cache` stands beside output `y` of stage `a`: indent it below its output",
      ],
    ],
    [
      "a list of flags",
      "stages:\n  a:\n    cmd: x\n    plots: [{y: [{x: a}]}]\n",
      [
        "dvc.yaml:4:17 DVC003 error `y` of entry 1 of `plots` of stage `a` has to be a mapping, not a list",
      ],
    ],
    [
      "an axis of one number",
      "stages: {a: {cmd: x, matrix: {k: 1}}}",
      [
        "dvc.yaml:1:34 DVC003 error `k` of `matrix` of stage `a` has to be a string or a list, not a number",
      ],
    ],
    [
      "a loop over a number",
      "stages: {a: {foreach: 5, do: {cmd: x}}}",
      [
        "dvc.yaml:1:23 DVC003 error `foreach` of stage `a` has to be a mapping, a list or a string, not a number",
      ],
    ],
    [
      "an output by number",
      "stages:\n  a:\n    cmd: x\n    outs: [{1: {cache: true}}]\n",
      [
        "dvc.yaml:4:13 DVC003 error the name in entry 1 of `outs` of stage `a` has to be a string, not a number: put it in quotes",
      ],
    ],
    [
      "a lock file of another version",
      { "dvc.lock": 'schema: "1.0"\n' },
      ['dvc.lock:1:9 DVC003 error `schema` has to be `"2.0"`, not `1.0`'],
    ],
    [
      "a lock file whose version is a number",
      { "dvc.lock": "schema: 2.0\n" },
      ['dvc.lock:1:9 DVC003 error `schema` has to be `"2.0"`, not a number'],
    ],
    [
      "a lock file without version",
      { "dvc.lock": "a: {cmd: x}\n" },
      [
        'dvc.lock:1:1 DVC003 error `schema: "2.0"` is missing: DVC 3 does not read lock files of older forms',
      ],
    ],
    [
      "an empty lock file",
      { "dvc.lock": "" },
      [
        'dvc.lock:1:1 DVC003 error `schema: "2.0"` is missing: DVC 3 does not read lock files of older forms',
      ],
    ],
    [
      "a path that is missing",
      { "dvc.lock": 'schema: "2.0"\nstages: {a: {cmd: x, outs: [{md5: abc}]}}\n' },
      ["dvc.lock:2:29 DVC003 error `path` of entry 1 of `outs` of stage `a` is missing"],
    ],
    [
      "a hash that is too short",
      { "x.dvc": "outs:\n- path: x\n  md5: ab\n" },
      [
        "x.dvc:3:8 DVC003 error `md5` of entry 1 of `outs` has to be a hash of three characters or more, not a string",
      ],
    ],
    [
      "a hash that is a number with exponent",
      { "x.dvc": "outs:\n- path: x\n  md5: 1e5\n" },
      [
        "x.dvc:3:8 DVC003 error `md5` of entry 1 of `outs` has to be a hash of three characters or more, not a number",
      ],
    ],
    [
      "an import without path",
      { "x.dvc": "deps:\n- md5: abc\n" },
      ["x.dvc:2:3 DVC003 error `path` of entry 1 of `deps` is missing"],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });

  it.each<[string, Files, string | undefined, string?]>([
    [
      "a list of one entry",
      "stages:\n  a:\n    cmd: x\n    deps: y.py # why\n",
      "safe: Wrap in a list",
      "stages:\n  a:\n    cmd: x\n    deps:\n      - y.py # why\n",
    ],
    [
      "a list of one entry in a flow mapping",
      "stages: {a: {cmd: x, deps: y.py}}",
      "safe: Wrap in a list",
      "stages: {a: {cmd: x, deps: [y.py]}}",
    ],
    ["no list where the text cannot stand in one", "stages: {a: {cmd: x, deps: y z}}", undefined],
    [
      "quotes",
      "stages:\n  a:\n    cmd: x\n    desc: 5\n",
      "safe: Put `5` in quotes",
      'stages:\n  a:\n    cmd: x\n    desc: "5"\n',
    ],
    [
      "no quotes",
      "stages:\n  a:\n    cmd: x\n    frozen: 'true'\n",
      "safe: Take the quotes away",
      "stages:\n  a:\n    cmd: x\n    frozen: true\n",
    ],
    [
      "flags below their output",
      "stages:\n  a:\n    cmd: x\n    outs:\n    - y:\n      cache: false\n      persist: true\n    - z\n",
      "safe: Indent below the output",
      "stages:\n  a:\n    cmd: x\n    outs:\n    - y:\n        cache: false\n        persist: true\n    - z\n",
    ],
    [
      "entries of a list",
      "stages:\n  a:\n    cmd: x\n    outs:\n      y:\n        cache: false\n      z:\n    desc: w\n",
      "unsafe: Make it a list",
      "stages:\n  a:\n    cmd: x\n    outs:\n      - y:\n          cache: false\n      - z\n    desc: w\n",
    ],
    [
      "quotes of a name",
      "stages:\n  1:\n    cmd: x\n",
      "safe: Put `1` in quotes",
      'stages:\n  "1":\n    cmd: x\n',
    ],
  ])("mends: %s", (_name, files, title, text) => {
    const fix = firstFix("dvc.yaml", open(files), { rules });
    expect([fix?.title, fix?.text]).toEqual([title, text]);
  });
});
