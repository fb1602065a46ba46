import { testRule } from "../../../../support/lint/ruleCases.ts";

testRule("DVC214 redundant-dep", {
  accepts: [
    {
      name: "different dependencies",
      files: {
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    deps:\n      - src\n      - src2/x\n      - data\n",
      },
    },
    {
      name: "items of a loop",
      files: {
        "dvc.yaml":
          'stages:\n  a:\n    foreach: [s, s/x]\n    do:\n      cmd: run\n      deps: [s, "${item}"]\n',
      },
    },
  ],
  tells: [
    {
      name: "one that stands twice",
      files: { "dvc.yaml": "stages:\n  a:\n    cmd: run\n    deps:\n      - x\n      - ./x\n" },
      expected: ["dvc.yaml:6:9 DVC214 hint dependency `./x` of stage `a` stands twice"],
    },
    {
      name: "one in a folder",
      files: { "dvc.yaml": "stages:\n  a:\n    cmd: run\n    deps:\n      - s/a/x\n      - s\n" },
      expected: [
        "dvc.yaml:5:9 DVC214 hint dependency `s/a/x` of stage `a` lies in `s`, which is one too",
      ],
    },
  ],
  mends: [
    {
      name: "one that stands twice",
      files: {
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    deps:\n      - x\n      - y # why\n      - x\n    outs:\n      - o\n",
      },
      expected:
        "stages:\n  a:\n    cmd: run\n    deps:\n      - x\n      - y # why\n    outs:\n      - o\n",
    },
  ],
});
