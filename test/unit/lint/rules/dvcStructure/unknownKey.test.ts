import { describe, expect, it } from "vitest";
import { firstFix } from "../../../../support/lint/firstFix.ts";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";

type Files = string | Record<string, string>;

const rules = ["DVC001"];
const open = (files: Files) => (typeof files === "string" ? { "dvc.yaml": files } : files);
const check = (files: Files) => renderFindings(open(files), { rules });

describe("DVC001 unknown-key", () => {
  it.each<[string, Files]>([
    [
      "all keys of a stage",
      "stages:\n  a:\n    cmd: x\n    deps: []\n    params: []\n    outs: []\n    metrics: []\n    plots: []\n    wdir: .\n    vars: []\n    frozen: false\n    always_changed: true\n    desc: y\n    meta: {any: 1}\n    matrix: {k: [1]}\n",
    ],
    [
      "all top-level keys",
      "stages: {}\nvars: []\nparams: []\nmetrics: []\nplots: []\nartifacts: {}\ndatasets: []\n",
    ],
    ["merged keys", "vars:\n  - &base\n    cmd: x\n    deps: [y]\nstages:\n  a:\n    <<: *base\n"],
    [
      "a lock file",
      {
        "dvc.lock":
          'schema: "2.0"\nstages:\n  a:\n    cmd: x\n    deps:\n    - path: y\n      hash: md5\n      md5: abc\n      size: 1\n      nfiles: 2\n    params:\n      params.yaml:\n        any: 1\n',
      },
    ],
    ["the first form of lock files, which DVC003 tells of", { "dvc.lock": "a:\n  cmd: x\n" }],
    [
      "a tracking file",
      {
        "x.dvc":
          "outs:\n- md5: abc\n  size: 1\n  hash: md5\n  path: x\n  cache: false\n  desc: y\n",
      },
    ],
    [
      "keys beside foreach, which DVC008 tells of",
      "stages: {a: {foreach: [1], cmd: x, do: {cmd: x}}}",
    ],
    ["a deep text without a root", "- a\n"],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each<[string, Files, string[]]>([
    [
      "a typing error in a stage",
      "stages:\n  a:\n    cmd: x\n    dep: [y]\n",
      [
        "dvc.yaml:4:5 DVC001 error `dep` is not a key that DVC knows in stage `a`; did you mean `deps`",
      ],
    ],
    [
      "a word of another tool",
      "stages:\n  a:\n    cmd: x\n    dependencies: [y]\n",
      [
        "dvc.yaml:4:5 DVC001 error `dependencies` is not a key that DVC knows in stage `a`; did you mean `deps`",
      ],
    ],
    [
      "a flag of an output in a stage",
      "stages:\n  a:\n    cmd: x\n    cache: false\n",
      [
        "dvc.yaml:4:5 DVC001 error `cache` is not a key in stage `a`: it belongs below an output, as `- model.pkl:` and indented `cache`",
      ],
    ],
    [
      "a key of a stage at the top",
      "cmd: x\n",
      [
        "dvc.yaml:1:1 DVC001 error `cmd` is not a key at the top of the file: it belongs in a stage below `stages`",
      ],
    ],
    [
      "a key that resembles none",
      "anchors: 1\n",
      [
        "dvc.yaml:1:1 DVC001 error `anchors` is not a key that DVC knows at the top of the file; allowed: `stages`, `vars`, `params`, `metrics`, `plots`, `artifacts`, `datasets`",
      ],
    ],
    [
      "a flag of an output",
      "stages:\n  a:\n    cmd: x\n    outs:\n    - y:\n        cahce: false\n",
      [
        "dvc.yaml:6:9 DVC001 error `cahce` is not a key that DVC knows in output `y` of stage `a`; did you mean `cache`",
      ],
    ],
    [
      "a key of a plot",
      "plots:\n- p: {xlabel: a}\n",
      [
        "dvc.yaml:2:7 DVC001 error `xlabel` is not a key that DVC knows in entry 1 of `plots`; did you mean `x_label` or `y_label`",
      ],
    ],
    [
      "a key of an artifact",
      "artifacts: {m: {path: p, tags: [a]}}",
      [
        "dvc.yaml:1:26 DVC001 error `tags` is not a key that DVC knows in artifact `m`; did you mean `labels`",
      ],
    ],
    [
      "a number as key",
      "stages:\n  a:\n    cmd: x\n    1: y\n",
      [
        "dvc.yaml:4:5 DVC001 error `1` is not a key that DVC knows in stage `a`; allowed: `cmd`, `deps`, `params`, `outs`, `metrics`, `plots`, `wdir`, `matrix`, `vars`, `frozen`, `always_changed`, `desc`, `meta`",
      ],
    ],
    [
      "a key in a lock file",
      { "dvc.lock": 'schema: "2.0"\nfoo: 1\n' },
      [
        "dvc.lock:2:1 DVC001 error `foo` is not a key that DVC knows at the top of the file; allowed: `schema`, `stages`, `datasets`",
      ],
    ],
    [
      "a key in a tracking file",
      { "x.dvc": "outs:\n- path: x\n  metric: true\n" },
      [
        "x.dvc:3:3 DVC001 error `metric` is not a key that DVC knows in entry 1 of `outs`; allowed: `path`, `md5`, `checksum`, `etag`, `size`, `nfiles`, `isexec`, `version_id`, `cloud`, `hash`, `files`, `persist`, `fs_config`, `desc`, `type`, `labels`, `meta`, `cache`, `remote`, `push`",
      ],
    ],
    [
      "a key that an alias shares, once",
      "vars:\n- &s {cmd: x, foo: 1}\nstages: {a: *s, b: *s}\n",
      [
        "dvc.yaml:2:15 DVC001 error `foo` is not a key that DVC knows in stage `a`; allowed: `cmd`, `deps`, `params`, `outs`, `metrics`, `plots`, `wdir`, `matrix`, `vars`, `frozen`, `always_changed`, `desc`, `meta`",
      ],
    ],
    [
      "a name of Object",
      "stages:\n  a:\n    cmd: x\n    constructor: y\n",
      [
        "dvc.yaml:4:5 DVC001 error `constructor` is not a key that DVC knows in stage `a`; allowed: `cmd`, `deps`, `params`, `outs`, `metrics`, `plots`, `wdir`, `matrix`, `vars`, `frozen`, `always_changed`, `desc`, `meta`",
      ],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });

  it.each<[string, Files, string | undefined, string?]>([
    [
      "the key that was meant",
      "stages:\n  a:\n    cmd: x\n    dep: [y]\n",
      "suggestion: Change to `deps`",
      "stages:\n  a:\n    cmd: x\n    deps: [y]\n",
    ],
  ])("mends: %s", (_name, files, title, text) => {
    const fix = firstFix("dvc.yaml", open(files), { rules });
    expect([fix?.title, fix?.text]).toEqual([title, text]);
  });
});
