import { describe, expect, it } from "vitest";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";
import { renderFixes } from "../../../../support/lint/renderFixes.ts";
import { lintTexts, openTexts } from "../../../../support/lint/lintTexts.ts";

const check = (files: Readonly<Record<string, string>>) =>
  renderFindings(files, { rules: ["DVC101"] });

describe("DVC101 unresolved-reference", () => {
  it.each([
    [
      "a parameter",
      { "dvc.yaml": "stages:\n  s:\n    cmd: x ${a.b}\n", "params.yaml": "a: {b: 1}" },
    ],
    ["escapes", { "dvc.yaml": "stages:\n  s:\n    cmd: x \\${a}\n" }],
    [
      "what a file of vars that cannot be read may have",
      { "dvc.yaml": "vars: [gone.yaml]\nstages:\n  s:\n    cmd: x ${a}\n" },
    ],
    [
      "what lies in a file with a fault",
      { "dvc.yaml": "stages:\n  s:\n    cmd: x ${a}\n", "params.yaml": "a: [1\nb: }" },
    ],
    [
      "files outside of the project",
      { "dvc.yaml": "vars: [../../x.yaml]\nstages:\n  s:\n    cmd: x ${a}\n" },
    ],
    [
      "what a loop that is not known may have",
      {
        "dvc.yaml":
          "vars: [gone.yaml]\nstages:\n  s:\n    foreach: ${l}\n    do:\n      cmd: x ${item.a} ${key}\n",
      },
    ],
    [
      "templates of loops without items",
      { "dvc.yaml": "stages:\n  s:\n    foreach: []\n    do:\n      cmd: x ${item.a} ${b}\n" },
    ],
    [
      "Python files",
      {
        "dvc.yaml": "vars: [p.py]\nstages:\n  s:\n    cmd: x ${T.lr}\n",
        "p.py": "class T:\n    lr = 0.1\n",
      },
    ],
    [
      "TOML files",
      {
        "dvc.yaml": "vars: [p.toml]\nstages:\n  s:\n    cmd: x ${t.lr}\n",
        "p.toml": "[t]\nlr = 0.1\n",
      },
    ],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each([
    [
      "names that are nowhere",
      { "dvc.yaml": "stages:\n  s:\n    cmd: x ${a}\n" },
      [
        "dvc.yaml:3:12 DVC101 error `a` does not exist: neither a `params.yaml` beside `dvc.yaml` nor `vars` defines anything",
      ],
    ],
    [
      "keys, with near ones",
      {
        "dvc.yaml": "stages:\n  s:\n    cmd: x ${train.epoch}\n",
        "params.yaml": "train: {epochs: 1}",
      },
      [
        "dvc.yaml:3:12 DVC101 error `train.epoch` does not exist: `train` has no `epoch`; did you mean `train.epochs`",
      ],
    ],
    [
      "names in another mapping",
      {
        "dvc.yaml": "vars: [{v: 1}]\nstages:\n  s:\n    cmd: x ${lr}\n",
        "params.yaml": "train: {lr: 1}",
      },
      [
        "dvc.yaml:4:12 DVC101 error `lr` does not exist: it is not in `params.yaml` or `vars`; did you mean `train.lr`",
      ],
    ],
    [
      "positions behind the end of a list",
      {
        "dvc.yaml": "stages:\n  s:\n    cmd: x ${l[2]} ${l[-3]} ${l[a]}\n",
        "params.yaml": "l: [1, 2]",
      },
      [
        "dvc.yaml:3:12 DVC101 error `l[2]` does not exist: `l` is a list of 2 items",
        "dvc.yaml:3:20 DVC101 error `l[-3]` does not exist: `l` is a list of 2 items",
        "dvc.yaml:3:29 DVC101 error `l[a]` does not exist: `l` is a list of 2 items",
      ],
    ],
    [
      "parts of plain values",
      { "dvc.yaml": "stages:\n  s:\n    cmd: x ${a.b}\n", "params.yaml": "a: 1" },
      ["dvc.yaml:3:12 DVC101 error `a.b` does not exist: `a` is a plain value"],
    ],
    [
      "the stages of a loop that lack it",
      {
        "dvc.yaml":
          "stages:\n  s:\n    foreach: {p: {a: 1}, q: {}, r: {}}\n    do:\n      cmd: x ${item.a}\n",
      },
      [
        "dvc.yaml:5:14 DVC101 error `item.a` does not exist: `item` has no `a`, in `s@q`, `s@r` of 3 stages",
      ],
    ],
    [
      "all stages of a loop, once",
      { "dvc.yaml": "stages:\n  s:\n    foreach: [a, b]\n    do:\n      cmd: x ${no}\n" },
      [
        "dvc.yaml:5:14 DVC101 error `no` does not exist: neither a `params.yaml` beside `dvc.yaml` nor `vars` defines anything",
      ],
    ],
    [
      "stages behind others that fail",
      { "dvc.yaml": "stages:\n  a: {cmd: 'x ${p}'}\n  b: {cmd: 'x ${q}'}\n" },
      [
        "dvc.yaml:2:15 DVC101 error `p` does not exist: neither a `params.yaml` beside `dvc.yaml` nor `vars` defines anything",
        "dvc.yaml:3:15 DVC101 error `q` does not exist: neither a `params.yaml` beside `dvc.yaml` nor `vars` defines anything",
      ],
    ],
    [
      "parameters of another folder",
      { "a/dvc.yaml": "stages:\n  s:\n    cmd: x ${lr}\n", "params.yaml": "lr: 1" },
      [
        "a/dvc.yaml:3:12 DVC101 error `lr` does not exist: it is in `params.yaml`, but DVC loads only the `params.yaml` beside `dvc.yaml` and what `vars` names",
      ],
    ],
    [
      "parameters of the folder a stage runs in",
      { "dvc.yaml": "stages:\n  s:\n    cmd: x ${lr}\n    wdir: w\n", "w/params.yaml": "lr: 1" },
      [
        "dvc.yaml:3:12 DVC101 error `lr` does not exist: it is in `w/params.yaml`, but DVC loads only the `params.yaml` beside `dvc.yaml` and what `vars` names",
      ],
    ],
    [
      "top-level sections and keys",
      { "dvc.yaml": "metrics: ['${m}']\nplots: [{'${p}': {x: a}}]\n" },
      [
        "dvc.yaml:1:12 DVC101 error `m` does not exist: neither a `params.yaml` beside `dvc.yaml` nor `vars` defines anything",
        "dvc.yaml:2:11 DVC101 error `p` does not exist: neither a `params.yaml` beside `dvc.yaml` nor `vars` defines anything",
      ],
    ],
    [
      "loops",
      { "dvc.yaml": "stages:\n  s:\n    foreach: ${no}\n    do:\n      cmd: x\n" },
      [
        "dvc.yaml:3:14 DVC101 error `no` does not exist: neither a `params.yaml` beside `dvc.yaml` nor `vars` defines anything",
      ],
    ],
    [
      "vars of another stage",
      { "dvc.yaml": "stages:\n  a: {vars: [{v: 1}], cmd: 'x ${v}'}\n  b: {cmd: 'x ${v}'}\n" },
      [
        "dvc.yaml:3:15 DVC101 error `v` does not exist: neither a `params.yaml` beside `dvc.yaml` nor `vars` defines anything",
      ],
    ],
    [
      "vars of the stage itself in wdir",
      { "dvc.yaml": "stages:\n  s:\n    cmd: x\n    vars: [{v: w}]\n    wdir: ${v}\n" },
      [
        "dvc.yaml:5:11 DVC101 error `v` does not exist: neither a `params.yaml` beside `dvc.yaml` nor `vars` defines anything",
      ],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });

  it.each([
    [
      "a near name",
      { "dvc.yaml": "stages:\n  s:\n    cmd: x ${epoch}\n", "params.yaml": "epochs: 1" },
      [["suggestion Replace with `${epochs}`", "cmd: x ${epochs}"]],
    ],
  ])("mends %s", (_name, files, expected) => {
    expect(renderFixes(files, { rules: ["DVC101"] })).toEqual(expected);
  });

  it("points to the mapping that lacks the key", () => {
    const files = {
      "dvc.yaml": "stages: {s: {cmd: 'x ${a.b}'}}",
      "params.yaml": "z: 1\na: {c: 1}\n",
    };
    const [finding] = lintTexts(files, { rules: ["DVC101"] });
    expect(finding?.related).toEqual([
      { path: "params.yaml", start: 8, end: 14, message: "`a` is set here" },
    ]);
  });

  it("marks the stages that use a parameter when it is deleted", () => {
    const project = openTexts(
      { "dvc.yaml": "stages: {s: {cmd: 'x ${a}'}}", "params.yaml": "a: 1\nb: 2\n" },
      { rules: ["DVC101"] },
    );
    expect(project.findings("dvc.yaml")).toEqual([]);
    expect([...project.setText("params.yaml", "b: 2\n")]).toEqual(["dvc.yaml"]);
    const [finding] = project.findings("dvc.yaml");
    expect(finding?.related?.map(({ path }) => path)).toEqual(["params.yaml"]);
    project.setText("params.yaml", null);
    expect(project.findings("dvc.yaml")).toEqual([]);
  });
});
