import { describe, expect, it } from "vitest";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";

type Files = string | Record<string, string>;

const rules = ["DVC307"];
const open = (files: Files) => (typeof files === "string" ? { "dvc.yaml": files } : files);
const check = (files: Files) => renderFindings(open(files), { rules });

describe("DVC307 foreach-shared-write", () => {
  it.each<[string, Files]>([
    ["a plain stage", "stages:\n  a:\n    cmd: x > a.txt\n"],
    ["a file for each", "stages: {a: {foreach: [1, 2], do: {cmd: 'x > ${item}.txt'}}}"],
    ["an output", "stages: {a: {foreach: [1, 2], do: {cmd: 'x > a.txt', outs: [a.txt]}}}"],
    [
      "what is appended",
      "stages: {a: {foreach: [1, 2], do: {cmd: 'x ${item} >> a.txt | tee -a b.txt'}}}",
    ],
    ["a device", "stages: {a: {foreach: [1, 2], do: {cmd: 'x ${item} > /dev/null 2>&1'}}}"],
    ["a single item", "stages: {a: {foreach: [1], do: {cmd: 'x > a.txt'}}}"],
    [
      "folders of their own",
      "stages: {a: {foreach: [x, y], do: {cmd: 'x > a.txt', wdir: '${item}'}}}",
    ],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each<[string, Files, string[]]>([
    [
      "a redirect",
      "stages:\n  a:\n    foreach: [1, 2, 3]\n    do:\n      cmd: x ${item} > out/a.txt\n",
      [
        "dvc.yaml:5:24 DVC307 warning all stages of `a` write `out/a.txt`, and it is no output: each overwrites what the others wrote",
      ],
    ],
    [
      "tee",
      "stages: {a: {matrix: {k: [1, 2]}, cmd: 'x ${item.k} | tee a.txt'}}",
      [
        "dvc.yaml:1:59 DVC307 warning all stages of `a` write `a.txt`, and it is no output: each overwrites what the others wrote",
      ],
    ],
    [
      "a notebook",
      "stages: {a: {foreach: [1, 2], do: {cmd: 'papermill in.ipynb out.ipynb -p x ${item}'}}}",
      [
        "dvc.yaml:1:61 DVC307 warning all stages of `a` write `out.ipynb`, and it is no output: each overwrites what the others wrote",
      ],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });
});
