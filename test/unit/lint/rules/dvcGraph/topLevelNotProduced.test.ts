import { testRule } from "../../../../support/lint/ruleCases.ts";

testRule("DVC216 top-level-not-produced", {
  accepts: [
    {
      name: "outputs and files that are there",
      files: {
        "m.json": "",
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    outs:\n      - out\nmetrics: [m.json, out/m.json]\nplots:\n- out\n- loss:\n    x: s\n    y: {out/l.csv: v}\n",
      },
    },
    {
      name: "what a command names",
      files: { "dvc.yaml": "stages: {a: {cmd: run --to m.json}}\nmetrics: [m.json]\n" },
    },
    {
      name: "what git knows",
      files: { "dvc.yaml": "stages:\n  a:\n    cmd: run\nmetrics: [m.json]\n" },
      tracked: ["m.json"],
    },
  ],
  tells: [
    {
      name: "metrics and plots that nothing makes",
      files: {
        "dvc.yaml":
          "stages:\n  a:\n    cmd: run\n    outs:\n      - metrics.json\nmetrics:\n- metric.json\nplots:\n- p.csv\n- q.csv:\n    x: a\n- name:\n    y:\n      r.csv: v\n",
      },
      expected: [
        "dvc.yaml:7:3 DVC216 info `metric.json` in `metrics` does not exist and is no output of a stage; did you mean `metrics.json`",
        "dvc.yaml:9:3 DVC216 info `p.csv` in `plots` does not exist and is no output of a stage",
        "dvc.yaml:10:3 DVC216 info `q.csv` in `plots` does not exist and is no output of a stage",
        "dvc.yaml:14:7 DVC216 info `r.csv` in `plots` does not exist and is no output of a stage",
      ],
    },
  ],
});
