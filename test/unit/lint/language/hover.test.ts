import { describe, expect, it } from "vitest";
import { hover } from "../../../../src/core/lint/language/hover.ts";
import { openCursor } from "../../../support/lint/cursor.ts";

type Files = Readonly<Record<string, string>>;

const check = (files: Files): string | undefined => {
  const { project, place } = openCursor(files);
  return hover(project, place)?.markdown;
};

const params = "train:\n  lr: 0.1\n  dir: '`](x) <b>'\nmodels: {cnn: {size: 1}, rnn: {size: 2}}\n";
const pipeline = (text: string): Files => ({ "params.yaml": params, "dvc.yaml": text });

describe("hover", () => {
  it.each<[string, Files, string]>([
    [
      "a value and where it is set",
      pipeline("stages:\n  a:\n    cmd: x ${train.l|r}\n"),
      "`train.lr` = `0.1` – `params.yaml:2`",
    ],
    [
      "the value for each instance",
      pipeline("stages:\n  a:\n    foreach: ${models}\n    do:\n      cmd: x ${item.si|ze}\n"),
      "`item.size` by stage:\n\n- `a@cnn`: `1` – `params.yaml:4`\n- `a@rnn`: `2` – `params.yaml:4`",
    ],
    [
      "a string that looks like markup",
      pipeline("stages:\n  a:\n    cmd: x ${train.di|r}\n"),
      "`train.dir` = `` `](x) <b> `` – `params.yaml:3`",
    ],
    [
      "a parameter and who uses it",
      {
        "params.yaml": params.replace("lr", "l|r"),
        "dvc.yaml":
          "stages:\n  a:\n    cmd: x ${train.lr}\n  b:\n    cmd: y\n    params: [train.lr]\n",
      },
      "`train.lr` = `0.1` – `params.yaml:2`\n\nUsed by `a`, `b`",
    ],
    [
      "a parameter that nothing names",
      { "params.yaml": "l|r: 1\n" },
      "`lr` = `1` – `params.yaml:1`\n\nNo stage names it",
    ],
    [
      "a path",
      pipeline("stages:\n  a: {cmd: x, outs: [m]}\n  b: {cmd: y, deps: [|m]}\n"),
      "`m`\n\nMade by `a`\n\nNeeded by `b`\n\nNot made yet",
    ],
    [
      "a stage",
      pipeline(
        "stages:\n  |a:\n    foreach: [1, 2]\n    do:\n      desc: Fits [it](x)\n      cmd: x ${item} ${train.lr}\n      deps: [d]\n      outs: ['m${item}']\n",
      ),
      [
        "Stage `a` of `dvc.yaml`",
        "Fits \\[it\\]\\(x\\)",
        "- Runs: `x 1 0.1`\n- Needs: `d`\n- Makes: `m1`, `m2`\n- Parameters: `train.lr`",
        "Expands to 2 stages: `a@1`, `a@2`",
      ].join("\n\n"),
    ],
    [
      "a key of DVC",
      pipeline("stages:\n  a:\n    wd|ir: x\n    cmd: y\n"),
      "**wdir**: Where the command runs and its paths start",
    ],
    [
      "a remote without its secrets",
      {
        ".dvc/config": "['remote \"s\"']\n    url = https://me:pw@h/x?token=1\n",
        "dvc.yaml": "stages: {a: {cmd: x, outs: [{m: {remote: |s}}]}}",
      },
      "Remote `s`: `https://h/x`",
    ],
    [
      "a placeholder",
      {
        MLproject:
          "entry_points:\n  m:\n    parameters:\n      a: {type: int, default: 3}\n    command: x {|a}\n",
      },
      "Parameter `a` of `m`: `int`, default `3`",
    ],
  ])("tells %s", (_name, files, expected) => {
    expect(check(files)).toBe(expected);
  });

  it("tells of a bounded number of instances", () => {
    const items = Array.from({ length: 30 }, (_, index) => index).join(", ");
    const text = check({
      "dvc.yaml": `stages:\n  a:\n    foreach: [${items}]\n    do:\n      cmd: x \${it|em}\n`,
    });
    expect(text).toMatch(/- and 18 more$/);
  });

  it("is silent where there is nothing to tell", () => {
    expect(check({ "other.yaml": "a|b: 1\n" })).toBeUndefined();
    expect(check({ "dvc.yaml": "stages: {a: {cmd: 'x ${no|pe}'}}" })).toBeUndefined();
  });
});
