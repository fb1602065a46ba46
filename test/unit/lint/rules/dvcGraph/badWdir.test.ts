import { testRule } from "../../../../support/lint/ruleCases.ts";

testRule("DVC213 bad-wdir", {
  accepts: [
    {
      name: "a folder",
      files: { "src/x": "", "dvc.yaml": "stages:\n  a:\n    cmd: run\n    wdir: src\n" },
    },
    {
      name: "the folder above, in the project",
      files: { ".dvc/config": "", "s/dvc.yaml": "stages:\n  a:\n    cmd: run\n    wdir: ..\n" },
    },
    {
      name: "one that a stage makes",
      files: {
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    wdir: out/x\n  b:\n    cmd: run\n    outs:\n      - out\n",
      },
    },
    {
      name: "one that is not known",
      files: { "dvc.yaml": "stages:\n  a:\n    cmd: run\n    wdir: ${nope}\n" },
    },
    {
      name: "the folder above, where the root may be higher up",
      files: { "dvc.yaml": "stages:\n  a:\n    cmd: run\n    wdir: ..\n" },
    },
  ],
  tells: [
    {
      name: "a folder that is not there",
      files: { "src/x": "", "dvc.yaml": "stages:\n  a:\n    cmd: run\n    wdir: scr\n" },
      expected: [
        "dvc.yaml:4:11 DVC213 warning `wdir` of stage `a` does not exist: `scr`; did you mean `src`",
      ],
    },
    {
      name: "one that dependencies should be in",
      files: { "dvc.yaml": "stages:\n  a:\n    cmd: run\n    wdir: w\n    deps:\n      - x\n" },
      expected: ["dvc.yaml:4:11 DVC213 error `wdir` of stage `a` does not exist: `w`"],
    },
    {
      name: "one that only the stage itself would make",
      files: { "dvc.yaml": "stages:\n  a:\n    cmd: run\n    wdir: w\n    outs:\n      - x\n" },
      expected: ["dvc.yaml:4:11 DVC213 warning `wdir` of stage `a` does not exist: `w`"],
    },
    {
      name: "a file",
      files: { w: "", "dvc.yaml": "stages:\n  a:\n    cmd: run\n    wdir: w\n" },
      expected: ["dvc.yaml:4:11 DVC213 error `wdir` of stage `a` is a file: `w`"],
    },
    {
      name: "one outside of the project",
      files: { ".dvc/config": "", "dvc.yaml": "stages:\n  a:\n    cmd: run\n    wdir: ..\n" },
      expected: ["dvc.yaml:4:11 DVC213 warning `wdir` of stage `a` is outside of the DVC project"],
    },
  ],
  mends: [
    {
      name: "a mistyped folder",
      files: { "src/x": "", "dvc.yaml": "stages:\n  a:\n    cmd: run\n    wdir: scr\n" },
      expected: "stages:\n  a:\n    cmd: run\n    wdir: src\n",
    },
  ],
});
