import { describe, expect, test } from "vitest";
import {
  choosePython,
  pythonScriptOf,
  shellCommand,
  verbatimShellArguments,
} from "../../../src/core/launch/interpreters.ts";
import { findProgram, interpreterEnvironment } from "../../../src/platform/process/programs.ts";

describe("findProgram", () => {
  test.each<[string, NodeJS.Platform, Record<string, string>, readonly [string[], string | null]]>([
    ["first on the PATH", "linux", { PATH: "/a:/b" }, [["/b/dvc", "/a/dvc"], "/a/dvc"]],
    ["an empty entry is no folder", "linux", { PATH: ":/b" }, [["dvc", "/b/dvc"], "/b/dvc"]],
    ["not there", "linux", { PATH: "/a" }, [[], null]],
    ["no PATH", "linux", {}, [["/a/dvc"], null]],
    ["Windows", "win32", { Path: "C:\\a;C:\\b" }, [["C:\\b\\dvc.EXE"], "C:\\b\\dvc.EXE"]],
    ["PATHEXT", "win32", { PATH: "C:\\a", PATHEXT: ".PY" }, [["C:\\a\\dvc.PY"], "C:\\a\\dvc.PY"]],
  ])("%s", (_label, platform, env, [files, expected]) => {
    const isExecutable = (file: string) => files.includes(file);
    expect(findProgram("dvc", { platform, env, isExecutable })).toBe(expected);
  });
});

test.each<[string, NodeJS.Platform, Record<string, string>, Record<string, string>]>([
  ["/w/.venv/bin/python", "linux", { PATH: "/usr/bin" }, { PATH: "/w/.venv/bin:/usr/bin" }],
  ["/w/.venv/bin/python", "linux", {}, { PATH: "/w/.venv/bin" }],
  ["python3", "linux", { PATH: "/usr/bin" }, {}],
  [
    "C:\\w\\venv\\Scripts\\python.exe",
    "win32",
    { Path: "C:\\x" },
    { PATH: "C:\\w\\venv\\Scripts;C:\\x" },
  ],
])("the environment of %s on %s", (interpreter, platform, env, expected) => {
  expect(interpreterEnvironment(interpreter, { platform, env })).toEqual(expected);
});

describe("choosePython", () => {
  const none = { chosen: null, environments: [], onPath: [] };
  test.each([
    [{ ...none, chosen: "/c/python", environments: ["/e/python"] }, false, "/c/python"],
    [{ ...none, environments: ["/e/python"], onPath: ["python3"] }, false, "/e/python"],
    [{ ...none, onPath: ["python", "python3"] }, false, "python3"],
    [{ ...none, onPath: ["python"] }, false, "python"],
    [{ ...none, onPath: ["py", "python3"] }, true, "py"],
    [none, false, "python3"],
    [none, true, "python"],
  ])("%j, Windows: %s", (candidates, isWindows, expected) => {
    expect(choosePython(candidates, isWindows)).toBe(expected);
  });
});

test.each([
  [["python", "-u", "train.py", "--a"], "train.py"],
  [["torchrun", "--nproc", "2", "src\\train.py"], "src/train.py"],
  [["python", "-m", "package.train"], "package/train.py"],
  [["python", "-m"], null],
  [["make", "train"], null],
  [[], null],
])("the script of %j", (argv, expected) => {
  expect(pythonScriptOf(argv)).toBe(expected);
});

test("a text for cmd.exe stands on its command line as it was written", () => {
  const text = 'python "my script.py" && echo "done"';
  expect(verbatimShellArguments(shellCommand(text, [], true))).toEqual([
    "/d",
    "/s",
    "/c",
    `"${text}"`,
  ]);
  expect(verbatimShellArguments(shellCommand(text, [], false))).toBeUndefined();
  expect(verbatimShellArguments(["cmd.exe", "/c", "dir"])).toBeUndefined();
});
