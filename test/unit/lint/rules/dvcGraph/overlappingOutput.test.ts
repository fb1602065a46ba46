import { testRule } from "../../../../support/lint/ruleCases.ts";

testRule("DVC202 overlapping-output", {
  accepts: [
    {
      name: "folders side by side",
      files: {
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    outs:\n      - data/a\n  b:\n    cmd: run\n    outs:\n      - data/b\n      - data2\n",
      },
    },
    {
      name: "the same path, which is another rule's",
      files: {
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    outs:\n      - x\n  b:\n    cmd: run\n    outs:\n      - x\n",
      },
    },
    {
      name: "another DVC project",
      files: {
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - in\n",
        "in/.dvc/config": "",
        "in/dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - x\n",
      },
    },
    {
      name: "what DVC does not see",
      files: {
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - sub\n",
        "sub/dvc.yaml": "stages:\n  c:\n    cmd: run\n    outs:\n      - x\n",
      },
    },
  ],
  tells: [
    {
      name: "the inner one of one file",
      files: {
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    outs:\n      - d/x\n  b:\n    cmd: run\n    outs:\n      - d\n",
      },
      expected: [
        "dvc.yaml:5:9 DVC202 error output `d/x` lies in `d`, an output of stage `b`; DVC tracks a folder as a whole",
      ],
    },
    {
      name: "both of two files",
      files: {
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - d\n",
        "s/dvc.yaml": "stages:\n  b:\n    cmd: run\n    outs:\n      - ../d/e/x\n",
      },
      expected: [
        "dvc.yaml:5:9 DVC202 error output `d` holds `d/e/x`, an output of stage `b` of `s/dvc.yaml`; DVC tracks a folder as a whole",
        "s/dvc.yaml:5:9 DVC202 error output `d/e/x` lies in `d`, an output of stage `a` of `dvc.yaml`; DVC tracks a folder as a whole",
      ],
    },
    {
      name: "one stage",
      files: {
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    outs:\n      - d\n    metrics:\n      - d/m.json\n",
      },
      expected: [
        "dvc.yaml:7:9 DVC202 error output `d/m.json` lies in `d`, an output of stage `a`; DVC tracks a folder as a whole",
      ],
    },
  ],
});
