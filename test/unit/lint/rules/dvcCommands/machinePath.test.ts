import { describe, expect, it } from "vitest";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";

type Files = string | Record<string, string>;

const rules = ["DVC308"];
const open = (files: Files) => (typeof files === "string" ? { "dvc.yaml": files } : files);
const check = (files: Files) => renderFindings(open(files), { rules });

describe("DVC308 machine-path", () => {
  it.each<[string, Files]>([
    [
      "paths of the project",
      "stages:\n  a:\n    cmd: python x.py --data ./home/me/data\n    deps: [s3://bucket/home/x, https://a.b/Users/c, ../home/x]\n",
    ],
    [
      "system paths",
      "stages:\n  a:\n    cmd: bash /opt/x/run.sh > /dev/null\n    deps: [/data/x]\n",
    ],
    ["homes that everybody has", "stages:\n  a:\n    cmd: x /home/jovyan/work\n"],
    ["sed and the like", "stages:\n  a:\n    cmd: \"sed -e 's:/home:/x:' a\"\n"],
    [
      "a description",
      "stages:\n  a:\n    cmd: x\n    desc: was in /home/anna/a\n    meta: {a: /home/anna/b}\n",
    ],
    ["a time", { "params.yaml": "at: '2021-01-16T20:40:36'\nurl: 'C://x'\n" }],
    [
      "addresses, and what is kept for one machine",
      {
        ".dvc/config": "['remote \"a\"']\n  url = ssh://me@host:/home/me/x\n  # url = /home/me/x\n",
        ".dvc/config.local": "['remote \"b\"']\n  url = /home/me/x\n",
      },
    ],
    ["a variable before", "stages:\n  a:\n    cmd: x ${HOME}/home/anna/x\n"],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each<[string, Files, string[]]>([
    [
      "a home in a command",
      "stages:\n  a:\n    cmd: python x.py --data /home/anna/data/raw.csv\n",
      [
        "dvc.yaml:3:29 DVC308 warning `/home/anna/data/raw.csv` exists on one machine only; give a path inside of the project, or take it from the environment",
      ],
    ],
    [
      "a home on a Mac in deps",
      "stages:\n  a:\n    cmd: x\n    deps:\n    - /Users/anna/x.csv\n",
      [
        "dvc.yaml:5:7 DVC308 warning `/Users/anna/x.csv` exists on one machine only; give a path inside of the project, or take it from the environment",
      ],
    ],
    [
      "an output",
      "stages:\n  a:\n    cmd: x\n    outs:\n    - /home/anna/y: {cache: false}\n",
      [
        "dvc.yaml:5:7 DVC308 warning `/home/anna/y` exists on one machine only; give a path inside of the project, or take it from the environment",
      ],
    ],
    [
      "a drive",
      { "params.yaml": "data:\n  path: D:\\data\\x y\n  other: E:/data/x\n" },
      [
        "params.yaml:2:9 DVC308 warning `D:\\data\\x y` exists on one machine only; give a path inside of the project, or take it from the environment",
        "params.yaml:3:10 DVC308 warning `E:/data/x` exists on one machine only; give a path inside of the project, or take it from the environment",
      ],
    ],
    [
      "a mounted drive",
      { "params.yaml": "root: /content/drive/MyDrive/x\n" },
      [
        "params.yaml:1:7 DVC308 warning `/content/drive/MyDrive/x` exists on one machine only; give a path inside of the project, or take it from the environment",
      ],
    ],
    [
      "a remote",
      { ".dvc/config": "['remote \"a\"']\n  url = C:\\Users\\anna\\store # mine\n" },
      [
        ".dvc/config:2:9 DVC308 warning `C:\\Users\\anna\\store` exists on one machine only; keep it in `.dvc/config.local`, which git does not track",
      ],
    ],
    [
      "vars",
      "vars:\n- root: /home/anna/x\n",
      [
        "dvc.yaml:2:9 DVC308 warning `/home/anna/x` exists on one machine only; give a path inside of the project, or take it from the environment",
      ],
    ],
    [
      "a loop",
      "stages: {a: {foreach: [1], do: {cmd: x /home/anna/y}}}",
      [
        "dvc.yaml:1:40 DVC308 warning `/home/anna/y` exists on one machine only; give a path inside of the project, or take it from the environment",
      ],
    ],
    [
      "parameters in JSON",
      { "params.json": '{"a": "/home/anna/y"}' },
      [
        "params.json:1:8 DVC308 warning `/home/anna/y` exists on one machine only; give a path inside of the project, or take it from the environment",
      ],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });

  it("lets a configuration be that git does not track", () => {
    const files = { ".dvc/config": "[cache]\n  dir = /home/anna/cache\n" };
    expect(renderFindings(files, { rules, tracked: [".dvc/config"] })).toHaveLength(1);
    expect(renderFindings(files, { rules, tracked: ["dvc.yaml"] })).toEqual([]);
  });
});
