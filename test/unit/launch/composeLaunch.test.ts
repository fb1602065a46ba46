import { describe, expect, test } from "vitest";
import { parseSextantConfig } from "../../../src/core/config/parseSextantConfig.ts";
import { composeLaunch } from "../../../src/core/launch/composeLaunch.ts";
import { collectConfigTargets } from "../../../src/core/launch/configTargets.ts";
import { describeParameters, discoverTargets } from "../../../src/core/launch/discoverTargets.ts";
import { fileTarget } from "../../../src/core/launch/fileTarget.ts";
import { findLaunchProblems } from "../../../src/core/launch/launchProblems.ts";
import type { LaunchTarget } from "../../../src/core/launch/target.ts";
import { linux, memoryFiles, windows } from "./memoryFiles.ts";

function entryPoint(yaml: string): LaunchTarget {
  const { value } = parseSextantConfig(`entryPoints:\n  train: ${yaml}\n`);
  return collectConfigTargets(value, { root: "/w", source: "sextant.yaml", tools: linux })[0]!;
}

function script(text: string): LaunchTarget {
  return fileTarget({ root: "/w", path: "src/train.py", text, tools: linux })!;
}

function compose(target: LaunchTarget, params: Record<string, string> = {}) {
  return composeLaunch(target, { params }, { isWindows: false });
}

describe("entry points of sextant.yaml", () => {
  test.each<[string, string, Record<string, string>, string[]]>([
    ["defaults are passed", "{command: t, params: {lr: 0.1}}", {}, ["t", "--lr", "0.1"]],
    [
      "style with =",
      "{command: t, params: {lr: 0.1}, paramStyle: --key=value}",
      { lr: "0.2" },
      ["t", "--lr=0.2"],
    ],
    [
      "style of Hydra",
      "{command: t, params: {optim.lr: 0.1}, paramStyle: key=value}",
      { "optim.lr": "0.2", seed: "1" },
      ["t", "optim.lr=0.2", "seed=1"],
    ],
    [
      "a parameter that the command mentions is changed in place",
      "{command: t --lr 0.5 --epochs=2 data.csv, params: {lr: 0.1}}",
      { epochs: "7" },
      ["t", "--lr", "0.1", "--epochs=7", "data.csv"],
    ],
    [
      "- and _ are the same",
      "{command: t --batch-size 8}",
      { batch_size: "16" },
      ["t", "--batch-size", "16"],
    ],
    [
      "hostile values stay one argument",
      "{command: t, params: {a: 1}}",
      { a: "$(id); \"'`\n&" },
      ["t", "--a", "$(id); \"'`\n&"],
    ],
    ["a value like an option is joined", "{command: t}", { a: "-x" }, ["t", "--a=-x"]],
    [
      "a shell's text gets them as its arguments",
      "{command: 't \"$@\" | cat', params: {a: 1}}",
      {},
      ["sh", "-c", 't "$@" | cat', "sh", "--a", "1"],
    ],
    ["a shell's text without parameters", "{command: a && b}", {}, ["sh", "-c", "a && b"]],
  ])("%s", (_label, yaml, params, expected) => {
    expect(compose(entryPoint(yaml), params).command).toEqual(expected);
  });

  test("the whole call of sextant run", () => {
    const target = entryPoint("{command: t, params: {lr: 1}, experiment: tuning, env: {A: 1}}");
    const edits = { params: { lr: "2" }, name: "first try" };
    expect(composeLaunch(target, edits, { isWindows: false, rerunOf: "r1" })).toEqual({
      args: [
        ...["--name", "first try", "--experiment", "tuning", "--entry-point", "train"],
        ...["--tag", "sextant.rerunOf=r1", "--", "t", "--lr", "2"],
      ],
      command: ["t", "--lr", "2"],
      env: { A: "1" },
    });
  });

  test("a command that cannot be read is listed with its reason", () => {
    const target = entryPoint('{command: "t \'open"}');
    expect(findLaunchProblems(target, { params: {} }, { isWindows: false })[0]?.message).toBe(
      "The command of train cannot be read: a single quote is not closed.",
    );
  });
});

describe("scripts", () => {
  const argparse = `
p.add_argument("data")
p.add_argument("--lr", type=float, default=0.1)
p.add_argument("--layers", nargs="+", default=[64, 32])
p.add_argument("--optimizer", choices=["sgd", "adam"], default="sgd")
p.add_argument("--cuda", action=argparse.BooleanOptionalAction, default=True)
p.add_argument("--fast", action="store_true")
`;

  test.each<[Record<string, string>, string[]]>([
    [{}, []],
    [{ lr: "0.1" }, []],
    [{ lr: "0.2", data: "d.csv" }, ["d.csv", "--lr", "0.2"]],
    [{ layers: "8 'a b'" }, ["--layers", "8", "a b"]],
    [{ cuda: "false", fast: "true" }, ["--no-cuda", "--fast"]],
    [{ fast: "false" }, []],
  ])("%j", (params, expected) => {
    expect(compose(script(argparse), params).command).toEqual([
      "python3",
      "src/train.py",
      ...expected,
    ]);
  });

  test("a value that is no choice, and a missing one, are told", () => {
    const check = (params: Record<string, string>) =>
      findLaunchProblems(script(argparse), { params }, { isWindows: false }).map(
        ({ message }) => message,
      );
    expect(check({})).toEqual(["train.py needs a value for data."]);
    expect(check({ data: "d", optimizer: "lion" })).toEqual([
      '"lion" is not a choice for optimizer; it takes sgd, adam.',
    ]);
  });

  test.each<[string, string, string[] | undefined]>([
    ["a.py", "", ["python3", "a.py"]],
    ["a.sh", "#!/usr/bin/env bash\n", ["bash", "a.sh"]],
    ["a.sh", "", ["sh", "a.sh"]],
    ["a.R", "", ["Rscript", "a.R"]],
    ["a.jl", "", ["julia", "a.jl"]],
    ["a.mjs", "", ["node", "a.mjs"]],
    ["a.txt", "", undefined],
    ["py", "", undefined],
  ])("%s runs by its language", (path, text, expected) => {
    const target = fileTarget({ root: "/w", path, text, tools: linux });
    expect(target && compose(target).command).toEqual(expected);
  });

  test("on Windows the path has backslashes", () => {
    const target = fileTarget({ root: "C:\\w", path: "src/a.R", text: "", tools: windows });
    expect(target?.command).toEqual({ kind: "argv", argv: ["Rscript.exe", "src\\a.R"] });
  });

  test("a program is replaced only as a whole", () => {
    const target = entryPoint("{command: python python.py}");
    const replacements = { python: "python3" };
    expect(
      composeLaunch(target, { params: {} }, { isWindows: false, replacements }).command,
    ).toEqual(["python3", "python.py"]);
  });
});

describe("discovery in a folder", () => {
  const files = memoryFiles({
    "sextant.yaml": "entryPoints: {b: python src/b.py --epochs 3}\n",
    "sub/sextant.yaml": "entryPoints: {c: {command: make, cwd: x}}\n",
    "dvc.yaml": "stages: {d: {cmd: make d}}\n",
    "ml/MLproject": "entry_points: {e: {command: make e}}\n",
    "broken/dvc.yaml": "stages: [",
    "src/b.py":
      'p.add_argument("--epochs", help="How long")\np.add_argument("--lr", default=1)\np.add_argument("--warm-up", default=read("warm_up"))',
    "params.yaml": "lr: 5\nwarm_up: 8\nmodel: {depth: 3, sizes: [1, 2]}\n",
  });
  const paths = ["broken/dvc.yaml", "ml/MLproject", "dvc.yaml", "sub/sextant.yaml", "sextant.yaml"];

  test("targets come in order, and a broken file hides no other", async () => {
    const { targets, problems } = await discoverTargets({ root: "/w", paths, files, tools: linux });
    expect(targets.map(({ id, cwd }) => `${id} in ${cwd}`)).toEqual([
      "entryPoint:sextant.yaml:b in .",
      "entryPoint:sub/sextant.yaml:c in sub/x",
      "dvc:dvc.yaml:d in .",
      "mlproject:ml/MLproject:e in ml",
    ]);
    expect(problems.map(({ location }) => location?.path)).toContain("broken/dvc.yaml");
  });

  test("parameters come from the command, the script and the parameters file", async () => {
    const { targets } = await discoverTargets({ root: "/w", paths, files, tools: linux });
    const target = await describeParameters(targets[0]!, files);
    expect(target.parameters.map(({ key, default: given, help }) => [key, given, help])).toEqual([
      ["epochs", "3", "How long"],
      ["lr", "1", ""],
      ["warm-up", "8", ""],
      ["params.yaml:model.depth", "3", ""],
      ["params.yaml:model.sizes", "[1, 2]", ""],
    ]);
    expect(compose(target, { "params.yaml:model.depth": "4", epochs: "9" }).args).toEqual([
      ...["--entry-point", "b", "--set", "params.yaml:model.depth=4"],
      ...["--", "python", "src/b.py", "--epochs", "9"],
    ]);
  });
});
