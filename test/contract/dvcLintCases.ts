import { dvcFileCases } from "./dvcFileCases.ts";
import { dvcGraphCases } from "./dvcGraphCases.ts";
import type { LintCase } from "./lintContract.ts";

const stage = (lines: string) => `stages:\n  a:\n    cmd: echo a\n${lines}`;
const yaml = (text: string) => ({ files: { "dvc.yaml": text } });
const withParams = (text: string, params: string) => ({
  files: { "dvc.yaml": text, "params.yaml": params },
});

/** What the file may hold, and in which shapes. */
const shapes: Readonly<Record<string, LintCase>> = {
  "an empty file": yaml(""),
  "no stages": yaml("stages: {}\n"),
  "a list at the top": yaml("- a # <-\n"),
  "a string at the top": yaml("stages # <-\n"),
  "an unknown key at the top": yaml("stagess: {} # <-\n"),
  "null stages": yaml("stages: # <-\n"),
  "stages as a list": yaml("stages:\n  - a # <-\n"),
  "a stage without command": yaml("stages:\n  a: # <-\n    deps: [x]\n"),
  "a stage that is null": yaml("stages:\n  a: # <-\n"),
  "a stage that is a string": yaml("stages:\n  a: echo # <-\n"),
  "a null command": yaml("stages:\n  a:\n    cmd: # <-\n"),
  "a command that is a number": yaml("stages:\n  a:\n    cmd: 1 # <-\n"),
  "a command that is a boolean": yaml("stages:\n  a:\n    cmd: true # <-\n"),
  "a command that is yes": yaml("stages:\n  a:\n    cmd: yes\n"),
  "a list of commands": yaml("stages:\n  a:\n    cmd: [echo a, echo b]\n"),
  "a mapping as command": yaml("stages:\n  a:\n    cmd: {x: y} # <-\n"),
  "an empty command": { ...yaml("stages:\n  a:\n    cmd: '' # <-\n"), failsWhenRun: true },
  "an empty list of commands": { ...yaml("stages:\n  a:\n    cmd: [] # <-\n"), failsWhenRun: true },
  "an unknown key of a stage": yaml(stage("    dep: [x] # <-\n")),
  "persist on a stage": yaml(stage("    persist: true # <-\n")),
  "dependencies as a mapping": yaml(stage("    deps:\n      x: {} # <-\n")),
  "a dependency that is a number": yaml(stage("    deps:\n      - 1 # <-\n")),
  "a dependency that is a mapping": yaml(stage("    deps:\n      - x: {} # <-\n")),
  "null dependencies": yaml(stage("    deps: # <-\n")),
  "no dependencies": yaml(stage("    deps: []\n")),
  "a dependency as a string": yaml(stage("    deps: x # <-\n")),
  "an output as a string": yaml(stage("    outs: x # <-\n")),
  "outputs as a mapping": yaml(stage("    outs:\n      x: # <-\n        cache: false\n")),
  "null outputs": yaml(stage("    outs: # <-\n")),
  "an output with flags": yaml(
    stage(
      "    outs:\n      - x:\n          cache: false\n          persist: true\n          desc: d\n          remote: r\n          labels: [l]\n          meta: {a: 1}\n          type: t\n          push: false\n",
    ),
  ),
  "an output with null flags": yaml(stage("    outs:\n      - x: # <-\n")),
  "an output with an unknown flag": yaml(
    stage("    outs:\n      - x:\n          cached: false # <-\n"),
  ),
  "an output with a string as flag": yaml(
    stage("    outs:\n      - x:\n          cache: no # <-\n"),
  ),
  "an output with labels that are no list": yaml(
    stage("    outs:\n      - x:\n          labels: l # <-\n"),
  ),
  "an output with plot flags": yaml(stage("    outs:\n      - x.csv:\n          title: t # <-\n")),
  "a checkpoint": yaml(stage("    outs:\n      - x:\n          checkpoint: true\n")),
  "metrics with flags": yaml(stage("    metrics:\n      - m.json:\n          cache: false\n")),
  "plots with flags": yaml(
    stage(
      "    plots:\n      - p.csv:\n          x: a\n          y: b\n          title: t\n          header: false\n          template: linear\n",
    ),
  ),
  "plots with several flags": yaml(
    stage("    plots:\n      - p.csv:\n          - x: a # <-\n          - y: b\n"),
  ),
  "plots with an unknown flag": yaml(
    stage("    plots:\n      - p.csv:\n          colour: a # <-\n"),
  ),
  "a header that is a string": yaml(
    stage("    plots:\n      - p.csv:\n          header: no # <-\n"),
  ),
  "frozen as yes": yaml(stage("    frozen: yes # <-\n")),
  frozen: yaml(stage("    frozen: true\n")),
  "always changed as a number": yaml(stage("    always_changed: 1 # <-\n")),
  "meta and description": yaml(stage("    meta: [1, {a: b}]\n    desc: d\n")),
  "a description that is a number": yaml(stage("    desc: 1 # <-\n")),
  "a null working folder": yaml(stage("    wdir: # <-\n")),
  "parameters as a string": yaml(stage("    params: lr # <-\n")),
  "null parameters": yaml(stage("    params: # <-\n")),
  "a whole file of parameters": withParams(stage("    params:\n      - params.yaml:\n"), "lr: 1\n"),
  "a parameter as a string below its file": withParams(
    stage("    params:\n      - params.yaml: lr # <-\n"),
    "lr: 1\n",
  ),
  "parameters of a file": withParams(stage("    params:\n      - params.yaml: [lr]\n"), "lr: 1\n"),
  "datasets at the top": yaml("datasets:\n  - {name: d, url: 's3://b/d', type: url}\nstages: {}\n"),
  "metrics and plots at the top": yaml(
    "metrics: [m.json]\nplots:\n  - p.csv\n  - q:\n      x: a\n      y: {p.csv: b}\n",
  ),
  "plots as a mapping at the top": yaml("plots: # <-\n  p.csv: {x: a}\n"),
  "a plot without settings at the top": yaml("plots:\n  - p.csv:\n"),
  "a plot with an unknown setting at the top": yaml("plots:\n  - p.csv: {xx: a} # <-\n"),
  "metrics as a string at the top": yaml("metrics: m.json # <-\n"),
  "parameters at the top": withParams("params: [params.yaml]\n", "a: 1\n"),
  "an artifact": yaml(
    "artifacts:\n  model:\n    path: m.pkl\n    type: model\n    desc: d\n    labels: [a]\n    meta: {a: 1}\n",
  ),
  "an artifact without path": yaml("artifacts:\n  model: # <-\n    type: model\n"),
  "an artifact with an unknown key": yaml(
    "artifacts:\n  model:\n    path: m\n    version: 1 # <-\n",
  ),
  "an artifact with an odd name": yaml("artifacts:\n  My_Model:\n    path: m\n"),
  "variables as a mapping": yaml("vars:\n  a: 1 # <-\nstages: {}\n"),
  "a variable that is a number": yaml("vars:\n  - 1 # <-\nstages: {}\n"),
};

/** What breaks YAML itself. */
const syntax: Readonly<Record<string, LintCase>> = {
  "a key twice": yaml("stages:\n  a:\n    cmd: echo\n    cmd: echo # <-\n"),
  "a stage twice": yaml("stages:\n  a:\n    cmd: echo\n  a: # <-\n    cmd: echo\n"),
  "a value in a value": yaml("stages:\n  a:\n    cmd: echo: x # <-\n"),
  "a list without dashes": yaml("stages:\n  a:\n    cmd: echo\n    deps:\n      x # <-\n      y\n"),
  "an open quote": yaml('stages:\n  a:\n    cmd: "echo # <-\n'),
  "an open bracket": yaml("stages:\n  a:\n    cmd: echo\n    deps: [x # <-\n"),
  "a tab as indentation": yaml("stages:\n\ta: # <-\n    cmd: echo\n"),
  "a merge conflict": yaml(
    "stages:\n  a:\n<<<<<<< HEAD # <-\n    cmd: echo a\n=======\n    cmd: echo b\n>>>>>>> other\n",
  ),
  "an alias of nothing": yaml("stages:\n  a:\n    cmd: *x # <-\n"),
  "anchors and merge keys": yaml(
    "stages:\n  a: &base\n    cmd: echo\n    deps: []\n  b:\n    <<: *base\n",
  ),
  "two documents": yaml("stages: {}\n--- # <-\nstages: {}\n"),
};

/** Loops. */
const loops: Readonly<Record<string, LintCase>> = {
  "a loop over a list": yaml(
    "stages:\n  a:\n    foreach: [1, 2]\n    do:\n      cmd: echo ${item}\n",
  ),
  "a loop over a mapping": yaml(
    "stages:\n  a:\n    foreach: {x: 1, y: 2}\n    do:\n      cmd: echo ${key} ${item}\n",
  ),
  "a loop over mappings": yaml(
    "stages:\n  a:\n    foreach: [{n: 1}, {n: 2}]\n    do:\n      cmd: echo ${item.n}\n",
  ),
  "the key of a list": yaml(
    "stages:\n  a:\n    foreach: [1, 2]\n    do:\n      cmd: echo ${key} # <-\n",
  ),
  "a loop over a string": yaml(
    "stages:\n  a:\n    foreach: abc # <-\n    do:\n      cmd: echo ${item}\n",
  ),
  "a loop over a number": yaml(
    "stages:\n  a:\n    foreach: 3 # <-\n    do:\n      cmd: echo ${item}\n",
  ),
  "a loop over parameters": withParams(
    "stages:\n  a:\n    foreach: ${xs}\n    do:\n      cmd: echo ${item}\n",
    "xs: [1, 2]\n",
  ),
  "a loop over a scalar parameter": withParams(
    "stages:\n  a:\n    foreach: ${xs} # <-\n    do:\n      cmd: echo ${item}\n",
    "xs: 3\n",
  ),
  "a loop over a missing parameter": withParams(
    "stages:\n  a:\n    foreach: ${ys} # <-\n    do:\n      cmd: echo ${item}\n",
    "xs: [1]\n",
  ),
  "a loop without do": yaml("stages:\n  a:\n    foreach: [1] # <-\n"),
  "do without a loop": yaml("stages:\n  a:\n    do: {cmd: echo} # <-\n"),
  "a null do": yaml("stages:\n  a:\n    foreach: [1]\n    do: # <-\n"),
  "do without command": yaml("stages:\n  a:\n    foreach: [1]\n    do: # <-\n      deps: []\n"),
  "a command beside a loop": yaml(
    "stages:\n  a:\n    foreach: [1]\n    do: {cmd: echo}\n    cmd: echo # <-\n",
  ),
  "a matrix beside a loop": yaml(
    "stages:\n  a:\n    foreach: [1]\n    matrix: {x: [1]} # <-\n    do: {cmd: echo}\n",
  ),
  "a matrix inside do": yaml(
    "stages:\n  a:\n    foreach: [1]\n    do:\n      matrix: {x: [1]}\n      cmd: echo ${item}\n",
  ),
  "an empty loop": yaml("stages:\n  a:\n    foreach: []\n    do:\n      cmd: echo ${item}\n"),
  "the same item twice": yaml(
    "stages:\n  a:\n    foreach: [1, 1]\n    do:\n      cmd: echo ${item}\n",
  ),
  "a matrix": yaml(
    "stages:\n  a:\n    matrix:\n      x: [1, 2]\n      y: [a, b]\n    cmd: echo ${item.x} ${item.y} ${key}\n",
  ),
  "a matrix axis without item": yaml(
    "stages:\n  a:\n    matrix:\n      x: [1, 2]\n    cmd: echo ${x} # <-\n",
  ),
  "a matrix axis that is missing": yaml(
    "stages:\n  a:\n    matrix:\n      x: [1, 2]\n    cmd: echo ${item.z} # <-\n",
  ),
  "a matrix axis that is a number": yaml(
    "stages:\n  a:\n    matrix:\n      x: 1 # <-\n    cmd: echo ${item.x}\n",
  ),
  "a matrix that is a list": yaml("stages:\n  a:\n    matrix: [1] # <-\n    cmd: echo\n"),
  "a matrix axis of a parameter": withParams(
    "stages:\n  a:\n    matrix:\n      x: ${xs}\n    cmd: echo ${item.x}\n",
    "xs: [1, 2]\n",
  ),
  "outputs of a loop that are one": yaml(
    "stages:\n  a:\n    foreach: [1, 2]\n    do:\n      cmd: echo ${item}\n      outs:\n        - o # <-\n",
  ),
  "outputs of a loop": yaml(
    "stages:\n  a:\n    foreach: [1, 2]\n    do:\n      cmd: echo ${item}\n      outs: ['o${item}']\n",
  ),
};

/** Templates. */
const templates: Readonly<Record<string, LintCase>> = {
  "a parameter": withParams(
    "stages:\n  a:\n    cmd: echo ${lr} ${m.x} ${l[0]} ${l.1} ${l[-1]}\n",
    "lr: 1\nm: {x: 2}\nl: [1, 2]\n",
  ),
  "a missing parameter": withParams("stages:\n  a:\n    cmd: echo ${lr} # <-\n", "lrr: 1\n"),
  "a missing key in a mapping": withParams(
    "stages:\n  a:\n    cmd: echo ${m.y} # <-\n",
    "m: {x: 1}\n",
  ),
  "an index behind the end": withParams("stages:\n  a:\n    cmd: echo ${l[5]} # <-\n", "l: [1]\n"),
  "a key below a scalar": withParams("stages:\n  a:\n    cmd: echo ${lr.x} # <-\n", "lr: 1\n"),
  "no parameters at all": yaml("stages:\n  a:\n    cmd: echo ${lr} # <-\n"),
  "spaces in braces": withParams("stages:\n  a:\n    cmd: echo ${ lr }\n", "lr: 1\n"),
  "a variable of the shell": yaml("stages:\n  a:\n    cmd: echo ${HOME} # <-\n"),
  "an escaped variable of the shell": yaml("stages:\n  a:\n    cmd: echo \\${HOME} $HOME\n"),
  "empty braces": yaml("stages:\n  a:\n    cmd: echo ${} # <-\n"),
  "a dot at the end": withParams("stages:\n  a:\n    cmd: echo ${m.} # <-\n", "m: {x: 1}\n"),
  "an open brace": yaml("stages:\n  a:\n    cmd: echo ${x\n"),
  "a default as in a shell": yaml("stages:\n  a:\n    cmd: echo ${X:-1} # <-\n"),
  "a mapping in a command": withParams(
    "stages:\n  a:\n    cmd: echo ${m}\n",
    "m: {x: 1, y: true, z: [1, 2], n: {k: v}}\n",
  ),
  "a list in a command": withParams("stages:\n  a:\n    cmd: echo ${l} # <-\n", "l: [1]\n"),
  "a mapping in a dependency": withParams(
    "stages:\n  a:\n    cmd: echo\n    deps:\n      - ${m} # <-\n",
    "m: {x: 1}\n",
  ),
  "a nested list in a command": withParams(
    "stages:\n  a:\n    cmd: echo ${m} # <-\n",
    "m: {x: [[1]]}\n",
  ),
  "null in a command": withParams("stages:\n  a:\n    cmd: echo ${n}\n", "n: null\n"),
  "a number as a dependency": withParams(
    "stages:\n  a:\n    cmd: echo\n    deps:\n      - x${n}\n",
    "n: 3\n",
  ),
  "a variable of the file": yaml(
    "vars:\n  - x: 1\n    y: {z: 2}\nstages:\n  a:\n    cmd: echo ${x} ${y.z}\n",
  ),
  "a file of variables": {
    files: {
      "dvc.yaml": "vars: [v.yaml]\nstages:\n  a:\n    cmd: echo ${x}\n",
      "v.yaml": "x: 1\n",
    },
  },
  "a missing file of variables": yaml("vars:\n  - v.yaml # <-\nstages:\n  a:\n    cmd: echo\n"),
  "a part of a file of variables": {
    files: {
      "dvc.yaml": "vars:\n  - 'v.yaml:x'\nstages:\n  a:\n    cmd: echo ${x}\n",
      "v.yaml": "x: 1\ny: 2\n",
    },
  },
  "a missing part of a file": {
    files: {
      "dvc.yaml": "vars:\n  - 'v.yaml:z' # <-\nstages:\n  a:\n    cmd: echo\n",
      "v.yaml": "x: 1\n",
    },
  },
  "a part that was not loaded": {
    files: {
      "dvc.yaml": "vars:\n  - 'v.yaml:x'\nstages:\n  a:\n    cmd: echo ${y} # <-\n",
      "v.yaml": "x: 1\ny: 2\n",
    },
  },
  "a file of variables that is a list": {
    files: {
      "dvc.yaml": "vars:\n  - v.yaml # <-\nstages:\n  a:\n    cmd: echo\n",
      "v.yaml": "- 1\n",
    },
  },
  "JSON and TOML variables": {
    files: {
      "dvc.yaml": "vars: [v.json, v.toml]\nstages:\n  a:\n    cmd: echo ${x} ${t.y}\n",
      "v.json": '{"x": 1}',
      "v.toml": "[t]\ny = 2\n",
    },
  },
  "Python variables": {
    files: {
      "dvc.yaml": "vars: [v.py]\nstages:\n  a:\n    cmd: echo ${X} ${C.Y}\n",
      "v.py": "X = 1\nclass C:\n    Y = 2\n",
    },
  },
  "a template in variables": yaml(
    "vars:\n  - x: 1\n  - y: ${x} # <-\nstages:\n  a:\n    cmd: echo\n",
  ),
  "a variable and a parameter of one name": withParams(
    "vars:\n  - lr: 2 # <-\nstages:\n  a:\n    cmd: echo ${lr}\n",
    "lr: 1\n",
  ),
  "mappings of one name": withParams(
    "vars:\n  - m: {y: 2}\nstages:\n  a:\n    cmd: echo ${m.x} ${m.y}\n",
    "m: {x: 1}\n",
  ),
  "the same file twice": withParams(
    "vars: [params.yaml]\nstages:\n  a:\n    cmd: echo ${lr}\n",
    "lr: 1\n",
  ),
  "a date in parameters": withParams("stages:\n  a:\n    cmd: echo\n", "start: 2024-01-01 # <-\n"),
  "a date in quotes": withParams(
    "stages:\n  a:\n    cmd: echo ${start}\n",
    "start: '2024-01-01'\n",
  ),
  "a number as a key": withParams("stages:\n  a:\n    cmd: echo ${m.1} # <-\n", "m: {1: x}\n"),
  "a string of digits as a key": withParams(
    "stages:\n  a:\n    cmd: echo ${m.1}\n",
    "m: {'1': x}\n",
  ),
  "broken parameters": withParams("stages:\n  a:\n    cmd: echo\n", "a: [1 # <-\n"),
  "a list as parameters": withParams("stages:\n  a:\n    cmd: echo\n", "- 1 # <-\n"),
  "variables of a stage": yaml("stages:\n  a:\n    vars:\n      - x: 1\n    cmd: echo ${x}\n"),
  "variables of another stage": yaml(
    "stages:\n  a:\n    vars:\n      - x: 1\n    cmd: echo ${x}\n  b:\n    cmd: echo ${x} # <-\n",
  ),
  "a reserved name in a stage's variables": yaml(
    "stages:\n  a:\n    foreach: [1]\n    do:\n      vars:\n        - item: 2 # <-\n      cmd: echo ${item}\n",
  ),
  "a working folder by a variable of the stage": yaml(
    "stages:\n  a:\n    vars:\n      - w: x\n    wdir: ${w} # <-\n    cmd: echo\n",
  ),
  "a template in an output's name": withParams(
    "stages:\n  a:\n    cmd: echo\n    outs:\n      - o${n}:\n          cache: false\n",
    "n: 1\n",
  ),
  "a missing parameter in an output's name": withParams(
    "stages:\n  a:\n    cmd: echo\n    outs:\n      - o${k}: # <-\n          cache: false\n",
    "n: 1\n",
  ),
  "a template in metrics at the top": withParams("metrics:\n  - ${m}\n", "m: m.json\n"),
  "a missing parameter at the top": withParams("metrics:\n  - ${k} # <-\n", "m: m.json\n"),
};

export const lintCases: ReadonlyMap<string, LintCase> = new Map(
  Object.entries({
    ...shapes,
    ...syntax,
    ...loops,
    ...templates,
    ...dvcGraphCases,
    ...dvcFileCases,
  }),
);
