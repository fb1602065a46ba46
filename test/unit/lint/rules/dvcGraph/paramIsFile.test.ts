import { testRule } from "../../../../support/lint/ruleCases.ts";

testRule("DVC211 param-is-file", {
  accepts: [
    {
      name: "files with a colon",
      files: {
        "c/p.yaml": "",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    params:\n      - c/p.yaml:\n",
      },
    },
    {
      name: "keys",
      files: {
        "params.yaml": "train:\n  epochs: 10\n  layers: [1, {size: 2}]\n  1: a\n  none:\n",
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    params:\n      - train.epochs\n      - model.py\n",
      },
    },
    {
      name: "a key that looks like a path and is there",
      files: {
        "params.yaml": "a/b: 1\n",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    params:\n      - a/b\n",
      },
    },
  ],
  tells: [
    {
      name: "a path",
      files: {
        "params.yaml": "train:\n  epochs: 10\n  layers: [1, {size: 2}]\n  1: a\n  none:\n",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    params:\n      - c/p.yaml\n",
      },
      expected: [
        "dvc.yaml:5:9 DVC211 error `c/p.yaml` in `params` of stage `a` is taken for a key of `params.yaml`; write `c/p.yaml:` for the file",
      ],
    },
    {
      name: "the name of a file",
      files: {
        "p.toml": "",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    params:\n      - p.toml\n",
      },
      expected: [
        "dvc.yaml:5:9 DVC211 error `p.toml` in `params` of stage `a` is taken for a key of `params.yaml`; write `p.toml:` for the file",
      ],
    },
  ],
  mends: [
    {
      name: "an entry",
      files: {
        "p.toml": "",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    params:\n      - p.toml\n",
      },
      expected: "stages:\n  a:\n    cmd: run\n    params:\n      - p.toml:\n",
    },
    {
      name: "an entry of a flow list",
      files: { "p.toml": "", "dvc.yaml": "stages: {a: {cmd: x, params: [p.toml]}}" },
      expected: "stages: {a: {cmd: x, params: [p.toml: null]}}",
    },
  ],
});
