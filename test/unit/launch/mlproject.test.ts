import { describe, expect, test } from "vitest";
import { composeLaunch } from "../../../src/core/launch/composeLaunch.ts";
import { findLaunchProblems } from "../../../src/core/launch/launchProblems.ts";
import { parseMlprojectTargets } from "../../../src/core/launch/mlprojectTargets.ts";
import { linux, memoryFiles } from "./memoryFiles.ts";

function parse(text: string) {
  const source = { root: "/w", path: "ml/MLproject", text, files: memoryFiles({}), tools: linux };
  return parseMlprojectTargets(source);
}

function commandOf(command: string, params: Record<string, string>, isWindows = false) {
  const declared = "{alpha: {type: float, default: 0.10}, data: path, unused: {default: 1}}";
  const text = `entry_points:\n  main:\n    parameters: ${declared}\n    command: ${JSON.stringify(command)}\n`;
  const [target] = parse(text).value;
  return composeLaunch(target!, { params }, { isWindows });
}

test("entry points with their parameters, defaults as they are written", () => {
  const { value, problems } = parse(`
name: demo
entry_points:
  main:
    parameters:
      alpha: {type: float, default: 1.0, description: Strength}
      data: path
    command: "python train.py {alpha} {data}"
  test: {command: "python test.py"}
  broken: {parameters: {a: float}}
`);
  expect(value.map(({ id, cwd }) => [id, cwd])).toEqual([
    ["mlproject:ml/MLproject:main", "ml"],
    ["mlproject:ml/MLproject:test", "ml"],
  ]);
  expect(
    value[0]?.parameters.map(({ name, default: given, help, isRequired }) => [
      name,
      given,
      help,
      isRequired,
    ]),
  ).toEqual([
    ["alpha", "1.0", "Strength (float)", false],
    ["data", null, "path", true],
  ]);
  expect(problems.map(({ code, location }) => [code, location?.line])).toEqual([
    ["mlproject-no-command", 9],
  ]);
});

describe("placeholders", () => {
  test.each<[string, string, readonly string[]]>([
    ["python t.py {alpha} {data}", "d.csv", ["python", "t.py", "0.10", "d.csv"]],
    ["python t.py --data={data}", "a b", ["python", "t.py", "--data=a b"]],
    ["python t.py '{data}'", "it's; rm -rf /", ["python", "t.py", "it's; rm -rf /"]],
    ["python t.py {{x}} {data}", "{alpha}", ["python", "t.py", "{x}", "{alpha}"]],
  ])("%s", (template, data, expected) => {
    expect(commandOf(template, { data }).command).toEqual(expected);
  });

  test("in a shell's text a value is a positional parameter, quoted for its place", () => {
    const { command } = commandOf(`echo {data} "x{data}" 'y{data}' | cat`, { data: "$(id)" });
    expect(command).toEqual([
      "sh",
      "-c",
      `echo "\${1}" "x\${1}" 'y'"\${1}"'' | cat`,
      "sh",
      "$(id)",
    ]);
  });

  test("further parameters are appended, and recorded where the command line does not show them", () => {
    const plain = commandOf("python t.py {data}", { data: "d", seed: "3" });
    expect(plain.command).toEqual(["python", "t.py", "d", "--seed", "3"]);
    expect(plain.args).toContain("data=d");
    expect(plain.args).not.toContain("seed=3");
    const shell = commandOf("python t.py {alpha} {data} | tee log", { data: "d", seed: "3" });
    expect(shell.command.slice(2)).toEqual([
      'python t.py "${1}" "${2}" | tee log "${3}" "${4}"',
      "sh",
      "0.10",
      "d",
      "--seed",
      "3",
    ]);
  });
});

test("what stands in the way is said before anything starts", () => {
  const [target] = parse(
    "entry_points:\n  main:\n    parameters: {data: path}\n    command: t {data} | cat\n",
  ).value;
  const check = (params: Record<string, string>, isWindows = false) =>
    findLaunchProblems(target!, { params }, { isWindows }).map(({ code }) => code);
  expect(check({})).toEqual(["parameter-missing"]);
  expect(check({ data: "a & b" })).toEqual([]);
  expect(check({ data: "a\0b" })).toEqual(["value-not-passable"]);
  expect(check({ data: "a & b" }, true)).toEqual(["value-not-passable"]);
  expect(check({ data: "C:\\data\\a.csv" }, true)).toEqual([]);
});
