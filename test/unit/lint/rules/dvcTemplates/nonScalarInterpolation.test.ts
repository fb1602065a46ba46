import { describe, expect, it } from "vitest";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";

const check = (files: Readonly<Record<string, string>>) =>
  renderFindings(files, { rules: ["DVC106"] });

describe("DVC106 non-scalar-interpolation", () => {
  it.each([
    [
      "mappings in commands",
      {
        "dvc.yaml": "stages:\n  s:\n    cmd: x ${m}\n",
        "params.yaml": "n: 3\nb: true\ne: ''\nm: {p: 1}\nl: [1]\nd: {x: [[1]]}\nq: '3'\nz:\n",
      },
    ],
    [
      "files of parameters that are 0, the default",
      {
        "dvc.yaml": "stages: {s: {cmd: x, params: [{'${a}': [b]}]}}",
        "params.yaml": "a: 0\nb: 1\n",
      },
    ],
    [
      "lists that are looped over",
      {
        "dvc.yaml": "stages: {s: {foreach: '${l}', do: {cmd: 'x ${item}'}}}",
        "params.yaml": "n: 3\nb: true\ne: ''\nm: {p: 1}\nl: [1]\nd: {x: [[1]]}\nq: '3'\nz:\n",
      },
    ],
    [
      "numbers in texts",
      {
        "dvc.yaml":
          "stages:\n  s:\n    cmd: x ${n}\n    deps: ['f${n}', '${q}']\n    desc: ${n}\n    params: [{p.yaml: ['${n}']}]\n",
        "params.yaml": "n: 3\nb: true\ne: ''\nm: {p: 1}\nl: [1]\nd: {x: [[1]]}\nq: '3'\nz:\n",
      },
    ],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each([
    [
      "lists in commands",
      {
        "dvc.yaml": "stages:\n  s:\n    cmd: x ${l}\n",
        "params.yaml": "n: 3\nb: true\ne: ''\nm: {p: 1}\nl: [1]\nd: {x: [[1]]}\nq: '3'\nz:\n",
      },
      [
        "dvc.yaml:3:12 DVC106 error `l` is a list, which cannot stand in a command: take one of its items, as `[0]`",
      ],
    ],
    [
      "mappings elsewhere",
      {
        "dvc.yaml": "stages:\n  s:\n    cmd: x\n    deps: ['a${m}']\n    meta: {a: '${m}'}\n",
        "params.yaml": "n: 3\nb: true\ne: ''\nm: {p: 1}\nl: [1]\nd: {x: [[1]]}\nq: '3'\nz:\n",
      },
      [
        "dvc.yaml:4:14 DVC106 error `m` is a mapping, which cannot stand in `deps`: only `cmd` takes mappings",
        "dvc.yaml:5:16 DVC106 error `m` is a mapping, which cannot stand in `meta`: only `cmd` takes mappings",
      ],
    ],
    [
      "lists in lists of mappings",
      {
        "dvc.yaml": "stages:\n  s:\n    cmd: x ${d}\n",
        "params.yaml": "n: 3\nb: true\ne: ''\nm: {p: 1}\nl: [1]\nd: {x: [[1]]}\nq: '3'\nz:\n",
      },
      [
        "dvc.yaml:3:12 DVC106 error `x` of `d` is a list with lists or mappings in it, which cannot stand in a command",
      ],
    ],
    [
      "mappings that are all of a command",
      {
        "dvc.yaml": "stages:\n  s:\n    cmd: ${m}\n",
        "params.yaml": "n: 3\nb: true\ne: ''\nm: {p: 1}\nl: [1]\nd: {x: [[1]]}\nq: '3'\nz:\n",
      },
      [
        "dvc.yaml:3:10 DVC106 warning `m` is a mapping and stands alone in `cmd`, where it becomes options without a program",
      ],
    ],
    [
      "paths that are no texts",
      {
        "dvc.yaml":
          "stages:\n  s:\n    cmd: x\n    wdir: ${n}\n    deps: ['${b}', '${e}', '${z}']\n    outs: [{'${n}': {cache: false}}]\n    params: ['${n}']\n",
        "params.yaml": "n: 3\nb: true\ne: ''\nm: {p: 1}\nl: [1]\nd: {x: [[1]]}\nq: '3'\nz:\n",
      },
      [
        "dvc.yaml:4:11 DVC106 error `n` is a number, and a folder has to be a string: quote the value",
        "dvc.yaml:5:13 DVC106 error `b` is a boolean, and a path has to be a string: quote the value",
        "dvc.yaml:5:21 DVC106 error `e` is empty, and a dependency needs a path",
        "dvc.yaml:5:29 DVC106 error `z` is null, and a path has to be a string: quote the value",
        "dvc.yaml:6:14 DVC106 error `n` is a number, and a path has to be a string: quote the value",
        "dvc.yaml:7:15 DVC106 error `n` is a number, and the name of a parameter has to be a string: quote the value",
      ],
    ],
    [
      "commands that are no texts",
      {
        "dvc.yaml": "stages:\n  s:\n    cmd: ${n}\n",
        "params.yaml": "n: 3\nb: true\ne: ''\nm: {p: 1}\nl: [1]\nd: {x: [[1]]}\nq: '3'\nz:\n",
      },
      ["dvc.yaml:3:10 DVC106 warning `n` is a number, which is no command"],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });
});
