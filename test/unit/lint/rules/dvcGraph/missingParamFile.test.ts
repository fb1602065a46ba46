import { testRule } from "../../../../support/lint/ruleCases.ts";

testRule("DVC210 missing-param-file", {
  accepts: [
    {
      name: "files that are there",
      files: {
        "params.yaml": "train:\n  epochs: 10\n  layers: [1, {size: 2}]\n  1: a\n  none:\n",
        "p.yaml": "",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    params:\n      - train\n      - p.yaml:\n",
      },
    },
    {
      name: "a file that a stage makes",
      files: {
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    params:\n      - p.yaml:\n  b:\n    cmd: run\n    outs:\n      - p.yaml\n",
      },
    },
    {
      name: "a file that git knows",
      files: { "dvc.yaml": "stages:\n  a:\n    cmd: run\n    params:\n      - p.yaml:\n" },
      tracked: ["p.yaml"],
    },
    {
      name: "a frozen stage",
      files: {
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    params:\n      - p.yaml:\n    frozen: true\n",
      },
    },
    {
      name: "what is not known",
      files: {
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    params:\n      - ${nope}.yaml:\n      - /etc/p.yaml:\n",
      },
    },
  ],
  tells: [
    {
      name: "a mistyped file",
      files: {
        "conf.yaml": "",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    params:\n      - cnf.yaml:\n",
      },
      expected: [
        "dvc.yaml:5:9 DVC210 error there is no `cnf.yaml` in `params` of stage `a`; did you mean `conf.yaml`",
      ],
    },
    {
      name: "keys of one file once",
      files: {
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    params:\n      - x\n      - y\n      - z\n",
      },
      expected: [
        "dvc.yaml:5:9 DVC210 error there is no `params.yaml` for `x` and 2 more in `params` of stage `a`",
      ],
    },
    {
      name: "a folder",
      files: { "d/x": "", "dvc.yaml": "stages:\n  a:\n    cmd: run\n    params:\n      - d:\n" },
      expected: ["dvc.yaml:5:9 DVC210 error `d` is a folder; `params` of stage `a` needs a file"],
    },
    {
      name: "the trap of `wdir`",
      files: {
        "params.yaml": "train:\n  epochs: 10\n  layers: [1, {size: 2}]\n  1: a\n  none:\n",
        "src/x": "",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    wdir: src\n    params:\n      - train\n",
      },
      expected: [
        "dvc.yaml:6:9 DVC210 error there is no `src/params.yaml` for `train` in `params` of stage `a`; keys without a file are read in the stage's `wdir`, write `../params.yaml: [train]`",
      ],
    },
    {
      name: "a file that git ignores, as a warning",
      files: {
        ".gitignore": "p.yaml\n",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    params:\n      - p.yaml:\n",
      },
      expected: ["dvc.yaml:5:9 DVC210 warning there is no `p.yaml` in `params` of stage `a`"],
    },
  ],
  mends: [
    {
      name: "the trap of `wdir`",
      files: {
        "params.yaml": "train:\n  epochs: 10\n  layers: [1, {size: 2}]\n  1: a\n  none:\n",
        "src/x": "",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    wdir: src\n    params:\n      - train\n",
      },
      expected:
        "stages:\n  a:\n    cmd: run\n    wdir: src\n    params:\n      - ../params.yaml: [train]\n",
    },
    {
      name: "a mistyped file",
      files: {
        "conf.yaml": "",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    params:\n      - cnf.yaml:\n",
      },
      expected: "stages:\n  a:\n    cmd: run\n    params:\n      - conf.yaml:\n",
    },
  ],
});
