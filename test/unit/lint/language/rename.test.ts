import { describe, expect, it } from "vitest";
import { findReferences } from "../../../../src/core/lint/language/references.ts";
import { prepareRename, rename } from "../../../../src/core/lint/language/rename.ts";
import { openCursor, renderRange, textOf } from "../../../support/lint/cursor.ts";

type Files = Readonly<Record<string, string>>;

/** The files that change, as they are after it; or the refusal. */
const check = (marked: Files, newName: string): Files | string => {
  const { project, place, files } = openCursor(marked);
  const made = rename(project, place, newName);
  if (!made.ok) return made.reason;
  const changed: Record<string, string> = {};
  const edits = made.edits.map(({ path, range: { start, end }, text }) => {
    const lines = project.file(path)!.lines;
    return { path, start: lines.offset(start), end: lines.offset(end), text };
  });
  edits.sort((one, other) => other.start - one.start);
  for (const { path, start, end, text } of edits) {
    const before = changed[path] ?? files[path] ?? "";
    changed[path] = before.slice(0, start) + text + before.slice(end);
  }
  return changed;
};

const pipeline =
  "vars: ['p.yaml:train,other']\nstages:\n  a:\n    cmd: x ${train.lr} ${train.l2}\n    params:\n      - p.yaml: [train.lr, train]\n";

describe("rename", () => {
  it("of a parameter edits only its own word, wherever it is named", () => {
    const files = {
      "p.yaml": "train: {lr: 0.1, l2: 0} # lr\nother: 1\n",
      "dvc.yaml": pipeline.replace("${train.lr}", "${ train.l|r }"),
      "sub/dvc.yaml": "vars: [../p.yaml]\nstages:\n  b:\n    cmd: y ${train[lr]}\n",
      "unrelated/dvc.yaml": "vars: [{train: {lr: 1}}]\nstages:\n  b:\n    cmd: y ${train.lr}\n",
      "dvc.lock":
        "schema: '2.0'\nstages:\n  a:\n    cmd: x 0.1 0\n    params:\n      p.yaml:\n        train.lr: 0.1\n        train.l2: 0\n",
    };
    expect(check(files, "rate")).toEqual({
      "p.yaml": "train: {rate: 0.1, l2: 0} # lr\nother: 1\n",
      "dvc.yaml": pipeline
        .replace("${train.lr}", "${ train.rate }")
        .replace("[train.lr,", "[train.rate,"),
      "sub/dvc.yaml": "vars: [../p.yaml]\nstages:\n  b:\n    cmd: y ${train[rate]}\n",
      "dvc.lock": files["dvc.lock"].replace("train.lr", "train.rate"),
    });
  });

  it("of a mapping of parameters edits the part of files that names it", () => {
    const files = { "p.yaml": "tr|ain: {lr: 0.1, l2: 0}\nother: 1\n", "dvc.yaml": pipeline };
    expect(check(files, "fit")).toEqual({
      "p.yaml": "fit: {lr: 0.1, l2: 0}\nother: 1\n",
      "dvc.yaml": pipeline.replaceAll("train", "fit"),
    });
  });

  it("of a value in vars", () => {
    const text = "vars:\n  - dir|s: {raw: d}\nstages:\n  a:\n    cmd: x ${dirs.raw}\n";
    expect(check({ "dvc.yaml": text }, "folders")).toEqual({
      "dvc.yaml": text.replace("|", "").replaceAll("dirs", "folders"),
    });
  });

  it("of a stage edits what its lock records", () => {
    const text =
      "stages:\n  tr|ain:\n    foreach: [a]\n    do:\n      cmd: x\n  train2:\n    cmd: y\n";
    const lock = "schema: '2.0'\nstages:\n  train@a:\n    cmd: x\n  train2:\n    cmd: y\n";
    expect(check({ "dvc.yaml": text, "dvc.lock": lock }, "fit")).toEqual({
      "dvc.yaml": text.replace("|", "").replace("train:", "fit:"),
      "dvc.lock": lock.replace("train@a", "fit@a"),
    });
  });

  it("of an output edits who needs it and what lies below it, each from its folder", () => {
    const files = {
      "dvc.yaml":
        "stages:\n  a:\n    cmd: x --out=out/m -v out/m2\n    outs: [out/|m]\n  b:\n    wdir: out\n    cmd: y ./m\n    deps: ['./m', m/w.bin]\n",
    };
    expect(check(files, "models/m")).toEqual({
      "dvc.yaml":
        "stages:\n  a:\n    cmd: x --out=models/m -v out/m2\n    outs: [models/m]\n  b:\n    wdir: out\n    cmd: y ../models/m\n    deps: ['../models/m', ../models/m/w.bin]\n",
    });
  });

  it("of a parameter of an MLproject", () => {
    const text =
      "entry_points:\n  main:\n    parameters:\n      lr: float\n    command: t {l|r} {{lr}} {lr2}\n";
    expect(check({ MLproject: text }, "rate")).toEqual({
      MLproject: text.replace("|", "").replace(" lr:", " rate:").replace("t {lr}", "t {rate}"),
    });
  });

  it.each<[string, Files, string, RegExp]>([
    ["a dot in a key", { "params.yaml": "a|b: 1\nc: 2\n" }, "a.b", /cannot hold `\.`/],
    ["a key that is no text", { "params.yaml": "a|b: 1\n" }, "yes", /no text in YAML/],
    ["an empty key", { "params.yaml": "a|b: 1\n" }, "", /needs a name/],
    ["a key that is there", { "params.yaml": "a|b: 1\nc: 2\n" }, "c", /`c` is there already/],
    [
      "a key that another file sets",
      { "params.yaml": "a|b: 1\n", "dvc.yaml": "vars: [{c: 1}]\nstages: {s: {cmd: 'x ${ab}'}}" },
      "c",
      /`c` is there already, in `dvc.yaml`/,
    ],
    ["a name of loops", { "params.yaml": "a|b: 1\n" }, "item", /Loops/],
    ["a key that no pipeline reads", { "compose.yaml": "a|b: 1\n" }, "c", /No pipeline reads `ab`/],
    ["a value", { "params.yaml": "ab: o|ne\n" }, "two", /rename the key/],
    ["a key of Python", { "params.py": "l|r = 1\n" }, "rate", /is code/],
    [
      "a key that aliases share",
      { "params.yaml": "a: &x {l|r: 1}\nb: *x\n" },
      "rate",
      /list or an alias/,
    ],
    [
      "a key that loops read with others",
      {
        "params.yaml": "m:\n  a: {l|r: 1}\n  b: {lr: 2}\n",
        "dvc.yaml": "stages: {s: {foreach: '${m}', do: {cmd: 'x ${item.lr}'}}}",
      },
      "rate",
      /renamed together/,
    ],
    [
      "what no file sets",
      { "dvc.yaml": "stages: {s: {cmd: 'x ${no|pe}'}}" },
      "yes",
      /Nothing declares `nope`/,
    ],
    ["a key of DVC", { "dvc.yaml": "stages: {s: {c|md: x}}" }, "y", /key of DVC/],
    ["a stage's name with @", { "dvc.yaml": "stages: {s|t: {cmd: x}}" }, "a@b", /cannot hold `@`/],
    [
      "a stage's name that is taken",
      { "dvc.yaml": "stages: {s|t: {cmd: x}, b: {cmd: y}}" },
      "b",
      /has a stage `b` already/,
    ],
    [
      "a path that no stage makes",
      { "dvc.yaml": "stages: {s: {cmd: x, deps: [da|ta]}}" },
      "d",
      /No stage makes `data`/,
    ],
    [
      "a path that leaves the project",
      { "dvc.yaml": "stages: {s: {cmd: x, outs: [da|ta]}}" },
      "../x",
      /within the project/,
    ],
    [
      "a path that is taken",
      { "dvc.yaml": "stages: {s: {cmd: x, outs: [da|ta]}, b: {cmd: y, outs: [o]}}" },
      "o/x",
      /`o` is an output already/,
    ],
    [
      "a path that is made of values",
      { "params.yaml": "a: 1", "dvc.yaml": "stages: {s: {cmd: x, outs: ['da|ta${a}']}}" },
      "o",
      /made of values/,
    ],
    [
      "data with a .dvc file",
      { "d.dvc": "outs: [{path: d}]", "dvc.yaml": "stages: {s: {cmd: x, deps: [d|]}}" },
      "o",
      /dvc move/,
    ],
    ["blank space", { "dvc.yaml": "stages:\n  s:\n    cmd: x\n\n|" }, "o", /Nothing here/],
  ])("refuses %s", (_name, files, newName, reason) => {
    expect(check(files, newName)).toMatch(reason);
  });

  it("is prepared with the word that it replaces", () => {
    const { project, place } = openCursor({
      "params.yaml": "train: {lr: 1}",
      "dvc.yaml": "stages: {s: {cmd: 'x ${train.l|r}'}}",
    });
    const prepared = prepareRename(project, place);
    expect(prepared).toMatchObject({ ok: true, placeholder: "lr" });
    expect(prepared.ok && textOf(project, place.path, prepared.range)).toBe("lr");
  });
});

describe("references", () => {
  const references = (files: Files, includesDeclaration = true): readonly string[] => {
    const { project, place } = openCursor(files);
    return findReferences(project, place, includesDeclaration).map(
      ({ path, range }) => `${path}:${renderRange(range)}`,
    );
  };

  it("of a parameter are in all files that load it", () => {
    const files = { "p.yaml": "train: {l|r: 0.1}\nother: 1\n", "dvc.yaml": pipeline };
    expect(references(files)).toEqual(["dvc.yaml:4:20-22", "dvc.yaml:6:24-26", "p.yaml:1:9-11"]);
    expect(references(files, false)).not.toContain("p.yaml:1:9-11");
  });

  it("of an output are who makes it, who needs it, and their commands", () => {
    const text =
      "stages:\n  a:\n    cmd: x m.pkl\n    outs: [m.pkl]\n  b:\n    cmd: y\n    deps: [m.p|kl]\nmetrics: [m.pkl]\n";
    expect(references({ "dvc.yaml": text })).toEqual([
      "dvc.yaml:3:12-17",
      "dvc.yaml:4:12-17",
      "dvc.yaml:7:12-17",
      "dvc.yaml:8:11-16",
    ]);
  });
});
