import { testRule } from "../../../../support/lint/ruleCases.ts";

testRule("DVC204 dvc-file-as-path", {
  accepts: [
    {
      name: "other files",
      files: {
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    deps:\n      - data\n      - my.dvc.txt\n    outs:\n      - dvc.lock.txt\n      - x.dvc/y\n",
      },
    },
    {
      name: "an output beside the file",
      files: { "s/dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - x\n" },
    },
    {
      name: "a nested file of no stages",
      files: {
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - s\n",
        "s/dvc.yaml": "vars: []\n",
      },
    },
  ],
  tells: [
    {
      name: "files of DVC as paths",
      files: {
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    deps:\n      - d.csv.dvc\n      - s/dvc.yaml\n    outs:\n      - o.dvc\n",
      },
      expected: [
        "dvc.yaml:5:9 DVC204 error `d.csv.dvc` is a file of DVC's own (the data itself is `d.csv`) and cannot be a dependency of stage `a`",
        "dvc.yaml:6:9 DVC204 error `s/dvc.yaml` is a file of DVC's own and cannot be a dependency of stage `a`",
        "dvc.yaml:8:9 DVC204 error `o.dvc` is a file of DVC's own (the data itself is `o`) and cannot be an output of stage `a`",
      ],
    },
    {
      name: "files of DVC that are tracked or imported",
      files: {
        "a.dvc":
          "outs:\n- path: x.dvc\n- path: data\ndeps:\n- path: s/dvc.yaml\n- path: dvc.yaml\n  repo: {url: u}\n",
      },
      expected: [
        "a.dvc:2:9 DVC204 error `x.dvc` is a file of DVC's own (the data itself is `x`) and cannot be tracked",
        "a.dvc:5:9 DVC204 error `s/dvc.yaml` is a file of DVC's own and cannot be imported",
      ],
    },
    {
      name: "a stage in its own output",
      files: { "s/dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - ../s\n" },
      expected: [
        "s/dvc.yaml:2:3 DVC204 error `s/dvc.yaml` lies in `s`, an output of stage `a`, and would be deleted with it",
      ],
    },
    {
      name: "a file that DVC does not see",
      files: {
        "dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - s\n",
        "s/dvc.yaml": "stages:\n  b:\n    cmd: run\n    outs:\n      - x\n",
      },
      expected: [
        "s/dvc.yaml:2:3 DVC204 warning `s/dvc.yaml` lies in `s`, an output of stage `a` of `dvc.yaml`; DVC does not see it",
      ],
    },
    {
      name: "an output of a file in another folder, as a warning",
      files: {
        "r/dvc.yaml": "stages:\n  a:\n    cmd: run\n    outs:\n      - ../s\n",
        "s/dvc.yaml": "stages:\n  b:\n    cmd: run\n    outs:\n      - ../x\n",
      },
      expected: [
        "s/dvc.yaml:2:3 DVC204 warning `s/dvc.yaml` lies in `s`, an output of stage `a` of `r/dvc.yaml`, and would be deleted with it",
      ],
    },
  ],
});
