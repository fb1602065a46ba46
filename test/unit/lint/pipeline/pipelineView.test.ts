import { describe, expect, it } from "vitest";
import { buildPipelineView } from "../../../../src/core/lint/pipeline/buildPipelineView.ts";
import type { PipelineView } from "../../../../src/core/lint/pipeline/pipelineView.ts";
import { sortByNeed } from "../../../../src/core/lint/pipeline/sortByNeed.ts";
import {
  readStageStatus,
  type ContentHash,
  type HashRequest,
} from "../../../../src/core/lint/pipeline/stageStatus.ts";
import { openTexts } from "../../../support/lint/lintTexts.ts";

type Files = Readonly<Record<string, string>>;
type Contents = Readonly<Record<string, ContentHash | string>>;

/** What is on the disk, by path: a hash or how it cannot be told. Everything else is as locked. */
function view(files: Files, contents: Contents = {}, scope: string | null = null): PipelineView {
  const hashOf = ({ path, md5 }: HashRequest): ContentHash => {
    const known = contents[path] ?? md5;
    return typeof known === "string" ? { kind: "hash", md5: known } : known;
  };
  const project = openTexts(files, { rules: ["DVC005"] });
  return buildPipelineView(project, scope, (file, stage) =>
    readStageStatus(project, file, stage, hashOf),
  );
}

const lock = (stages: string): string => `schema: '2.0'\nstages:\n${stages}`;

describe("the state of a stage", () => {
  const pipeline = "stages:\n  a:\n    cmd: run\n    deps: [in]\n    outs: [out]\n";
  const record =
    "  a:\n    cmd: run\n    deps:\n    - {path: in, hash: md5, md5: aa, size: 1}\n" +
    "    outs:\n    - {path: out, hash: md5, md5: bb, size: 1}\n";
  const cases: readonly [
    name: string,
    pipeline: string,
    record: string | null,
    contents: Contents,
    expected: string,
  ][] = [
    ["is fresh when all is as it was", pipeline, record, {}, "fresh"],
    ["was never run without a lock", pipeline, null, {}, "never-run: dvc.lock has no record of it"],
    [
      "was never run without a record",
      pipeline,
      "  b: {cmd: run}\n",
      {},
      "never-run: dvc.lock has no record of it",
    ],
    [
      "changes with its command",
      pipeline.replace("run", "walk"),
      record,
      {},
      "changed: its command has changed",
    ],
    [
      "changes when its command becomes a list",
      pipeline.replace("run", "[run]"),
      record,
      {},
      "changed: its command has changed",
    ],
    [
      "is fresh with the same list of commands",
      pipeline.replace("run", "[run, walk]"),
      record.replace("run", "[run, walk]"),
      {},
      "fresh",
    ],
    [
      "changes with a dependency's content",
      pipeline,
      record,
      { in: "cc" },
      "changed: dependency in has changed",
    ],
    [
      "changes without an output",
      pipeline,
      record,
      { out: { kind: "missing" } },
      "changed: output out is missing",
    ],
    [
      "is not known while files are read",
      pipeline,
      record,
      { in: { kind: "pending" } },
      "unknown: dependency in is being checked",
    ],
    [
      "is not known with files that are too large",
      pipeline,
      record,
      { out: { kind: "unread" } },
      "unknown: output out is too large to be checked here",
    ],
    [
      "changes with a new dependency",
      pipeline.replace("[in]", "[in, more]"),
      record,
      {},
      "changed: dependency more is new",
    ],
    [
      "changes with a new output",
      pipeline.replace("[out]", "[out, more]"),
      record,
      {},
      "changed: output more is new",
    ],
    [
      "is fresh without an old dependency",
      pipeline.replace("    deps: [in]\n", ""),
      record,
      { in: "cc" },
      "fresh",
    ],
    [
      "changes always when it is marked so",
      `${pipeline}    always_changed: true\n`,
      record,
      {},
      "changed: it is marked always_changed",
    ],
    [
      "is fresh when it is frozen, whatever it needs",
      `${pipeline}    frozen: true\n`,
      record,
      { in: "cc" },
      "fresh",
    ],
    [
      "changes with its outputs even when it is frozen",
      `${pipeline}    frozen: true\n`,
      record,
      { out: "cc" },
      "changed: output out has changed",
    ],
    [
      "changes always when there is nothing to compare",
      "stages:\n  a:\n    cmd: run\n",
      "  a:\n    cmd: run\n",
      {},
      "changed: it neither needs nor makes anything: DVC always runs it",
    ],
    [
      "is not known when its templates have no value",
      pipeline.replace("run", '"${nothing}"'),
      record,
      {},
      "unknown: its templates cannot be filled in",
    ],
    [
      "does not depend on what has no hash, as outside data",
      pipeline,
      record.replace("hash: md5, md5: aa", "etag: aa"),
      { in: "cc" },
      "fresh",
    ],
  ];
  it.each(cases)("%s", (...[, text, locked, contents, expected]) => {
    const files = { "dvc.yaml": text, ...(locked !== null && { "dvc.lock": lock(locked) }) };
    const { nodes } = view(files, contents);
    expect(nodes.map(({ state, reasons }) => [state, ...reasons].join(": "))).toEqual([expected]);
  });
});

describe("parameters of a stage", () => {
  const check = (params: string, locked: string, file: Files, expected: string): void => {
    const { nodes } = view({
      "dvc.yaml": `stages:\n  a:\n    cmd: run\n    params: ${params}\n`,
      "dvc.lock": lock(`  a:\n    cmd: run\n    params: ${locked}\n`),
      ...file,
    });
    expect(nodes.map(({ state, reasons }) => [state, ...reasons].join("; "))).toEqual([expected]);
  };
  const cases: readonly [
    name: string,
    params: string,
    locked: string,
    file: Files,
    expected: string,
  ][] = [
    [
      "are the same however they are written",
      "[a]",
      "{params.yaml: {a: 0.1}}",
      { "params.yaml": "a: 1e-1" },
      "fresh",
    ],
    [
      "are texts or numbers",
      "[a]",
      "{params.yaml: {a: 1}}",
      { "params.yaml": "a: '1'" },
      "changed; parameter a has changed",
    ],
    [
      "count true as one, as Python does",
      "[a]",
      "{params.yaml: {a: true}}",
      { "params.yaml": "a: 1" },
      "fresh",
    ],
    [
      "lie below others",
      "[a.b]",
      "{params.yaml: {a.b: 1}}",
      { "params.yaml": "a: {b: 2}" },
      "changed; parameter a.b has changed",
    ],
    ["lie in lists", "[a.1]", "{params.yaml: {a.1: 5}}", { "params.yaml": "a: [4, 5]" }, "fresh"],
    [
      "may be mappings, in any order",
      "[a]",
      "{params.yaml: {a: {x: 1, y: [2]}}}",
      { "params.yaml": "a: {y: [2], x: 1}" },
      "fresh",
    ],
    [
      "may be gone",
      "[a]",
      "{params.yaml: {a: 1}}",
      { "params.yaml": "b: 1" },
      "changed; parameter a is missing",
    ],
    [
      "may be new",
      "[a]",
      "{params.yaml: {}}",
      { "params.yaml": "a: 1" },
      "changed; parameter a is new",
    ],
    [
      "may have lost their file",
      "[a]",
      "{params.yaml: {a: 1}}",
      {},
      "changed; parameter file params.yaml is missing; parameter a is missing",
    ],
    [
      "of a whole file are all of it",
      "[p.yaml: ]",
      "{p.yaml: {a: 1, c: 1}}",
      { "p.yaml": "a: 1\nb: 2" },
      "changed; parameter b is new; parameter c is missing",
    ],
    [
      "of a whole file may have dots",
      "[p.yaml: ]",
      "{p.yaml: {a.b: 1}}",
      { "p.yaml": "a.b: 1" },
      "fresh",
    ],
    [
      "come from TOML",
      "[p.toml: [t.a]]",
      "{p.toml: {t.a: 1.0}}",
      { "p.toml": "[t]\na = 1.0" },
      "fresh",
    ],
    [
      "come from JSON",
      "[p.json: [a]]",
      "{p.json: {a: null}}",
      { "p.json": '{"a": 2}' },
      "changed; parameter a has changed",
    ],
    ["come from Python", "[p.py: [A]]", "{p.py: {A: 1}}", { "p.py": "A = 1\n" }, "fresh"],
  ];
  it.each(cases)("%s", (...[, params, locked, file, expected]) => {
    check(params, locked, file, expected);
  });

  it("that only a template uses are in what it comes to", () => {
    const files = {
      "dvc.yaml": "stages:\n  a:\n    cmd: run ${a}\n    deps: [in]\n",
      "dvc.lock": lock("  a:\n    cmd: run 1\n    deps: [{path: in, hash: md5, md5: aa}]\n"),
    };
    expect(view({ ...files, "params.yaml": "a: 1" }).nodes[0]?.state).toBe("fresh");
    expect(view({ ...files, "params.yaml": "a: 2" }).nodes[0]?.state).toBe("changed");
  });
});

describe("the graph of stages", () => {
  const files: Files = {
    "dvc.yaml":
      "stages:\n  use: {cmd: use, deps: [made], outs: [used]}\n" +
      "  make: {cmd: make, deps: [data.csv], outs: [made]}\n" +
      "  each:\n    foreach: [x, y]\n    do: {cmd: 'do ${item}', deps: [used], outs: ['o-${item}']}\n",
    "data.csv.dvc": "outs:\n- path: data.csv\n  md5: aa\n",
    "sub/dvc.yaml": "stages:\n  last: {cmd: last, deps: [../o-x], always_changed: yes}\n",
    "dvc.lock": lock(
      "  make: {cmd: make, deps: [{path: data.csv, hash: md5, md5: aa}], outs: [{path: made, hash: md5, md5: bb}]}\n" +
        "  use: {cmd: use, deps: [{path: made, hash: md5, md5: bb}], outs: [{path: used, hash: md5, md5: cc}]}\n" +
        "  each@x: {cmd: do x, deps: [{path: used, hash: md5, md5: cc}], outs: [{path: o-x, hash: md5, md5: dd}]}\n",
    ),
  };

  it("has what a stage needs before it, files tracked by themselves, and loops as one", () => {
    const { nodes, edges, files: all, hiddenCount } = view(files);
    expect(nodes.map(({ id, kind }) => `${kind} ${id}`)).toEqual([
      "data data.csv.dvc:",
      "stage dvc.yaml:make",
      "stage dvc.yaml:use",
      "foreach dvc.yaml:each",
      "stage sub/dvc.yaml:last",
    ]);
    expect(edges.map(({ from, to, paths }) => `${from} > ${to}: ${paths.join()}`)).toEqual([
      "dvc.yaml:make > dvc.yaml:use: made",
      "data.csv.dvc: > dvc.yaml:make: data.csv",
      "dvc.yaml:use > dvc.yaml:each: used",
      "dvc.yaml:each > sub/dvc.yaml:last: o-x",
    ]);
    expect([all, hiddenCount]).toEqual([["dvc.yaml", "sub/dvc.yaml"], 0]);
    const each = nodes.find(({ name }) => name === "each");
    expect(each?.instances.map(({ name, state }) => `${name} ${state}`)).toEqual([
      "each@x fresh",
      "each@y never-run",
    ]);
    expect([each?.instanceCount, each?.state, each?.line]).toEqual([2, "never-run", 3]);
    const last = nodes.find(({ name }) => name === "last");
    expect(last?.findings).toEqual([expect.objectContaining({ rule: "DVC005", line: 1 })]);
  });

  it("makes wait what stands behind a stage that is to be run", () => {
    const states = (contents: Contents) =>
      view(files, contents)
        .nodes.slice(1, 3)
        .map(({ state, reasons }) => [state, ...reasons].join(": "));
    expect(states({})).toEqual(["fresh", "fresh"]);
    expect(states({ "data.csv": "zz" })).toEqual([
      "changed: dependency data.csv has changed",
      "changed: make is to be run first",
    ]);
  });

  it("shows the stages of one file with what they need", () => {
    const { nodes, scope } = view(files, {}, "sub/dvc.yaml");
    expect(nodes.map(({ id }) => id)).toEqual(["dvc.yaml:each", "sub/dvc.yaml:last"]);
    expect(scope).toBe("sub/dvc.yaml");
    expect(view(files, {}, "gone/dvc.yaml")).toEqual(view(files));
  });

  it("has stages in a circle too", () => {
    const { nodes, edges } = view({
      "dvc.yaml":
        "stages:\n  a: {cmd: a, deps: [y], outs: [x]}\n  b: {cmd: b, deps: [x], outs: [y]}\n",
    });
    expect([nodes.length, edges.length]).toEqual([2, 2]);
  });

  it("leaves out what nobody could read, and says how much", () => {
    const stages = Array.from({ length: 650 }, (_, index) => `  s${index}: {cmd: x}\n`).join("");
    const { nodes, hiddenCount } = view({ "dvc.yaml": `stages:\n${stages}` });
    expect([nodes.length, hiddenCount]).toEqual([600, 50]);
  });
});

describe("what is needed comes first", () => {
  const check = (ids: string, edges: readonly string[], expected: string): void => {
    const pairs = edges.map((edge) => ({ from: edge.charAt(0), to: edge.charAt(1) }));
    expect(sortByNeed(Array.from(ids), pairs).join("")).toBe(expected);
  };
  it("else as given", () => check("cba", ["ab"], "cab"));
  it("once for each", () => check("dcba", ["ab", "ac", "bd", "cd"], "abcd"));
  it("but for circles, which come last", () => check("abcd", ["ab", "ba", "cd", "dd"], "cdab"));
  it("of what is there", () => check("ab", ["xa", "ay", "ba"], "ba"));
});
