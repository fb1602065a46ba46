import { testRule } from "../../../../support/lint/ruleCases.ts";

testRule("DVC205 ignored-output", {
  accepts: [
    {
      name: "other outputs",
      files: {
        ".dvcignore": "*.log\n# out.txt\n",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - out.txt\n",
      },
    },
    {
      name: "ignored dependencies",
      files: {
        ".dvcignore": "*.log\n",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    deps:\n      - a.log\n",
      },
    },
    {
      name: "what is taken back",
      files: {
        ".dvcignore": "logs/*\n!logs/a\n",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - logs/a\n",
      },
    },
    {
      name: "a file where a folder is meant",
      files: {
        ".dvcignore": "out/\n",
        out: "x",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - out\n",
      },
    },
    {
      name: "what git ignores",
      files: {
        ".gitignore": "*.log\n",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - a.log\n",
      },
    },
    {
      name: "an ignore file of another DVC project",
      files: {
        ".dvcignore": "x\n",
        "in/.dvc/config": "",
        "in/dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - x\n",
      },
    },
  ],
  tells: [
    {
      name: "a pattern and its line",
      files: {
        ".dvcignore": "# logs\n*.log\n",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - d/a.log\n",
      },
      expected: [
        "dvc.yaml:5:9 DVC205 error output `d/a.log` of stage `a` is ignored by `*.log` in `.dvcignore` line 2",
      ],
    },
    {
      name: "a folder above",
      files: {
        "s/.dvcignore": "/logs/\n",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - s/logs/a\n",
      },
      expected: [
        "dvc.yaml:5:9 DVC205 error output `s/logs/a` of stage `a` is ignored by `/logs/` in `s/.dvcignore` line 1",
      ],
    },
    {
      name: "what is ignored once it is a folder",
      files: {
        ".dvcignore": "logs/\n",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - logs\n",
      },
      expected: [
        "dvc.yaml:5:9 DVC205 warning output `logs` of stage `a` is ignored by `logs/` in `.dvcignore` line 1 as soon as it is a folder",
      ],
    },
    {
      name: "what cannot be taken back out of an ignored folder",
      files: {
        ".dvcignore": "logs\n!logs/a\n",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - logs/a\n",
      },
      expected: [
        "dvc.yaml:5:9 DVC205 error output `logs/a` of stage `a` is ignored by `logs` in `.dvcignore` line 1",
      ],
    },
    {
      name: "a folder that is there",
      files: {
        ".dvcignore": "logs/\n",
        "logs/x": "",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - logs\n",
      },
      expected: [
        "dvc.yaml:5:9 DVC205 error output `logs` of stage `a` is ignored by `logs/` in `.dvcignore` line 1",
      ],
    },
    {
      name: "DVC's own folder",
      files: { "dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - .dvc/x\n" },
      expected: [
        "dvc.yaml:5:9 DVC205 error output `.dvc/x` of stage `a` lies in a folder that DVC never looks at",
      ],
    },
  ],
});
