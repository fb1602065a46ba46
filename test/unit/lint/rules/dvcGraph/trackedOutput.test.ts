import { testRule } from "../../../../support/lint/ruleCases.ts";

testRule("DVC206 tracked-output", {
  accepts: [
    {
      name: "no repository",
      files: { "dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - x\n", x: "" },
    },
    {
      name: "what git does not track",
      files: { "dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - x\n", x: "" },
      tracked: ["dvc.yaml"],
    },
    {
      name: "no cache",
      files: {
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - x: {cache: false}\n",
        x: "",
      },
      tracked: ["x"],
    },
  ],
  tells: [
    {
      name: "a file",
      files: { "dvc.yaml": "stages:\n  a:\n    cmd: run\n    metrics:\n      - x\n", x: "" },
      tracked: ["x"],
      expected: [
        "dvc.yaml:5:9 DVC206 error git tracks `x`, an output of stage `a` that DVC cannot cache then; set `cache: false` or take it out of git",
      ],
    },
    {
      name: "a folder",
      files: { "dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - d\n", "d/k": "" },
      tracked: ["d/k"],
      expected: [
        "dvc.yaml:5:9 DVC206 error git tracks files in `d`, an output of stage `a` that DVC cannot cache then; set `cache: false` or take it out of git",
      ],
    },
  ],
  mends: [
    {
      name: "a plain entry",
      files: { "dvc.yaml": "stages:\n  a:\n    outs:\n      - x # why\n" },
      tracked: ["x"],
      expected: "stages:\n  a:\n    outs:\n      - x:\n          cache: false # why\n",
    },
    {
      name: "a flow list",
      files: { "dvc.yaml": "stages: {a: {cmd: y, outs: [x]}}\n" },
      tracked: ["x"],
      expected: "stages: {a: {cmd: y, outs: [x: {cache: false}]}}\n",
    },
    {
      name: "flags below",
      files: { "dvc.yaml": "stages:\n  a:\n    outs:\n      - x:\n          push: true\n" },
      tracked: ["x"],
      expected:
        "stages:\n  a:\n    outs:\n      - x:\n          cache: false\n          push: true\n",
    },
    {
      name: "flags in braces",
      files: { "dvc.yaml": "stages:\n  a:\n    outs:\n      - x: {push: true}\n" },
      tracked: ["x"],
      expected: "stages:\n  a:\n    outs:\n      - x: {cache: false, push: true}\n",
    },
    {
      name: "the other flag",
      files: { "dvc.yaml": "stages:\n  a:\n    outs:\n      - x:\n          cache: true\n" },
      tracked: ["x"],
      expected: "stages:\n  a:\n    outs:\n      - x:\n          cache: false\n",
    },
  ],
});
