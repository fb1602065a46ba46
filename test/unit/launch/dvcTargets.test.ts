import { describe, expect, test } from "vitest";
import { parseDvcTargets } from "../../../src/core/launch/dvcTargets.ts";
import type { LaunchTools } from "../../../src/core/launch/interpreters.ts";
import { linux, linuxWithDvc, memoryFiles } from "./memoryFiles.ts";

async function targetsOf(
  text: string,
  options: { tools?: LaunchTools; files?: Record<string, string>; path?: string } = {},
) {
  const { tools = linux, files = {}, path = "dvc.yaml" } = options;
  const source = { root: "/w", path, text, files: memoryFiles(files), tools };
  return (await parseDvcTargets(source)).value;
}

/** What each stage runs as, by name; its reason where it cannot. */
async function commandsOf(text: string, options: Parameters<typeof targetsOf>[1] = {}) {
  const targets = await targetsOf(text, options);
  return Object.fromEntries(
    targets.map(({ label, command, unavailable }) => [
      label,
      unavailable ?? (command.kind === "argv" ? command.argv : command),
    ]),
  );
}

const pipeline = `
stages:
  prepare:
    cmd: python src/prepare.py data/raw.csv
    desc: Cleans the table
  train:
    cmd: python train.py --lr \${train.lr} && echo done
    wdir: model
    params: [train.lr, "extra.json:", other]
`;

describe("with DVC", () => {
  test("a stage is reproduced alone, from the folder of its file", async () => {
    const targets = await targetsOf(pipeline, { tools: linuxWithDvc, path: "pipelines/dvc.yaml" });
    expect(
      targets.map(({ id, cwd, command, description }) => [id, cwd, command, description]),
    ).toEqual(
      ["prepare", "train"].map((name) => [
        `dvc:pipelines/dvc.yaml:${name}`,
        "pipelines",
        { kind: "argv", argv: ["dvc", "repro", "--single-item", "--force", name] },
        name === "prepare" ? "Cleans the table" : "",
      ]),
    );
  });

  test("parameters come from the files that the stage names, as they are now", async () => {
    const [, train] = await targetsOf(pipeline, {
      tools: linuxWithDvc,
      files: { "model/params.yaml": "train: {lr: 1e-3, momentum: 0.9}\nunused: 1\n" },
    });
    expect(train?.parameters.map(({ key, name, default: value }) => [key, name, value])).toEqual([
      ["model/params.yaml:train.lr", "train.lr", "1e-3"],
    ]);
  });
});

describe("without DVC", () => {
  test("the stage's own command runs in its own folder; a shell where it needs one", async () => {
    const files = { "params.yaml": "train: {lr: 0.10}\n" };
    expect(await commandsOf(pipeline, { files })).toEqual({
      prepare: ["python", "src/prepare.py", "data/raw.csv"],
      train: ["sh", "-c", "python train.py --lr 0.10 && echo done"],
    });
    const [, train] = await targetsOf(pipeline, { files });
    expect(train?.cwd).toBe("model");
  });

  test("several commands stop at the first that fails", async () => {
    const text = "stages:\n  a:\n    cmd:\n    - 'make data # slow'\n    - make train\n";
    expect(await commandsOf(text)).toEqual({
      a: ["sh", "-c", "(make data # slow\n) && (make train\n)"],
    });
  });

  test.each([
    ["unknown", "x: 1\n"],
    ["shell text", "lr: '1; rm -rf /'\n"],
    ["a blank", "lr: 'a b'\n"],
    ["a substitution", "lr: $(id)\n"],
    ["a list", "lr: [1]\n"],
  ])("a value that is %s is left to DVC", async (_label, params) => {
    const text = "stages:\n  a:\n    cmd: python train.py --lr ${lr}\n";
    expect(await commandsOf(text, { files: { "params.yaml": params } })).toEqual({
      a: "The stage a needs DVC, which was not found: its command uses ${lr}.",
    });
  });

  test("vars are values and files", async () => {
    const text = "vars: [{a: 1}, conf/b.yaml]\nstages:\n  s: {cmd: 'run ${a} ${b.c[0]} ${d}'}\n";
    const files = { "conf/b.yaml": "b: {c: [x]}\n", "params.yaml": "d: y\n" };
    expect(await commandsOf(text, { files })).toEqual({ s: ["run", "1", "x", "y"] });
  });
});

describe("loops", () => {
  test.each<[string, string, string, Record<string, readonly string[]>]>([
    [
      "a list",
      "foreach: [us, uk]\n    do: {cmd: 'train ${item}'}",
      "",
      { "s@us": ["train", "us"], "s@uk": ["train", "uk"] },
    ],
    [
      "a mapping",
      "foreach: {a: {n: 1}, b: {n: 2}}\n    do: {cmd: 'train ${key} ${item.n}'}",
      "",
      { "s@a": ["train", "a", "1"], "s@b": ["train", "b", "2"] },
    ],
    [
      "a list of mappings goes by index",
      "foreach: [{n: 1}, {n: 2}]\n    do: {cmd: 'train ${item.n}'}",
      "",
      { "s@0": ["train", "1"], "s@1": ["train", "2"] },
    ],
    [
      "a reference",
      "foreach: ${models}\n    do: {cmd: 'train ${item}'}",
      "models: [cnn]\n",
      { "s@cnn": ["train", "cnn"] },
    ],
    [
      "a matrix",
      "matrix: {m: [a, b], f: '${fs}'}\n    cmd: train ${item.m} ${item.f}",
      "fs: [1, 2]\n",
      {
        "s@a-1": ["train", "a", "1"],
        "s@a-2": ["train", "a", "2"],
        "s@b-1": ["train", "b", "1"],
        "s@b-2": ["train", "b", "2"],
      },
    ],
  ])("%s", async (_label, stage, params, expected) => {
    const text = `stages:\n  s:\n    ${stage}\n`;
    expect(await commandsOf(text, { files: { "params.yaml": params } })).toEqual(expected);
  });

  test("what cannot be expanded is offered as a whole", async () => {
    const text = "stages:\n  s:\n    foreach: ${nothing}\n    do: {cmd: 'train ${item}'}\n";
    expect(Object.keys(await commandsOf(text, { tools: linuxWithDvc }))).toEqual(["s"]);
    const huge = `stages:\n  s:\n    matrix:\n${"abcdefgh"
      .split("")
      .map((axis) => `      ${axis}: [1,2,3,4]\n`)
      .join("")}    cmd: train\n`;
    expect(Object.keys(await commandsOf(huge))).toEqual(["s"]);
  });
});

test.each([
  ["empty", ""],
  ["a scalar", "hello"],
  ["stages a list", "stages: [a, b]"],
  ["stage null", "stages: {a: }"],
  ["a tab", "stages:\n\ta: {}"],
  ["cycle", "stages: &a {x: *a}"],
])("a file that is %s gives no target and does not throw", async (_label, text) => {
  expect(await targetsOf(text)).toEqual([]);
});
