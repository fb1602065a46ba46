import { describe, expect, it } from "vitest";
import { firstFix } from "../../../../support/lint/firstFix.ts";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";

type Files = string | Record<string, string>;

const rules = ["DVC301"];
/** What is in the folder of most cases. */
const scripts = { "train.py": "", "src/pkg/mod.py": "", "src/run.py": "" };
const open = (files: Files) => (typeof files === "string" ? { "dvc.yaml": files } : files);
const check = (files: Files) => renderFindings(open(files), { rules });

describe("DVC301 script-not-in-deps", () => {
  it.each<[string, Files]>([
    [
      "a dependency",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python train.py\n    deps: [train.py]\n" },
    ],
    [
      "one with ./",
      {
        ...scripts,
        "dvc.yaml": "stages:\n  a:\n    cmd: python ./train.py\n    deps: [./train.py]\n",
      },
    ],
    [
      "a folder above",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python src/run.py\n    deps: [src]\n" },
    ],
    [
      "a module's folder",
      {
        ...scripts,
        "dvc.yaml": "stages:\n  a:\n    cmd: python -m pkg.mod\n    wdir: src\n    deps: [pkg/]\n",
      },
    ],
    ["entry points", { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: train --fast\n" }],
    [
      "code in the command",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python -c 'import train'\n" },
    ],
    [
      "a script that is not there",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python other.py\n" },
    ],
    [
      "a frozen stage",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python train.py\n    frozen: true\n" },
    ],
    [
      "a stage that always runs",
      {
        ...scripts,
        "dvc.yaml": "stages:\n  a:\n    cmd: python train.py\n    always_changed: true\n",
      },
    ],
    [
      "dependencies that are not known",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python train.py\n    deps: ['${x}']\n" },
    ],
    [
      "a script that is the stage's output",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python train.py\n    outs: [train.py]\n" },
    ],
    [
      "a file of parameters",
      {
        ...scripts,
        "dvc.yaml": "stages:\n  a:\n    cmd: python train.py\n    params: [{train.py: [lr]}]\n",
      },
    ],
    [
      "another folder",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: cd $HOME && python train.py\n" },
    ],
    [
      "wdir ..",
      {
        "train.py": "",
        "sub/dvc.yaml":
          "stages:\n  a:\n    cmd: python train.py\n    wdir: ..\n    deps: [train.py]\n",
      },
    ],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each<[string, Files, string[]]>([
    [
      "a script",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python train.py\n" },
      [
        "dvc.yaml:3:17 DVC301 warning stage `a` runs `train.py`, which is not in its `deps`: DVC does not see when it changes",
      ],
    ],
    [
      "a script by path",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python -u ./src/run.py --lr 1 > log\n" },
      [
        "dvc.yaml:3:20 DVC301 warning stage `a` runs `./src/run.py`, which is not in its `deps`: DVC does not see when it changes",
      ],
    ],
    [
      "behind cd",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: cd src && python run.py\n" },
      [
        "dvc.yaml:3:27 DVC301 warning stage `a` runs `run.py`, which is not in its `deps`: DVC does not see when it changes",
      ],
    ],
    [
      "a module",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python -m pkg.mod\n    wdir: src\n" },
      [
        "dvc.yaml:3:20 DVC301 warning stage `a` runs module `pkg.mod` (`src/pkg/mod.py`), which is not in its `deps`: DVC does not see when it changes",
      ],
    ],
    [
      "a module below src",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python -m pkg.mod\n" },
      [
        "dvc.yaml:3:20 DVC301 warning stage `a` runs module `pkg.mod` (`src/pkg/mod.py`), which is not in its `deps`: DVC does not see when it changes",
      ],
    ],
    [
      "all lines",
      {
        ...scripts,
        "dvc.yaml": "stages:\n  a:\n    cmd: |\n      python train.py\n      python src/run.py\n",
      },
      [
        "dvc.yaml:4:14 DVC301 warning stage `a` runs `train.py`, which is not in its `deps`: DVC does not see when it changes",
        "dvc.yaml:5:14 DVC301 warning stage `a` runs `src/run.py`, which is not in its `deps`: DVC does not see when it changes",
      ],
    ],
    [
      "each template once",
      {
        ...scripts,
        "dvc.yaml":
          "stages:\n  a:\n    foreach: [1, 2]\n    do:\n      cmd: python train.py ${item}\n",
      },
      [
        "dvc.yaml:5:19 DVC301 warning stage `a` runs `train.py`, which is not in its `deps`: DVC does not see when it changes",
      ],
    ],
    [
      "a template's script",
      {
        ...scripts,
        "dvc.yaml":
          "stages:\n  a:\n    foreach: [train, nothing]\n    do:\n      cmd: python ${item}.py\n",
      },
      [
        "dvc.yaml:5:12 DVC301 warning stage `a` runs `train.py`, which is not in its `deps`: DVC does not see when it changes",
      ],
    ],
    [
      "another script's name as prefix",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python src/run.py\n    deps: [sr]\n" },
      [
        "dvc.yaml:3:17 DVC301 warning stage `a` runs `src/run.py`, which is not in its `deps`: DVC does not see when it changes",
      ],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });

  it.each<[string, Files, string | undefined, string?]>([
    [
      "a new section",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python train.py\n" },
      "safe: Add `train.py` to `deps`",
      "stages:\n  a:\n    cmd: python train.py\n    deps:\n      - train.py\n",
    ],
    [
      "an entry",
      {
        ...scripts,
        "dvc.yaml":
          "stages:\n  a:\n    cmd: python train.py # why\n    deps:\n      - data # what\n    outs: [x]\n",
      },
      "safe: Add `train.py` to `deps`",
      "stages:\n  a:\n    cmd: python train.py # why\n    deps:\n      - data # what\n      - train.py\n    outs: [x]\n",
    ],
    [
      "an entry of a flow list",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python train.py\n    deps: [data]\n" },
      "safe: Add `train.py` to `deps`",
      "stages:\n  a:\n    cmd: python train.py\n    deps: [data, train.py]\n",
    ],
    [
      "behind a string of lines",
      {
        ...scripts,
        "dvc.yaml": "stages:\n  a:\n    cmd: |\n      python train.py\n\n    desc: y\n",
      },
      "safe: Add `train.py` to `deps`",
      "stages:\n  a:\n    cmd: |\n      python train.py\n    deps:\n      - train.py\n\n    desc: y\n",
    ],
    [
      "a path from wdir",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python ../train.py\n    wdir: src\n" },
      "safe: Add `../train.py` to `deps`",
      "stages:\n  a:\n    cmd: python ../train.py\n    deps:\n      - ../train.py\n    wdir: src\n",
    ],
    [
      "none in a flow mapping",
      { ...scripts, "dvc.yaml": "stages: {a: {cmd: python train.py}}" },
      undefined,
    ],
  ])("mends: %s", (_name, files, title, text) => {
    const fix = firstFix("dvc.yaml", open(files), { rules });
    expect([fix?.title, fix?.text]).toEqual([title, text]);
  });
});
