import type { LintCase } from "./lintContract.ts";

const stage = (lines: string) => `stages:\n  a:\n    cmd: echo a\n${lines}`;
const yaml = (text: string) => ({ files: { "dvc.yaml": text } });
const withParams = (text: string, params: string) => ({
  files: { "dvc.yaml": text, "params.yaml": params },
});

/** What stages are to each other, and to the files around them. */
export const dvcGraphCases: Readonly<Record<string, LintCase>> = {
  "an output of two stages": yaml(
    "stages:\n  a:\n    cmd: echo a\n    outs: [o]\n  b:\n    cmd: echo b\n    outs: [o] # <-\n",
  ),
  "an output written in two ways": yaml(
    "stages:\n  a:\n    cmd: echo a\n    outs: [./d/../o]\n  b:\n    cmd: echo b\n    outs: [o] # <-\n",
  ),
  "an output in another": yaml(
    "stages:\n  a:\n    cmd: echo a\n    outs: [d]\n  b:\n    cmd: echo b\n    outs: [d/o] # <-\n",
  ),
  "outputs with a common beginning": yaml(
    "stages:\n  a:\n    cmd: echo a\n    outs: [data]\n  b:\n    cmd: echo b\n    outs: [data2]\n",
  ),
  "an output twice in one stage": yaml("stages:\n  a:\n    cmd: echo a\n    outs: [o, o]\n"),
  "an output and a metric of one path": yaml(
    "stages:\n  a:\n    cmd: echo a\n    outs: [o]\n    metrics: [o] # <-\n",
  ),
  "its own output as dependency": yaml(
    "stages:\n  a:\n    cmd: echo a\n    deps: [o] # <-\n    outs: [o]\n",
  ),
  "a cycle": yaml(
    "stages:\n  a:\n    cmd: echo a\n    deps: [y] # <-\n    outs: [x]\n  b:\n    cmd: echo b\n    deps: [x]\n    outs: [y]\n",
  ),
  "a cycle through folders": yaml(
    "stages:\n  a:\n    cmd: echo a\n    deps: [y/f] # <-\n    outs: [x]\n  b:\n    cmd: echo b\n    deps: [x]\n    outs: [y]\n",
  ),
  "a chain": yaml(
    "stages:\n  a:\n    cmd: echo a\n    outs: [x]\n  b:\n    cmd: echo b\n    deps: [x]\n    outs: [y]\n",
  ),
  "an output beside a tracked file": {
    files: {
      "dvc.yaml": "stages:\n  a:\n    cmd: echo a\n    outs: [data/raw] # <-\n",
      "data.dvc":
        "outs:\n- md5: d41d8cd98f00b204e9800998ecf8427e\n  size: 0\n  hash: md5\n  path: data\n",
    },
  },
  "the output of a .dvc file": {
    files: {
      "dvc.yaml": "stages:\n  a:\n    cmd: echo a\n    outs: [data] # <-\n",
      "data.dvc":
        "outs:\n- md5: d41d8cd98f00b204e9800998ecf8427e\n  size: 0\n  hash: md5\n  path: data\n",
    },
  },
  "a cycle of two files": {
    files: {
      "p/dvc.yaml": "stages:\n  a:\n    cmd: echo a\n    deps: [../q/y] # <-\n    outs: [x]\n",
      "q/dvc.yaml": "stages:\n  b:\n    cmd: echo b\n    deps: [../p/x]\n    outs: [y]\n",
    },
  },
  "one output of two files": {
    files: {
      "p/dvc.yaml": "stages:\n  a:\n    cmd: echo a\n    outs: [../o] # <-\n",
      "q/dvc.yaml": "stages:\n  b:\n    cmd: echo b\n    wdir: ..\n    outs: [o]\n",
    },
  },
  "a dvc.yaml as output": yaml(
    "stages:\n  a:\n    cmd: echo a\n    outs:\n      - sub/dvc.yaml # <-\n",
  ),
  "a .dvc file as dependency": yaml(
    "stages:\n  a:\n    cmd: echo a\n    deps:\n      - x.dvc # <-\n",
  ),
  "an ignored output": {
    files: {
      ".dvcignore": "*.log\n",
      "dvc.yaml": "stages:\n  a:\n    cmd: echo a\n    outs:\n      - a.log # <-\n",
    },
  },
  "an ignored dependency": {
    files: {
      ".dvcignore": "*.log\n",
      "a.log": "",
      "dvc.yaml": "stages:\n  a:\n    cmd: echo a\n    deps:\n      - a.log\n",
    },
  },
  "a name with @": yaml("stages:\n  a@b: # <-\n    cmd: echo a\n"),
  "a missing parameter of a stage": withParams(stage("    params:\n      - lr # <-\n"), "x: 1\n"),
  "a parameter without a file": yaml(stage("    params:\n      - lr # <-\n")),
  "a subtree of parameters": withParams(
    stage("    params:\n      - m\n      - m.x\n"),
    "m: {x: 1}\n",
  ),
  "a file in place of a parameter": withParams(
    stage("    params:\n      - conf/p.yaml # <-\n"),
    "x: 1\n",
  ),
  "parameters in the working folder": {
    files: {
      "dvc.yaml": stage("    wdir: w\n    params:\n      - lr\n"),
      "w/params.yaml": "lr: 1\n",
    },
  },
  "parameters outside of the working folder": {
    files: {
      "dvc.yaml": stage("    wdir: w\n    params:\n      - lr # <-\n"),
      "params.yaml": "lr: 1\n",
      "w/x": "",
    },
  },
  "a TOML parameter": {
    files: { "dvc.yaml": stage("    params:\n      - p.toml: [t.x]\n"), "p.toml": "[t]\nx = 1\n" },
  },
  "a missing TOML parameter": {
    files: {
      "dvc.yaml": stage("    params:\n      - p.toml:\n          - t.y # <-\n"),
      "p.toml": "[t]\nx = 1\n",
    },
  },
  "a Python parameter": {
    files: {
      "dvc.yaml": stage("    params:\n      - p.py: [X, C.Y]\n"),
      "p.py": "X = 1\nclass C:\n    Y = 2\n",
    },
  },
  "a missing Python parameter": {
    files: {
      "dvc.yaml": stage("    params:\n      - p.py:\n          - Z # <-\n"),
      "p.py": "X = 1\n",
    },
  },
  "a JSON parameter": {
    files: {
      "dvc.yaml": stage("    params:\n      - p.json: [x.y]\n"),
      "p.json": '{"x": {"y": [1, 2]}}',
    },
  },
  "an output that git tracks": {
    files: {
      "dvc.yaml": "stages:\n  a:\n    cmd: echo a > o\n    outs:\n      - o # <-\n",
      o: "x\n",
    },
    tracked: ["o", "dvc.yaml"],
    failsWhenRun: true,
  },
  "an output without cache that git tracks": {
    files: {
      "dvc.yaml":
        "stages:\n  a:\n    cmd: echo a > o\n    outs:\n      - o:\n          cache: false\n",
      o: "x\n",
    },
    tracked: ["o", "dvc.yaml"],
  },
  "an output outside of the project": {
    ...yaml("stages:\n  a:\n    cmd: echo a\n    outs:\n      - ../beside # <-\n"),
    failsWhenRun: true,
  },
  "a pipeline that git ignores": {
    files: { ".gitignore": "dvc.yaml\n", "dvc.yaml": "stages: # <-\n  a:\n    cmd: echo a\n" },
    tracked: [],
    failsWhenRun: true,
  },
  "a missing dependency": {
    ...yaml("stages:\n  a:\n    cmd: echo a\n    deps:\n      - train.py # <-\n"),
    failsWhenRun: true,
  },
  "a script that is missing": {
    ...yaml("stages:\n  a:\n    cmd: python nothing.py # <-\n"),
    failsWhenRun: true,
  },
};
