import { describe, expect, it } from "vitest";
import { firstFix } from "../../../../support/lint/firstFix.ts";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";

type Files = string | Record<string, string>;

const rules = ["DVC302"];
/** What is in the folder of most cases. */
const scripts = { "train.py": "", "src/pkg/mod.py": "", "src/run.py": "" };
const open = (files: Files) => (typeof files === "string" ? { "dvc.yaml": files } : files);
const check = (files: Files) => renderFindings(open(files), { rules });

describe("DVC302 script-missing", () => {
  it.each<[string, Files]>([
    [
      "a script that is there",
      {
        ...scripts,
        "x.sh": "",
        "dvc.yaml": "stages:\n  a:\n    cmd: python train.py && bash src/../x.sh\n",
      },
    ],
    [
      "one that a stage makes",
      {
        ...scripts,
        "dvc.yaml":
          "stages:\n  make:\n    cmd: x\n    outs: [gen]\n  a:\n    cmd: python gen/run.py\n",
      },
    ],
    [
      "one that the stage makes itself",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python gen.py\n    outs: [gen.py]\n" },
    ],
    [
      "a template that is not known",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python ${x}.py\n" },
    ],
    ["a variable", { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python $X/a.py\n" }],
    [
      "a path out of the project",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python ../a.py\n" },
    ],
    ["an absolute path", { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python /opt/a.py\n" }],
    [
      "entry points",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: scrape-properties --all\n" },
    ],
    [
      "a module that is installed",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python -m pytest tests\n" },
    ],
    [
      "a module of an installed package",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python -m torch.utils.bottleneck x\n" },
    ],
    ["an environment", { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: . venv/bin/activate\n" }],
    [
      "a submodule that is not fetched",
      {
        ...scripts,
        "lib/yolo": "",
        "dvc.yaml": "stages:\n  a:\n    cmd: python lib/yolo/train.py\n",
      },
    ],
    [
      "a folder that is a program",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python src\n" },
    ],
    [
      "text of other languages",
      { ...scripts, "東京 都.py": "", "dvc.yaml": 'stages:\n  a:\n    cmd: python "東京 都.py"\n' },
    ],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each<[string, Files, string[]]>([
    [
      "a script",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python nothing_here.py\n" },
      ["dvc.yaml:3:17 DVC302 error stage `a` runs `nothing_here.py`, which does not exist"],
    ],
    [
      "one that is named almost so",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python trian.py --x\n" },
      [
        "dvc.yaml:3:17 DVC302 error stage `a` runs `trian.py`, which does not exist; did you mean `train.py`",
      ],
    ],
    [
      "one in another folder",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python run.py\n" },
      [
        "dvc.yaml:3:17 DVC302 error stage `a` runs `run.py`, which does not exist; did you mean `src/run.py`",
      ],
    ],
    [
      "one that is there from the root",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python train.py\n    wdir: src\n" },
      [
        "dvc.yaml:3:17 DVC302 error stage `a` runs `train.py`, which does not exist in `src/`, where it runs; did you mean `../train.py`",
      ],
    ],
    [
      "a program of its own, as a warning",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: ./run.sh\n" },
      ["dvc.yaml:3:10 DVC302 warning stage `a` runs `./run.sh`, which does not exist"],
    ],
    [
      "one that may be made before, as a warning",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: wget -q http://a/b.sh && bash b.sh\n" },
      ["dvc.yaml:3:27 DVC302 warning stage `a` runs `b.sh`, which does not exist"],
    ],
    [
      "one that a line before may make, as a warning",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd:\n    - cp x y.py\n    - python y.py\n" },
      ["dvc.yaml:5:14 DVC302 warning stage `a` runs `y.py`, which does not exist"],
    ],
    [
      "one that git leaves out, as a warning",
      {
        ...scripts,
        ".gitignore": "gen/\n",
        "gen/x": "",
        "dvc.yaml": "stages:\n  a:\n    cmd: python gen/a.py\n",
      },
      ["dvc.yaml:3:17 DVC302 warning stage `a` runs `gen/a.py`, which does not exist"],
    ],
    [
      "one of a frozen stage, as a warning",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python nothing.py\n    frozen: true\n" },
      ["dvc.yaml:3:17 DVC302 warning stage `a` runs `nothing.py`, which does not exist"],
    ],
    [
      "a module of the project, as a warning",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python -m pkg.modd\n    wdir: src\n" },
      [
        "dvc.yaml:3:20 DVC302 warning there is no module `pkg.modd` in the project, though there is `src/pkg/`",
      ],
    ],
    [
      "a path of Windows, as a warning",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python src\\run.py\n" },
      [
        "dvc.yaml:3:17 DVC302 warning `src\\run.py` is found on Windows only: other shells drop the `\\`; write `src/run.py`",
      ],
    ],
    [
      "a notebook",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: papermill a.ipynb b.ipynb\n" },
      ["dvc.yaml:3:20 DVC302 error stage `a` runs `a.ipynb`, which does not exist"],
    ],
    [
      "each once",
      {
        ...scripts,
        "dvc.yaml":
          "stages:\n  a:\n    foreach: [1, 2]\n    do:\n      cmd: python no.py ${item}\n",
      },
      ["dvc.yaml:5:19 DVC302 error stage `a` runs `no.py`, which does not exist"],
    ],
    [
      "in the folder that cd goes to",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: cd src && python train.py\n" },
      [
        "dvc.yaml:3:27 DVC302 error stage `a` runs `train.py`, which does not exist in `src/`, where it runs; did you mean `../train.py`",
      ],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });

  it.each<[string, Files, string | undefined, string?]>([
    [
      "the name",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python trian.py --x\n" },
      "suggestion: Change to `train.py`",
      "stages:\n  a:\n    cmd: python train.py --x\n",
    ],
    [
      "the path",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python run.py\n" },
      "suggestion: Change to `src/run.py`",
      "stages:\n  a:\n    cmd: python src/run.py\n",
    ],
    [
      "slashes",
      { ...scripts, "dvc.yaml": "stages:\n  a:\n    cmd: python src\\run.py\n" },
      "suggestion: Change to `src/run.py`",
      "stages:\n  a:\n    cmd: python src/run.py\n",
    ],
  ])("mends: %s", (_name, files, title, text) => {
    const fix = firstFix("dvc.yaml", open(files), { rules });
    expect([fix?.title, fix?.text]).toEqual([title, text]);
  });
});
