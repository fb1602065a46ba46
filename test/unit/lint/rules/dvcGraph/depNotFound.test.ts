import { testRule } from "../../../../support/lint/ruleCases.ts";

testRule("DVC212 dep-not-found", {
  accepts: [
    {
      name: "files and folders that are there",
      files: {
        "src/a.py": "",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    deps:\n      - src\n      - ./src/a.py\n",
      },
    },
    {
      name: "what stages and `.dvc` files make",
      files: {
        "data.csv.dvc": "outs:\n- path: data.csv\n  md5: 0\n",
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    deps:\n      - data.csv\n      - out/part\n      - out\n  b:\n    cmd: run\n    outs:\n      - out\n",
      },
    },
    {
      name: "what git knows",
      files: { "dvc.yaml": "stages:\n  a:\n    cmd: run\n    deps:\n      - a.py\n      - d\n" },
      tracked: ["a.py", "d/x"],
    },
    {
      name: "what `dvc.lock` recorded",
      files: {
        "dvc.lock":
          "schema: '2.0'\nstages:\n  a:\n    cmd: run\n    deps:\n    - path: raw.csv\n      md5: 0\n",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    deps:\n      - raw.csv\n",
      },
    },
    {
      name: "URLs, paths outside and those that are not known",
      files: {
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    deps:\n      - s3://b/x\n      - /x\n      - ../x\n      - ${nope}\n      - ds://d\n",
      },
    },
    {
      name: "a frozen stage",
      files: {
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    deps:\n      - a.py\n    frozen: true\n",
      },
    },
    {
      name: "a `wdir` that is not there, which is another rule's",
      files: {
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    wdir: src\n    deps:\n      - a.py\n",
      },
    },
  ],
  tells: [
    {
      name: "data, as a warning",
      files: { "dvc.yaml": "stages:\n  a:\n    cmd: run\n    deps:\n      - data/raw.csv\n" },
      expected: [
        "dvc.yaml:5:9 DVC212 warning dependency `data/raw.csv` of stage `a` does not exist and no stage makes it",
      ],
    },
    {
      name: "code, and what may have been meant",
      files: {
        "src/train.py": "",
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    deps:\n      - src/tain.py\n      - scr/train.py\n",
      },
      expected: [
        "dvc.yaml:5:9 DVC212 error dependency `src/tain.py` of stage `a` does not exist and no stage makes it; did you mean `src/train.py`",
        "dvc.yaml:6:9 DVC212 error dependency `scr/train.py` of stage `a` does not exist and no stage makes it; did you mean `src/train.py`",
      ],
    },
    {
      name: "a path counted from another folder",
      files: {
        "lib/a.py": "",
        "src/x": "",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    wdir: src\n    deps:\n      - lib/a.py\n",
      },
      expected: [
        "dvc.yaml:6:9 DVC212 error dependency `lib/a.py` of stage `a` does not exist and no stage makes it; did you mean `../lib/a.py`",
      ],
    },
    {
      name: "what git ignores, quietly",
      files: {
        ".gitignore": "/data\n*.py\n",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    deps:\n      - data/raw.csv\n      - a.py\n",
      },
      expected: [
        "dvc.yaml:5:9 DVC212 info dependency `data/raw.csv` of stage `a` does not exist and no stage makes it",
        "dvc.yaml:6:9 DVC212 info dependency `a.py` of stage `a` does not exist and no stage makes it",
      ],
    },
    {
      name: "a folder of which git ignores a part, quietly",
      files: {
        "in/.gitignore": "/raw/big\n",
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    deps:\n      - in/raw\n      - in/ra\n      - raw\n",
      },
      expected: [
        "dvc.yaml:5:9 DVC212 info dependency `in/raw` of stage `a` does not exist and no stage makes it",
        "dvc.yaml:6:9 DVC212 warning dependency `in/ra` of stage `a` does not exist and no stage makes it",
        "dvc.yaml:7:9 DVC212 warning dependency `raw` of stage `a` does not exist and no stage makes it",
      ],
    },
    {
      name: "a loop's path once",
      files: {
        "d/p": "",
        "dvc.yaml":
          "stages:\n  a:\n    foreach: [p, q]\n    do:\n      cmd: run\n      deps:\n        - d/${item}\n",
      },
      expected: [
        "dvc.yaml:7:11 DVC212 warning dependency `d/q` of stage `a@q` does not exist and no stage makes it",
      ],
    },
  ],
  mends: [
    {
      name: "a mistyped path",
      files: {
        "src/train.py": "",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    deps:\n      - src/tain.py\n",
      },
      expected: "stages:\n  a:\n    cmd: run\n    deps:\n      - src/train.py\n",
    },
  ],
});
