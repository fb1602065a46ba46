import { testRule } from "../../../../support/lint/ruleCases.ts";

testRule("DVC208 external-output", {
  accepts: [
    {
      name: "paths of the project",
      files: {
        ".dvc/config": "",
        "s/dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - x\n      - ../y\n",
      },
    },
    {
      name: "no cache",
      files: {
        ".dvc/config": "",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - s3://b/x: {cache: false}\n",
      },
    },
    {
      name: "a root that may lie higher up",
      files: { "dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - ../x\n" },
    },
    {
      name: "dependencies",
      files: {
        ".dvc/config": "",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    deps:\n      - s3://b/x\n",
      },
    },
  ],
  tells: [
    {
      name: "a URL",
      files: { "dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - s3://b/x\n" },
      expected: [
        "dvc.yaml:5:9 DVC208 error output `s3://b/x` of stage `a` is not in the project; DVC cannot cache it there, set `cache: false`",
      ],
    },
    {
      name: "a path above the root",
      files: {
        ".dvc/config": "",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - ../x\n",
      },
      expected: [
        "dvc.yaml:5:9 DVC208 error output `../x` of stage `a` lies above the project's root; DVC cannot cache it there, set `cache: false`",
      ],
    },
    {
      name: "a path above a nested root",
      files: {
        "in/.dvc/config": "",
        "in/dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - ../x\n",
      },
      expected: [
        "in/dvc.yaml:5:9 DVC208 error output `../x` of stage `a` lies above the project's root; DVC cannot cache it there, set `cache: false`",
      ],
    },
    {
      name: "an absolute path, which may be one of the project",
      files: { "dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - /data/x\n" },
      expected: [
        "dvc.yaml:5:9 DVC208 warning output `/data/x` of stage `a` is an absolute path; DVC cannot cache it there, set `cache: false`",
      ],
    },
  ],
  mends: [
    {
      name: "a URL",
      files: { "dvc.yaml": "stages:\n  a:\n    outs:\n      - s3://b/x\n" },
      expected: "stages:\n  a:\n    outs:\n      - s3://b/x:\n          cache: false\n",
    },
  ],
});
