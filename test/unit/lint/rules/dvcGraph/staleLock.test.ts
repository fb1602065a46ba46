import { testRule } from "../../../../support/lint/ruleCases.ts";

testRule("DVC215 stale-lock", {
  accepts: [
    {
      name: "a record that fits",
      files: {
        "params.yaml": "x: 1.0\n",
        "dvc.lock":
          "schema: '2.0'\nstages:\n  a:\n    cmd: run\n    params:\n      params.yaml:\n        x: 1.0\n",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    params:\n      - x\n",
      },
    },
    {
      name: "a stage that was never run",
      files: {
        "dvc.lock": "schema: '2.0'\nstages:\n  a:\n    cmd: run\n",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n  b:\n    cmd: run\n",
      },
    },
    {
      name: "items of a loop that cannot be filled in",
      files: {
        "dvc.lock": "schema: '2.0'\nstages:\n  a@x:\n    cmd: run\n",
        "dvc.yaml": "stages:\n  a:\n    foreach: ${nope}\n    do: {cmd: run}\n",
      },
    },
    {
      name: "a lock without its pipeline",
      files: { "dvc.lock": "schema: '2.0'\nstages:\n  a:\n    cmd: run\n" },
    },
    {
      name: "a pipeline with broken syntax",
      files: {
        "dvc.lock": "schema: '2.0'\nstages:\n  a:\n    cmd: run\n",
        "dvc.yaml": "stages:\n  b: [\n",
      },
    },
  ],
  tells: [
    {
      name: "another command",
      files: {
        "dvc.lock": "schema: '2.0'\nstages:\n  a:\n    cmd: walk\n",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n",
      },
      expected: [
        "dvc.yaml:2:3 DVC215 info the command of stage `a` is another than in `dvc.lock`; `dvc repro` has not been run since",
      ],
    },
    {
      name: "another value",
      files: {
        "params.yaml": "x: 2\n",
        "dvc.lock":
          "schema: '2.0'\nstages:\n  a:\n    cmd: run\n    params:\n      params.yaml:\n        x: 1\n",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    params:\n      - x\n",
      },
      expected: [
        "dvc.yaml:2:3 DVC215 info parameter `x` of stage `a` is another than in `dvc.lock`; `dvc repro` has not been run since",
      ],
    },
    {
      name: "stages that are gone",
      files: {
        "dvc.lock":
          "schema: '2.0'\nstages:\n  a:\n    cmd: run\n  b@1:\n    cmd: run\n  c:\n    cmd: run\n",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n",
      },
      expected: [
        "dvc.lock:5:3 DVC215 info recorded here, but no stages of `dvc.yaml` any more: `b@1`, `c`",
      ],
    },
  ],
});
