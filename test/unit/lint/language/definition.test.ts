import { describe, expect, it } from "vitest";
import { findDefinitions } from "../../../../src/core/lint/language/definition.ts";
import { openCursor, renderRange } from "../../../support/lint/cursor.ts";

type Files = Readonly<Record<string, string>>;

const check = (files: Files): readonly string[] => {
  const { project, place } = openCursor(files);
  return findDefinitions(project, place).map(({ path, range }) => `${path}:${renderRange(range)}`);
};

const params = "train:\n  lr: 0.1\n  layers: [8, 4]\nmodels:\n  cnn: {size: 1}\n  rnn: {size: 2}\n";

describe("definition", () => {
  it.each<[string, Files, readonly string[]]>([
    [
      "a value of params.yaml",
      { "params.yaml": params, "dvc.yaml": "stages:\n  a:\n    cmd: x ${train.l|r}\n" },
      ["params.yaml:2:3-5"],
    ],
    [
      "the mapping above it",
      { "params.yaml": params, "dvc.yaml": "stages:\n  a:\n    cmd: x ${tr|ain.lr}\n" },
      ["params.yaml:1:1-6"],
    ],
    [
      "an item of a list",
      { "params.yaml": params, "dvc.yaml": "stages:\n  a:\n    cmd: x ${train.layers[|1]}\n" },
      ["params.yaml:3:15-16"],
    ],
    [
      "a value of each instance",
      {
        "params.yaml": params,
        "dvc.yaml": "stages:\n  a:\n    foreach: ${models}\n    do:\n      cmd: x ${item.si|ze}\n",
      },
      ["params.yaml:5:9-13", "params.yaml:6:9-13"],
    ],
    [
      "a value written in vars",
      { "dvc.yaml": "vars:\n  - data:\n      dir: d\nstages:\n  a:\n    cmd: x ${data.d|ir}\n" },
      ["dvc.yaml:3:7-10"],
    ],
    [
      "a value written in a loop",
      { "dvc.yaml": "stages:\n  a:\n    foreach: [x, y]\n    do:\n      cmd: echo ${it|em}\n" },
      ["dvc.yaml:3:15-16", "dvc.yaml:3:18-19"],
    ],
    [
      "an entry of params",
      { "params.yaml": params, "dvc.yaml": "stages:\n  a:\n    cmd: x\n    params: [train.l|r]\n" },
      ["params.yaml:2:3-5"],
    ],
    [
      "an entry of params in another file",
      {
        "conf/p.toml": "[train]\nlr = 0.1\n",
        "dvc.yaml":
          "stages:\n  a:\n    cmd: x\n    params:\n      - conf/p.toml:\n          - train.l|r\n",
      },
      ["conf/p.toml:2:1-3"],
    ],
    [
      "the output that a dependency is",
      {
        "dvc.yaml":
          "stages:\n  a:\n    cmd: x\n    outs: [m.pkl]\n  b:\n    cmd: y\n    deps: [./m.p|kl]\n",
      },
      ["dvc.yaml:4:12-17"],
    ],
    [
      "the .dvc file's entry of a dependency",
      {
        "data.csv.dvc": "outs:\n- md5: 0123456789abcdef0123456789abcdef\n  path: data.csv\n",
        "dvc.yaml": "stages:\n  b:\n    cmd: y\n    deps: [data.|csv]\n",
      },
      ["data.csv.dvc:3:9-17"],
    ],
    [
      "a file that no stage makes",
      { "train.py": "", "dvc.yaml": "stages:\n  b:\n    cmd: y\n    deps: [train|.py]\n" },
      ["train.py:1:1-1"],
    ],
    [
      "a script of a command in a working folder",
      {
        "src/train.py": "",
        "dvc.yaml": "stages:\n  b:\n    wdir: src\n    cmd: python tr|ain.py --x 1\n",
      },
      ["src/train.py:1:1-1"],
    ],
    [
      "a module of a command",
      { "pkg/train.py": "", "dvc.yaml": "stages:\n  b:\n    cmd: python -m pkg.tr|ain\n" },
      ["pkg/train.py:1:1-1"],
    ],
    [
      "the stage of a locked instance",
      {
        "dvc.lock": "schema: '2.0'\nstages:\n  tra|in@a:\n    cmd: x\n",
        "dvc.yaml": "stages:\n  train:\n    foreach: [a]\n    do:\n      cmd: x\n",
      },
      ["dvc.yaml:2:3-8"],
    ],
    [
      "a placeholder of an MLproject",
      {
        MLproject:
          "entry_points:\n  main:\n    parameters:\n      lr: float\n    command: python t.py {l|r}\n",
      },
      ["MLproject:4:7-9"],
    ],
    [
      "an option of Hydra's defaults",
      {
        "conf/db/pg.yaml": "port: 1\n",
        "conf/config.yaml": "defaults:\n  - override db@x: p|g\n  - _self_\n",
      },
      ["conf/db/pg.yaml:1:1-1"],
    ],
    [
      "a path that the lock records",
      {
        "dvc.lock":
          "schema: '2.0'\nstages:\n  b:\n    cmd: y\n    deps:\n    - path: m.p|kl\n      md5: a\n",
        "dvc.yaml": "stages:\n  a: {cmd: x, outs: [m.pkl]}\n  b: {cmd: y, deps: [m.pkl]}\n",
      },
      ["dvc.yaml:2:22-27"],
    ],
    [
      "a parameter that the lock records",
      {
        "params.yaml": params,
        "dvc.lock":
          "schema: '2.0'\nstages:\n  a:\n    cmd: x\n    params:\n      params.yaml:\n        train.|lr: 0.1\n",
        "dvc.yaml": "stages:\n  a: {cmd: x, params: [train.lr]}\n",
      },
      ["params.yaml:2:3-5"],
    ],
  ])("of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });

  it.each<[string, Files]>([
    [
      "an escaped template",
      { "params.yaml": "a: 1", "dvc.yaml": "stages:\n  s:\n    cmd: x \\${|a}\n" },
    ],
    ["a key of DVC", { "dvc.yaml": "stages:\n  s:\n    c|md: x\n" }],
    ["a string without a tree", { "dvc.yaml": "|" }],
  ])("none of %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });
});
