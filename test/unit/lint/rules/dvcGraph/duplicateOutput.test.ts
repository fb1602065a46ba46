import { testRule } from "../../../../support/lint/ruleCases.ts";

testRule("DVC201 duplicate-output", {
  accepts: [
    {
      name: "different outputs",
      files: {
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    outs:\n      - x\n  b:\n    cmd: run\n    outs:\n      - y\n      - x2\n",
      },
    },
    {
      name: "the same text twice in one section, which DVC reads as one",
      files: { "dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - x\n      - x\n" },
    },
    {
      name: "what cannot be filled in",
      files: {
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    outs:\n      - ${nope}\n  b:\n    cmd: run\n    outs:\n      - ${nope}\n",
      },
    },
    {
      name: "outputs of another DVC project",
      files: {
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - in/x\n",
        "in/.dvc/config": "",
        "in/dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - x\n",
      },
    },
    {
      name: "files that git ignores",
      files: {
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - x\n",
        "old/dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - ../x\n",
        ".gitignore": "old\n",
      },
      tracked: ["dvc.yaml"],
    },
    {
      name: "files in an output of a stage above them",
      files: {
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    outs:\n      - sub\n  b:\n    cmd: run\n    outs:\n      - x\n",
        "sub/dvc.yaml": "stages:\n  c:\n    cmd: run\n    outs:\n      - ../x\n",
      },
    },
    {
      name: "items of a loop with paths of their own",
      files: {
        "dvc.yaml":
          'stages:\n  a:\n    foreach: [p, q]\n    do:\n      cmd: run\n      outs: ["${item}"]\n',
      },
    },
  ],
  tells: [
    {
      name: "two stages, however the path is written",
      files: {
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    outs:\n      - d/x\n  b:\n    cmd: run\n    wdir: d\n    outs:\n      - ./x\n",
      },
      expected: [
        "dvc.yaml:10:9 DVC201 error output `d/x` is made by stage `a` too; each path may have one owner",
      ],
    },
    {
      name: "two sections of one stage",
      files: {
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - x\n    metrics:\n      - x\n",
      },
      expected: [
        "dvc.yaml:7:9 DVC201 error output `x` stands twice in stage `a`; each path may be listed once",
      ],
    },
    {
      name: "two texts of one path",
      files: { "dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - x\n      - ./x\n" },
      expected: [
        "dvc.yaml:6:9 DVC201 error output `x` stands twice in stage `a`; each path may be listed once",
      ],
    },
    {
      name: "all items of a loop",
      files: {
        "dvc.yaml":
          "stages:\n  a:\n    foreach: [p, q, r]\n    do:\n      cmd: run ${item}\n      outs:\n        - x\n",
      },
      expected: [
        "dvc.yaml:7:11 DVC201 error output `x` is the same for `a@p` and `a@q`; put what the loop is over into the path (the same for one more stage of this entry)",
      ],
    },
    {
      name: "a stage and a `.dvc` file, in both",
      files: {
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - data.csv\n",
        "data.csv.dvc": "outs:\n- path: data.csv\n  md5: 0\n",
      },
      expected: [
        "dvc.yaml:5:9 DVC201 error output `data.csv` is made by `data.csv.dvc` too; each path may have one owner",
        "data.csv.dvc:2:9 DVC201 error output `data.csv` is made by stage `a` of `dvc.yaml` too; each path may have one owner",
      ],
    },
    {
      name: "a URL",
      files: {
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    outs:\n      - s3://b/x\n  b:\n    cmd: run\n    outs:\n      - s3://b/x\n",
      },
      expected: [
        "dvc.yaml:9:9 DVC201 error output `s3://b/x` is made by stage `a` too; each path may have one owner",
      ],
    },
  ],
});
