import { describe, expect, test } from "vitest";
import { parseSextantConfig } from "../../../src/core/config/parseSextantConfig.ts";

/** `line:column severity code` of each problem, counted from 1 as people do. */
function problemsOf(text: string): string[] {
  return parseSextantConfig(text).problems.map(({ location, severity, code }) => {
    const line = (location?.line ?? -1) + 1;
    return `${line}:${(location?.column ?? -1) + 1} ${severity} ${code}`;
  });
}

describe("entry points", () => {
  test("a mapping and a list mean the same", () => {
    const mapping = parseSextantConfig(
      "entryPoints:\n  train:\n    command: python train.py\n    params: {lr: 1e-4, on: true}\n",
    );
    const list = parseSextantConfig(
      "entryPoints:\n- name: train\n  command: python train.py\n  params: {lr: 1e-4, on: true}\n",
    );
    expect(mapping.problems).toEqual([]);
    expect(list).toEqual(mapping);
    expect(mapping.value.entryPoints).toEqual([
      {
        name: "train",
        command: "python train.py",
        cwd: ".",
        params: { lr: "1e-4", on: "true" },
        paramStyle: "--key value",
        env: {},
        experiment: null,
        description: "",
        data: [],
      },
    ]);
  });

  test("the short form is a command alone, as a line or a list", () => {
    const { value, problems } = parseSextantConfig(
      "entryPoints:\n  a: make data\n  b: [python, train.py, --epochs, 3]\n",
    );
    expect(problems).toEqual([]);
    expect(value.entryPoints.map(({ command }) => command)).toEqual([
      "make data",
      ["python", "train.py", "--epochs", "3"],
    ]);
  });

  test("every field is read, and numbers keep the way they are written", () => {
    const { value, problems } = parseSextantConfig(`
entryPoints:
  tune:
    command: python tune.py
    cwd: models\\small
    params: { alpha: 1.0, data: null }
    paramStyle: key=value
    env: { OMP_NUM_THREADS: 2 }
    experiment: tuning
    description: Finds alpha
    data: [data\\train.csv, data/*.parquet]
`);
    expect(problems).toEqual([]);
    expect(value.entryPoints[0]).toEqual({
      name: "tune",
      command: "python tune.py",
      cwd: "models/small",
      params: { alpha: "1.0", data: null },
      paramStyle: "key=value",
      env: { OMP_NUM_THREADS: "2" },
      experiment: "tuning",
      description: "Finds alpha",
      data: ["data/train.csv", "data/*.parquet"],
    });
  });

  test("one bad entry point does not hide the others", () => {
    const { value, problems } = parseSextantConfig(
      "entryPoints:\n  bad: {cwd: ..}\n  good: make\n",
    );
    expect(value.entryPoints.map(({ name }) => name)).toEqual(["good"]);
    expect(problems.map(({ message }) => message)).toEqual([
      "`entryPoints.bad.command` is missing",
      "`entryPoints.bad.cwd` leaves the project folder",
    ]);
  });

  test("merge keys and aliases are followed", () => {
    const { value } = parseSextantConfig(
      "entryPoints:\n  a: &a {command: make, env: {X: 1}}\n  b: {<<: *a, cwd: sub}\n",
    );
    expect(value.entryPoints[1]).toMatchObject({ command: "make", cwd: "sub", env: { X: "1" } });
  });
});

describe("problems stand where the mistake is", () => {
  test.each<[string, string, string[]]>([
    ["unknown top-level key", "alerts: 1\n", ["1:1 warning config-unknown-key"]],
    [
      "unknown key of an entry point",
      "entryPoints:\n  a:\n    command: make\n    comand: x\n",
      ["4:5 error config-unknown-key"],
    ],
    ["wrong type", "entryPoints: 3\n", ["1:1 error config-type"]],
    ["a list item without a name", "entryPoints:\n- command: make\n", ["2:3 error config-type"]],
    ["no mapping", "- 1\n", ["1:1 error config-type"]],
    [
      "a name twice",
      "entryPoints:\n- {name: a, command: x}\n- {name: a, command: y}\n",
      ["1:1 error config-duplicate"],
    ],
    ["a key twice", "entryPoints: {}\nentryPoints: {}\n", ["2:1 error yaml-syntax"]],
    ["a tab", "entryPoints:\n\ta: make\n", ["2:1 error yaml-syntax"]],
    ["cwd outside", "entryPoints:\n  a: {command: x, cwd: /etc}\n", ["2:19 error config-type"]],
    ["environment", "entryPoints:\n  a: {command: x, env: {A=B: 1}}\n", ["2:25 error config-type"]],
    ["nothing", "", []],
    ["a comment", "# later\n", []],
  ])("%s", (_label, text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
  });
});

describe("hostile files end quickly with a problem", () => {
  const bomb = Array.from({ length: 30 }, (_, i) =>
    i === 0 ? "a0: &a0 [x,x,x,x]" : `a${i}: &a${i} [*a${i - 1},*a${i - 1},*a${i - 1},*a${i - 1}]`,
  ).join("\n");

  test.each<[string, string, string]>([
    ["alias bomb", bomb, "yaml-too-complex"],
    ["alias cycle", "entryPoints: &a {loss: *a}\n", "yaml-too-complex"],
    ["deep nesting", "[".repeat(50_000), "yaml-syntax"],
    ["deep within the reader's bound", `a: ${"[".repeat(80)}${"]".repeat(80)}`, "yaml-too-complex"],
    ["deep and well-formed", `a: ${"[".repeat(2000)}${"]".repeat(2000)}`, "yaml-syntax"],
    ["huge", "a".repeat(2_000_000), "yaml-too-large"],
    ["many values", `a: [${"1,".repeat(200_000)}]`, "yaml-too-complex"],
    ["not text", "\u0000\u0001{{{", "config-type"],
  ])("%s", (_label, text, code) => {
    const { value, problems } = parseSextantConfig(text);
    expect(problems[0]?.code).toBe(code);
    expect(value.entryPoints).toEqual([]);
  });

  test("keys of Object.prototype are ordinary keys, or nothing", () => {
    const { value } = parseSextantConfig(
      "__proto__: {polluted: 1}\nentryPoints: {constructor: make}\n",
    );
    expect(value.entryPoints.map(({ name }) => name)).toEqual(["constructor"]);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });
});

describe("lint", () => {
  const lintOf = (text: string) => parseSextantConfig(text).value.lint;
  const nothing = { select: null, ignore: [], perFileIgnores: {}, severity: {}, exclude: [] };

  test.each<[string, string, object, readonly string[]]>([
    ["is left out", "entryPoints: {}\n", {}, []],
    ["is empty", "lint:\n", {}, []],
    ["has an empty key", "lint:\n  select:\n", {}, []],
    [
      "has all keys",
      "lint:\n  select: [DVC]\n  ignore: [DVC101]\n  perFileIgnores: {'a/**': [ALL]}\n  severity: {DVC102: off}\n  exclude: [old/]\n",
      {
        select: ["DVC"],
        ignore: ["DVC101"],
        perFileIgnores: { "a/**": ["ALL"] },
        severity: { DVC102: "off" },
        exclude: ["old/"],
      },
      [],
    ],
    ["is no mapping", "lint: [a]\n", {}, ["1:1 error config-type"]],
    [
      "has other keys",
      "lint: {rules: [a], ignore: [b]}\n",
      { ignore: ["b"] },
      ["1:8 error config-unknown-key"],
    ],
    [
      "has wrong values beside right ones",
      "lint: {ignore: [a, {}], severity: {a: x, b: hint}}\n",
      { ignore: ["a"], severity: { b: "hint" } },
      ["1:20 error config-type", "1:36 error config-type"],
    ],
    ["has a wrong list", "lint: {exclude: old}\n", {}, ["1:8 error config-type"]],
  ])("%s", (_label, text, expected, problems) => {
    expect(lintOf(text)).toEqual({ ...nothing, ...expected });
    expect(problemsOf(text)).toEqual(problems);
  });
});
