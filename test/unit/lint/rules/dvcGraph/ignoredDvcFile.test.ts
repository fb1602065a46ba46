import { testRule } from "../../../../support/lint/ruleCases.ts";

testRule("DVC207 ignored-dvc-file", {
  accepts: [
    {
      name: "files that are not ignored",
      files: {
        ".gitignore": "/data\n",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n",
        "data.csv.dvc": "outs:\n- path: data.csv\n  md5: 0\n",
      },
      tracked: ["dvc.yaml"],
    },
    {
      name: "no repository",
      files: { ".gitignore": "dvc.*\n", "dvc.yaml": "stages:\n  a:\n    cmd: run\n" },
    },
    {
      name: "a file that is taken back",
      files: { ".gitignore": "*.lock\n!dvc.lock\n", "dvc.yaml": "stages:\n  a:\n    cmd: run\n" },
      tracked: [],
    },
  ],
  tells: [
    {
      name: "the lock file of a pipeline",
      files: { ".gitignore": "*.lock\n", "dvc.yaml": "stages:\n  a:\n    cmd: run\n" },
      tracked: [],
      expected: [
        "dvc.yaml:1:1 DVC207 error `dvc.lock` is ignored by `*.lock` in `.gitignore` line 1; DVC cannot use it",
      ],
    },
    {
      name: "a pipeline, even one that git tracks",
      files: {
        ".gitignore": "# x\ndvc.yaml\n",
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n",
        "s/dvc.yaml": "stages:\n  a:\n    cmd: run\n",
      },
      tracked: ["dvc.yaml"],
      expected: [
        "dvc.yaml:1:1 DVC207 error `dvc.yaml` is ignored by `dvc.yaml` in `.gitignore` line 2; DVC cannot use it",
        "s/dvc.yaml:1:1 DVC207 warning `s/dvc.yaml` is ignored by `dvc.yaml` in `.gitignore` line 2; DVC passes over it",
      ],
    },
    {
      name: "a `.dvc` file in an ignored folder",
      files: { ".gitignore": "data/\n", "data/x.dvc": "outs:\n- path: data.csv\n  md5: 0\n" },
      tracked: [],
      expected: [
        "data/x.dvc:1:1 DVC207 warning `data/x.dvc` is ignored by `data/` in `.gitignore` line 1; DVC passes over it",
      ],
    },
    {
      name: "what DVC ignores",
      files: { ".dvcignore": "tmp\n", "tmp/x.dvc": "outs:\n- path: data.csv\n  md5: 0\n" },
      expected: [
        "tmp/x.dvc:1:1 DVC207 warning `tmp/x.dvc` is ignored by `tmp` in `.dvcignore` line 1; DVC passes over it",
      ],
    },
  ],
});
