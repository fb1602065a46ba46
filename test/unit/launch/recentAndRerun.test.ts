import { describe, expect, test } from "vitest";
import { composeLaunch } from "../../../src/core/launch/composeLaunch.ts";
import { describeParameters } from "../../../src/core/launch/discoverTargets.ts";
import { addParameters, fileTarget } from "../../../src/core/launch/fileTarget.ts";
import { findLaunchProblems } from "../../../src/core/launch/launchProblems.ts";
import { parseMlprojectTargets } from "../../../src/core/launch/mlprojectTargets.ts";
import { readParamsFile } from "../../../src/core/launch/paramsFile.ts";
import {
  maxRecentLaunches,
  parseRecentLaunches,
  rememberLaunch,
} from "../../../src/core/launch/recentLaunches.ts";
import { recordedFileValues, rerunTarget } from "../../../src/core/launch/rerunTarget.ts";
import type { Run } from "../../../src/core/runs/run.ts";
import { linux, memoryFiles } from "./memoryFiles.ts";

const train = fileTarget({
  root: "/w",
  path: "train.py",
  text: 'p.add_argument("--lr", default=0.1)',
  tools: linux,
})!;

describe("recent launches", () => {
  test("they are stored as JSON and read back", () => {
    const recent = rememberLaunch([], train, { params: { lr: "0.2" } }, 5);
    expect(parseRecentLaunches(JSON.parse(JSON.stringify(recent)))).toEqual(recent);
  });

  test("the same launch stands once, newest first, and the list is bounded", () => {
    let recent = rememberLaunch([], train, { params: { lr: "1" } }, 1);
    recent = rememberLaunch(recent, train, { params: { lr: "2" } }, 2);
    recent = rememberLaunch(recent, train, { params: { lr: "1" } }, 3);
    expect(recent.map(({ params, time }) => [params["lr"], time])).toEqual([
      ["1", 3],
      ["2", 2],
    ]);
    for (let i = 0; i < 50; i += 1) {
      recent = rememberLaunch(recent, train, { params: { lr: `x${i}` } }, i);
    }
    expect(recent).toHaveLength(maxRecentLaunches);
  });

  test("secrets are not remembered", () => {
    const recent = rememberLaunch([], train, { params: { api_key: "sk-abc", lr: "1" } }, 1);
    expect(recent[0]?.params).toEqual({ lr: "1" });
  });

  test.each([undefined, null, 3, {}, [1], [{ target: {} }], [{ ...train }]])(
    "what is stored as %j is nothing",
    (stored) => {
      expect(parseRecentLaunches(stored)).toEqual([]);
    },
  );
});

function runOf(changes: Partial<Run>): Run {
  return {
    id: "r1",
    name: "brave-otter",
    source: "sextant",
    sources: ["sextant"],
    location: null,
    updatedAt: null,
    problems: [],
    status: "finished",
    experiment: "Default",
    parentId: null,
    startTime: 0,
    endTime: 1,
    exitCode: 0,
    signal: null,
    command: { argv: ["python", "train.py", "--lr", "0.1"], cwd: "models" },
    entryPoint: "train",
    host: null,
    user: null,
    git: null,
    params: {},
    metrics: {},
    tags: {},
    note: "",
    datasets: [],
    isDeleted: false,
    ...changes,
  };
}

describe("running again", () => {
  test("the recorded command runs in its folder, with other values where asked", () => {
    const target = rerunTarget(runOf({}), "/w");
    expect([target.root, target.cwd]).toEqual(["/w", "models"]);
    expect(target.parameters.map(({ key, default: given }) => [key, given])).toEqual([
      ["lr", "0.1"],
    ]);
    const { args } = composeLaunch(target, { params: { lr: "0.3" } }, { isWindows: false });
    expect(args).toEqual([
      ...["--experiment", "Default", "--entry-point", "train"],
      ...["--", "python", "train.py", "--lr", "0.3"],
    ]);
  });

  test("parameters beside the command line come back from the run's tag, and never into it", () => {
    const project =
      "entry_points:\n  main:\n    parameters: {a: {default: 1}}\n    command: t {a} | cat\n";
    const source = {
      root: "/w",
      path: "MLproject",
      text: project,
      files: memoryFiles({}),
      tools: linux,
    };
    const first = composeLaunch(
      parseMlprojectTargets(source).value[0]!,
      { params: { a: "x y" } },
      { isWindows: false },
    );
    const tag = first.args[first.args.indexOf("--tag") + 1]!;
    const [key, ...value] = tag.split("=");
    const run = runOf({
      command: { argv: first.command, cwd: "." },
      tags: { [key!]: value.join("=") },
    });
    const again = composeLaunch(rerunTarget(run, "/w"), { params: {} }, { isWindows: false });
    expect(again.command).toEqual(first.command);
    expect(again.args).toContain("a=x y");
  });

  test("values of parameters files go back to what they were, where they differ", () => {
    const file = readParamsFile("lr: 1e-3\ndepth: 3\nname: a\nunused: 1\n", "params.yaml");
    const target = addParameters(rerunTarget(runOf({}), "/w"), file);
    const recorded = { lr: "0.1", depth: "4", name: "a", other: "x" };
    // The command line has its own `lr`, and what was recorded is that one's value.
    expect(recordedFileValues(target, recorded)).toEqual({ "params.yaml:depth": "4" });
    expect(recordedFileValues(target, { depth: "3.0", name: "a" })).toEqual({});
    const silent = runOf({ command: { argv: ["python", "train.py"], cwd: "." } });
    const other = addParameters(rerunTarget(silent, "/w"), file);
    expect(recordedFileValues(other, { lr: "0.001" })).toEqual({});
    expect(recordedFileValues(other, { lr: "0.1" })).toEqual({ "params.yaml:lr": "0.1" });
  });

  test("a recorded command misses nothing that its script declares", async () => {
    const files = memoryFiles({
      "models/train.py": 'p.add_argument("data")\np.add_argument("-d", "--dir", required=True)',
    });
    const argv = ["python", "train.py", "data.csv", "-d", "out"];
    const run = runOf({ command: { argv, cwd: "models" } });
    const target = await describeParameters(rerunTarget(run, "/w"), files);
    expect(findLaunchProblems(target, { params: {} }, { isWindows: false })).toEqual([]);
    expect(composeLaunch(target, { params: {} }, { isWindows: false }).command).toEqual(argv);
  });

  test("a secret that was given is asked for again, not passed on masked", () => {
    const tags = { "sextant.givenParams": '{"api_key":"********","lr":"1"}' };
    const target = rerunTarget(runOf({ tags }), "/w");
    const problems = (params: Record<string, string>) =>
      findLaunchProblems(target, { params }, { isWindows: false }).map(({ message }) => message);
    expect(problems({})).toEqual([expect.stringContaining("needs a value for api_key")]);
    expect(problems({ api_key: "new" })).toEqual([]);
  });

  test.each<[string, Partial<Run>, RegExp | null]>([
    ["no command", { command: null }, /no recorded command/],
    ["a masked secret", { command: { argv: ["t", "--token", "********"], cwd: "." } }, /secret/],
    ["a plain one", {}, null],
    ["a garbled tag", { tags: { "sextant.givenParams": "{" } }, null],
  ])("with %s", (_label, changes, reason) => {
    const { unavailable } = rerunTarget(runOf(changes), "/w");
    if (reason === null) expect(unavailable).toBeNull();
    else expect(unavailable).toMatch(reason);
  });
});
