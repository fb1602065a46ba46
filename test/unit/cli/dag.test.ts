import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { run } from "../../../src/cli/main.ts";
import { LintFolder } from "../lint/lintFolder.ts";
import { createTestIo } from "./testIo.ts";

let disk: LintFolder;

beforeEach(() => {
  disk = new LintFolder({
    "dvc.yaml":
      "stages:\n" +
      "  train:\n    cmd: python train.py\n    deps: [raw.csv]\n    outs: [model]\n" +
      "  test:\n    foreach: [a, b]\n    do:\n      cmd: python test.py ${item}\n      deps: [model]\n",
    "raw.csv.dvc": "outs:\n- md5: 5d41402abc4b2a76b9719d911017c592\n  size: 5\n  path: raw.csv\n",
    "sub/dvc.yaml": 'stages:\n  "odd \\"<x>&":\n    cmd: echo\n    deps: [../model]\n',
  });
});
afterEach(() => disk.dispose());

async function dag(...argv: readonly string[]) {
  const { io, stdout } = createTestIo(disk.root);
  const code = await run(["dag", ...argv], io);
  return { code, stdout: stdout() };
}

describe("the graph", () => {
  it("is a chart of Mermaid's", async () => {
    expect((await dag()).stdout).toBe(
      "flowchart TD\n" +
        '  n0["test@a"]\n  n1["test@b"]\n  n2["train"]\n  n3[("raw.csv.dvc")]\n' +
        '  n4["sub/dvc.yaml:odd #quot;&lt;x&gt;&amp;"]\n' +
        "  n2 --> n0\n  n2 --> n1\n  n3 --> n2\n  n2 --> n4\n",
    );
  });

  it("is a graph of Graphviz's", async () => {
    const { stdout } = await dag("--format", "dot");
    expect(stdout).toMatch(/^digraph pipeline \{\n/);
    expect(stdout).toContain('  "raw.csv.dvc" [label="raw.csv.dvc", shape=cylinder];\n');
    expect(stdout).toContain('  "dvc.yaml:train" -> "sub/dvc.yaml:odd \\"<x>&";\n}\n');
  });

  it("is JSON, of what lies below a path", async () => {
    const all = JSON.parse((await dag("--format", "json")).stdout) as Record<string, unknown[]>;
    expect(all["edges"]).toHaveLength(4);
    const { stdout } = await dag("dvc.yaml", "--format", "json");
    expect(JSON.parse(stdout)).toEqual({
      stages: [
        {
          ...{ id: "dvc.yaml:test@a", file: "dvc.yaml", stage: "test@a" },
          ...{ commands: ["python test.py a"], deps: ["model"], outs: [] },
        },
        {
          ...{ id: "dvc.yaml:test@b", file: "dvc.yaml", stage: "test@b" },
          ...{ commands: ["python test.py b"], deps: ["model"], outs: [] },
        },
        {
          ...{ id: "dvc.yaml:train", file: "dvc.yaml", stage: "train" },
          ...{ commands: ["python train.py"], deps: ["raw.csv"], outs: ["model"] },
        },
      ],
      edges: [
        { from: "dvc.yaml:train", to: "dvc.yaml:test@a" },
        { from: "dvc.yaml:train", to: "dvc.yaml:test@b" },
      ],
    });
  });

  it("may be empty", async () => {
    disk.write({ "empty/a.txt": "" });
    expect(await dag("empty", "--format", "json")).toEqual({
      code: 0,
      stdout: '{\n  "stages": [],\n  "edges": []\n}\n',
    });
  });

  it("is not that of a path that does not exist, nor in a form that there is not", async () => {
    expect((await dag("nowhere")).code).toBe(3);
    expect((await dag("--format", "png")).code).toBe(2);
  });
});
