import { testRule } from "../../../../support/lint/ruleCases.ts";

testRule("DVC209 missing-param", {
  accepts: [
    {
      name: "keys at all levels, in lists, and without a value",
      files: {
        "params.yaml": "train:\n  epochs: 10\n  layers: [1, {size: 2}]\n  1: a\n  none:\n",
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    params:\n      - train\n      - train.epochs\n      - train.layers.0\n      - train.layers.1.size\n      - train.layers.-1\n      - train.1\n      - train.none\n",
      },
    },
    {
      name: "wildcards",
      files: {
        "params.yaml": "train:\n  epochs: 10\n  layers: [1, {size: 2}]\n  1: a\n  none:\n",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    params:\n      - tr*.nope\n",
      },
    },
    {
      name: "a whole file, which makes its keys count for nothing",
      files: {
        "params.yaml": "train:\n  epochs: 10\n  layers: [1, {size: 2}]\n  1: a\n  none:\n",
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    params:\n      - nope\n      - params.yaml:\n",
      },
    },
    {
      name: "other formats",
      files: {
        "p.json": '{"a": {"b": 1}}',
        "p.toml": "[x]\ny = 1\n",
        "p.py": "A = 1\nclass C:\n    b = 2\n",
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    params:\n      - p.json: [a.b]\n      - p.toml: [x.y]\n      - p.py: [A, C.b]\n",
      },
    },
    {
      name: "a file that a stage makes",
      files: {
        "params.yaml": "train:\n  epochs: 10\n  layers: [1, {size: 2}]\n  1: a\n  none:\n",
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    params:\n      - nope\n  b:\n    cmd: run\n    outs:\n      - params.yaml\n",
      },
    },
    {
      name: "a file with broken syntax",
      files: {
        "params.yaml": "a: [\n",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    params:\n      - nope\n",
      },
    },
    {
      name: "a frozen stage",
      files: {
        "params.yaml": "train:\n  epochs: 10\n  layers: [1, {size: 2}]\n  1: a\n  none:\n",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    params:\n      - nope\n    frozen: true\n",
      },
    },
    {
      name: "a missing file, which is another rule's",
      files: { "dvc.yaml": "stages:\n  a:\n    cmd: run\n    params:\n      - nope\n" },
    },
  ],
  tells: [
    {
      name: "a mistyped key",
      files: {
        "params.yaml": "train:\n  epochs: 10\n  layers: [1, {size: 2}]\n  1: a\n  none:\n",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    params:\n      - train.epoch\n",
      },
      expected: [
        "dvc.yaml:5:9 DVC209 error parameter `train.epoch` of stage `a` is not in `params.yaml`; did you mean `train.epochs`",
      ],
    },
    {
      name: "a key at another level",
      files: {
        "params.yaml": "train:\n  epochs: 10\n  layers: [1, {size: 2}]\n  1: a\n  none:\n",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    params:\n      - epochs\n",
      },
      expected: [
        "dvc.yaml:5:9 DVC209 error parameter `epochs` of stage `a` is not in `params.yaml`; did you mean `train.epochs`",
      ],
    },
    {
      name: "a place behind a list, and a step into a value",
      files: {
        "params.yaml": "train:\n  epochs: 10\n  layers: [1, {size: 2}]\n  1: a\n  none:\n",
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    params:\n      - train.layers.7\n      - train.epochs.x\n",
      },
      expected: [
        "dvc.yaml:5:9 DVC209 error parameter `train.layers.7` of stage `a` is not in `params.yaml`; did you mean `train.layers`",
        "dvc.yaml:6:9 DVC209 error parameter `train.epochs.x` of stage `a` is not in `params.yaml`; did you mean `train.epochs`",
      ],
    },
    {
      name: "a key with a dot in it, which DVC splits",
      files: {
        "params.yaml": "a.b: 1\n",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    params:\n      - a.b\n",
      },
      expected: ["dvc.yaml:5:9 DVC209 error parameter `a.b` of stage `a` is not in `params.yaml`"],
    },
    {
      name: "other files",
      files: {
        "p.json": "{}",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    params:\n      - p.json: [x]\n",
      },
      expected: ["dvc.yaml:5:18 DVC209 error parameter `x` of stage `a` is not in `p.json`"],
    },
    {
      name: "a key that is in the file beside `dvc.yaml` and not in that of `wdir`",
      files: {
        "params.yaml": "train:\n  epochs: 10\n  layers: [1, {size: 2}]\n  1: a\n  none:\n",
        "src/params.yaml": "b: 1\n",
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    wdir: src\n    params:\n      - train.epochs\n",
      },
      expected: [
        "dvc.yaml:6:9 DVC209 error parameter `train.epochs` of stage `a` is not in `src/params.yaml`; keys without a file are read in the stage's `wdir`, write `../params.yaml: [train.epochs]`",
      ],
    },
    {
      name: "a loop's key once",
      files: {
        "params.yaml": "train:\n  epochs: 10\n  layers: [1, {size: 2}]\n  1: a\n  none:\n",
        "dvc.yaml":
          "stages:\n  a:\n    foreach: [p, q, r]\n    do:\n      cmd: run\n      params:\n        - ${item}.lr\n",
      },
      expected: [
        "dvc.yaml:7:11 DVC209 error parameter `p.lr` of stage `a@p` is not in `params.yaml` (the same for 2 more stages of this entry)",
      ],
    },
  ],
  mends: [
    {
      name: "a mistyped key",
      files: {
        "params.yaml": "train:\n  epochs: 10\n  layers: [1, {size: 2}]\n  1: a\n  none:\n",
        "dvc.yaml": "stages: {a: {cmd: x, params: [train.epoch]}}",
      },
      expected: "stages: {a: {cmd: x, params: [train.epochs]}}",
    },
    {
      name: "a key in quotes",
      files: {
        "params.yaml": "train:\n  epochs: 10\n  layers: [1, {size: 2}]\n  1: a\n  none:\n",
        "dvc.yaml": "stages: {a: {cmd: x, params: ['train.epoch']}}",
      },
      expected: "stages: {a: {cmd: x, params: ['train.epochs']}}",
    },
  ],
});
