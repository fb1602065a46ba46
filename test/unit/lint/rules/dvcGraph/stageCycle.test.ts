import { testRule } from "../../../../support/lint/ruleCases.ts";

testRule("DVC203 cycle", {
  accepts: [
    {
      name: "a chain",
      files: {
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    outs:\n      - x\n  b:\n    cmd: run\n    deps:\n      - x\n    outs:\n      - y\n",
      },
    },
    {
      name: "neighbours in a folder",
      files: {
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    deps:\n      - d/raw\n    outs:\n      - d/clean\n",
      },
    },
    {
      name: "a file of parameters that only templates read",
      files: {
        "dvc.yaml": "stages:\n  a:\n    cmd: run ${x}\n    outs: [params.yaml]\n",
        "params.yaml": "x: 1\n",
      },
    },
    {
      name: "another DVC project",
      files: {
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    deps:\n      - in/y\n    outs:\n      - in/x\n",
        "in/.dvc/config": "",
        "in/dvc.yaml": "stages:\n  b:\n    cmd: run\n    deps:\n      - x\n    outs:\n      - y\n",
      },
    },
  ],
  tells: [
    {
      name: "a stage that needs itself",
      files: {
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    deps:\n      - x\n    outs:\n      - x\n",
      },
      expected: ["dvc.yaml:5:9 DVC203 error stage `a` needs `x`, which it makes itself"],
    },
    {
      name: "a dependency that holds an output",
      files: {
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    deps:\n      - d\n    outs:\n      - d/x\n",
      },
      expected: ["dvc.yaml:5:9 DVC203 error stage `a` needs `d`, which holds its own output `d/x`"],
    },
    {
      name: "a dependency that lies in an output",
      files: {
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    deps:\n      - d/x\n    outs:\n      - d\n",
      },
      expected: [
        "dvc.yaml:5:9 DVC203 error stage `a` needs `d/x`, which lies in its own output `d`",
      ],
    },
    {
      name: "a file of parameters that the stage makes",
      files: {
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    params:\n      - p.yaml:\n    outs:\n      - p.yaml\n",
      },
      expected: ["dvc.yaml:5:9 DVC203 error stage `a` needs `p.yaml`, which it makes itself"],
    },
    {
      name: "the way around, in each file",
      files: {
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    deps:\n      - z\n    outs:\n      - x\n  b:\n    cmd: run\n    deps:\n      - x\n    outs:\n      - y\n",
        "s/dvc.yaml":
          "stages:\n  c:\n    cmd: run\n    deps:\n      - ../y\n    outs:\n      - ../z\n",
      },
      expected: [
        "dvc.yaml:5:9 DVC203 error stages need each other: `a → s/dvc.yaml:c → b → a`",
        "s/dvc.yaml:5:9 DVC203 error stages need each other: `c → dvc.yaml:b → dvc.yaml:a → c`",
      ],
    },
  ],
});
