import { describe, expect, it } from "vitest";
import { complete } from "../../../../src/core/lint/language/completion.ts";
import { openCursor, textOf } from "../../../support/lint/cursor.ts";

type Files = Readonly<Record<string, string>>;

/** What is offered, each with what it would replace: `text<replaced`. */
const check = (files: Files): readonly string[] => {
  const { project, place } = openCursor(files);
  return complete(project, place).items.map(
    ({ text, range }) => `${text}<${textOf(project, place.path, range)}`,
  );
};

const params = "train: {lr: 0.1, size: 2}\nmodels: {cnn: {depth: 1}}\n";
const others = { "params.yaml": params, "dvc.yaml": "" };

const pipeline = (text: string, more: Files = {}): Files => ({
  ...others,
  ...more,
  "dvc.yaml": text,
});

const hydra: Files = {
  "conf/config.yaml": "",
  "conf/base.yaml": "a: 1\n",
  "conf/db/pg.yaml": "port: 1\n",
  "conf/db/mysql.yaml": "port: 2\n",
};

describe("completion", () => {
  it.each<[string, Files, readonly string[]]>([
    [
      "values in an expression that is not closed",
      pipeline("stages:\n  a:\n    cmd: x ${tra|\n    deps: [x]\n"),
      ["train<tra", "models<tra"],
    ],
    [
      "keys of a mapping, closing it",
      pipeline("stages:\n  a:\n    cmd: x ${train.|\n"),
      ["lr}<", "size}<"],
    ],
    [
      "keys in an expression that is closed",
      pipeline("stages:\n  a:\n    cmd: x ${train.l|} y\n"),
      ["lr<l", "size<l"],
    ],
    [
      "values when the text is broken",
      pipeline("stages:\n  a:\n    cmd: [x ${train.|\n  b:\n   - {"),
      ["lr}<", "size}<"],
    ],
    [
      "axes of a matrix",
      pipeline("stages:\n  a:\n    matrix: {m: [1], s: [2]}\n    cmd: x ${item.|}\n"),
      ["m<", "s<"],
    ],
    [
      "keys of what is looped over",
      pipeline("stages:\n  a:\n    foreach: ${models}\n    do:\n      cmd: x ${item.|}\n"),
      ["depth<"],
    ],
    [
      "item and key in a loop",
      pipeline("stages:\n  a:\n    foreach: ${models}\n    do:\n      cmd: x ${|}\n"),
      ["train<", "models<", "item<", "key<"],
    ],
    [
      "keys of a file",
      pipeline("stages:\n  a:\n    cmd: x\nme|"),
      ["vars:<me", "params:<me", "metrics:<me", "plots:<me", "artifacts:<me", "datasets: <me"],
    ],
    ["booleans", pipeline("stages:\n  a:\n    cmd: x\n    frozen: |\n"), ["true<", "false<"]],
    [
      "flags of an output",
      pipeline("stages:\n  a:\n    cmd: x\n    outs:\n      - m:\n          cache: f|\n"),
      ["true<f", "false<f"],
    ],
    [
      "entries of params, and files of parameters",
      pipeline("stages:\n  a:\n    cmd: x\n    params:\n      - tr|\n"),
      [
        "train<tr",
        "models<tr",
        "train.lr<tr",
        "train.size<tr",
        "models.cnn<tr",
        "models.cnn.depth<tr",
        "params.yaml:<tr",
      ],
    ],
    [
      "entries of params of another file",
      pipeline("stages:\n  a:\n    cmd: x\n    params:\n    - p.json:\n      - |\n", {
        "p.json": '{"a": {"b": 1}}',
      }),
      ["a<", "a.b<"],
    ],
    [
      "outputs of other stages and files as dependencies, from the stage's folder",
      pipeline(
        "stages:\n  a:\n    cmd: x\n    outs: [out/m.pkl]\n  b:\n    wdir: src\n    cmd: y\n    deps:\n      - |\n",
        { "src/t.py": "", "src/d/x": "" },
      ),
      ["../out/m.pkl<", "d/<", "t.py<"],
    ],
    [
      "paths in a folder, in a list on one line",
      pipeline("stages:\n  a:\n    cmd: x\n    deps: [y, src/t|]\n", { "src/t.py": "" }),
      ["t.py<t"],
    ],
    [
      "scripts in a command",
      pipeline("stages:\n  a:\n    cmd: python src/|\n", { "src/t.py": "" }),
      ["t.py<"],
    ],
    [
      "remotes",
      pipeline("stages:\n  a:\n    cmd: x\n    outs:\n      - m:\n          remote: |\n", {
        ".dvc/config": "[core]\n    remote = s\n['remote \"s\"']\n    url = s3://b/c\n",
      }),
      ["s<"],
    ],
    [
      "files of vars",
      pipeline("vars:\n  - |\nstages: {}\n", { "conf.toml": "", "a.txt": "" }),
      ["conf.toml<", "params.yaml<"],
    ],
    [
      "placeholders of an MLproject",
      {
        MLproject:
          "entry_points:\n  main:\n    parameters: {lr: float, n: int}\n    command: t {l|\n",
      },
      ["lr}<l", "n}<l"],
    ],
    [
      "types in an MLproject",
      { MLproject: "entry_points:\n  m:\n    parameters:\n      a: |\n" },
      ["string<", "float<", "int<", "path<", "uri<"],
    ],
    [
      "options of a group of Hydra",
      { ...hydra, "conf/config.yaml": "defaults:\n  - db: |\n  - _self_\n" },
      ["mysql<", "pg<"],
    ],
    [
      "groups and configs of Hydra",
      { ...hydra, "conf/config.yaml": "defaults:\n  - db: pg\n  - |\n" },
      ["_self_<", "db: <", "base<"],
    ],
    ["nothing in a comment", pipeline("stages:\n  a: # |\n"), []],
    ["nothing in an escaped template", pipeline("stages:\n  a:\n    desc: \\${tra|}\n"), []],
  ])("offers %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });

  it("offers the keys of a stage that it does not have", () => {
    const offered = check(
      pipeline("stages:\n  a:\n    cmd: x\n    deps: [d]\n    |\n  b:\n    cmd: y\n"),
    );
    expect(offered).toContain("outs:<");
    expect(offered).toContain("wdir: <");
    expect(offered).not.toContain("deps:<");
    expect(offered).not.toContain("foreach: <");
  });

  it("offers loops where a stage is begun, and the keys below `do`", () => {
    expect(check(pipeline("stages:\n  a:\n    |\n"))).toContain("foreach: <");
    const below = check(pipeline("stages:\n  a:\n    foreach: [1]\n    do:\n      c|\n"));
    expect(below).toContain("cmd: <c");
    expect(below).not.toContain("foreach: <c");
  });
});
