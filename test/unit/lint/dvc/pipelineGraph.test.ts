import { describe, expect, it } from "vitest";
import type { LintProject } from "../../../../src/core/lint/project/lintProject.ts";
import { openTexts } from "../../../support/lint/lintTexts.ts";

type Stage = readonly [deps: readonly string[], outs: readonly string[]];

function pipeline(stages: Readonly<Record<string, Stage>>): string {
  const written = Object.entries(stages).map(
    ([name, [deps, outs]]) =>
      `  ${name}:\n    cmd: run\n    deps: [${deps.join(", ")}]\n    outs: [${outs.join(", ")}]\n`,
  );
  return `stages:\n${written.join("")}`;
}

const names = (refs: Iterable<{ readonly file: string; readonly stage: string | undefined }>) =>
  [...refs].map(({ file, stage }) => (stage === undefined ? file : `${file}:${stage}`));

const cycles = (project: LintProject, file: string) =>
  project.graph.cyclesOf(file).map((cycle) => names(cycle).join(" > "));

const chain = pipeline({
  get: [[], ["data/raw"]],
  prepare: [["data"], ["features/train.csv"]],
  train: [["features", "params.yaml"], ["model.pkl"]],
});

describe("questions to the graph", () => {
  const project = openTexts({
    "dvc.yaml": chain,
    "data/extra.csv.dvc": "outs:\n- path: extra.csv\n  md5: 1\n",
    "sub/dvc.yaml": pipeline({ report: [["../model.pkl"], ["report.md"]] }),
  });
  const { graph } = project;

  it.each([
    ["the path itself", "model.pkl", ["dvc.yaml:train"]],
    ["what lies above it", "data/raw/x.csv", ["dvc.yaml:get"]],
    ["what lies below it", "data", ["data/extra.csv.dvc", "dvc.yaml:get"]],
    ["nothing for others", "data/other", []],
  ])("answers who makes a path: %s", (_name, path, expected) => {
    expect(names(graph.producersOf(path)).sort()).toEqual(expected);
  });

  it("answers who needs a path", () => {
    expect(names(graph.consumersOf("data/extra.csv"))).toEqual(["dvc.yaml:prepare"]);
    expect(names(graph.consumersOf("model.pkl"))).toEqual(["sub/dvc.yaml:report"]);
  });

  it("knows neighbours across files", () => {
    expect(names(graph.upstreamOf("dvc.yaml", "prepare")).sort()).toEqual([
      "data/extra.csv.dvc",
      "dvc.yaml:get",
    ]);
    expect(names(graph.downstreamOf("dvc.yaml", "train"))).toEqual(["sub/dvc.yaml:report"]);
    expect(names(graph.downstreamOf("data/extra.csv.dvc", undefined))).toEqual([
      "dvc.yaml:prepare",
    ]);
  });

  it("tells where an end stands", () => {
    const [out] = graph.producersOf("model.pkl");
    const at = out === undefined ? undefined : graph.placeOf(out);
    expect(chain.slice(at?.start, at?.end)).toBe("model.pkl");
  });

  it("keeps projects within the project apart", () => {
    const nested = openTexts({
      "dvc.yaml": pipeline({ a: [[], ["inner/x"]] }),
      "inner/.dvc/config": "",
      "inner/dvc.yaml": pipeline({ b: [["x"], ["y"]] }),
    });
    expect(names(nested.graph.upstreamOf("inner/dvc.yaml", "b"))).toEqual([]);
    expect(names(nested.graph.producersOf("inner/x", "inner/dvc.yaml"))).toEqual([]);
    expect(names(nested.graph.producersOf("inner/x"))).toEqual(["dvc.yaml:a"]);
  });

  it("passes over files that git or DVC ignores", () => {
    const files = {
      "dvc.yaml": pipeline({ a: [[], ["x"]] }),
      "old/dvc.yaml": pipeline({ b: [[], ["x"]] }),
      "tmp/dvc.yaml": pipeline({ c: [[], ["x"]] }),
      ".gitignore": "/old/\n",
      ".dvcignore": "tmp\n",
    };
    expect(names(openTexts(files, { tracked: [] }).graph.stages())).toEqual(["dvc.yaml:a"]);
    expect(names(openTexts(files).graph.stages())).toEqual(["dvc.yaml:a", "old/dvc.yaml:b"]);
  });

  it("says which files lie in outputs that were read before them", () => {
    const { graph: hiding } = openTexts({
      "dvc.yaml": pipeline({ a: [[], ["out"]] }),
      "out/sub/dvc.yaml": pipeline({ b: [[], ["x"]] }),
      "other/dvc.yaml": pipeline({ c: [[], ["../other"]] }),
    });
    expect(
      ["dvc.yaml", "out/sub/dvc.yaml", "other/dvc.yaml"].map((it) => hiding.isHidden(it)),
    ).toEqual([false, true, false]);
  });
});

describe("cycles", () => {
  it.each<[string, Readonly<Record<string, Stage>>, readonly string[]]>([
    ["none", { a: [["x"], ["y"]], b: [["y"], ["z"]] }, []],
    ["a stage that needs its own output", { a: [["d"], ["d/x"]] }, ["dvc.yaml:a > dvc.yaml:a"]],
    [
      "the shortest way around",
      { a: [["z"], ["x"]], b: [["x"], ["y"]], c: [["y", "x"], ["z"]] },
      ["dvc.yaml:a > dvc.yaml:c > dvc.yaml:a"],
    ],
    [
      "two apart",
      { a: [["y"], ["x"]], b: [["x"], ["y"]], c: [["p"], ["q"]], d: [["q"], ["p"]] },
      ["dvc.yaml:a > dvc.yaml:b > dvc.yaml:a", "dvc.yaml:c > dvc.yaml:d > dvc.yaml:c"],
    ],
  ])("finds %s", (_name, stages, expected) => {
    expect(cycles(openTexts({ "dvc.yaml": pipeline(stages) }), "dvc.yaml")).toEqual(expected);
  });

  it("follows changes: one that comes, one that goes, one that is left of two", () => {
    const project = openTexts({
      "dvc.yaml": pipeline({ a: [["y"], ["x"]], b: [["x"], ["y", "y2"]], c: [["w"], ["z"]] }),
      "sub/dvc.yaml": pipeline({ d: [["../y2"], ["../u"]] }),
    });
    const ab = "dvc.yaml:a > dvc.yaml:b > dvc.yaml:a";
    expect(cycles(project, "dvc.yaml")).toEqual([ab]);
    expect(cycles(project, "sub/dvc.yaml")).toEqual([]);

    project.setText("sub/dvc.yaml", pipeline({ d: [["../y2"], ["../x/part"]] }));
    expect(cycles(project, "sub/dvc.yaml")).toEqual([
      "sub/dvc.yaml:d > dvc.yaml:b > sub/dvc.yaml:d",
    ]);
    project.setText("dvc.yaml", pipeline({ a: [["y"], ["x1"]], b: [["x"], ["y", "y2"]] }));
    expect(cycles(project, "dvc.yaml")).toEqual(["dvc.yaml:b > sub/dvc.yaml:d > dvc.yaml:b"]);
    project.setText("dvc.yaml", pipeline({ b: [[], ["y2"]] }));
    expect([...cycles(project, "dvc.yaml"), ...cycles(project, "sub/dvc.yaml")]).toEqual([]);
  });
});

describe("changes", () => {
  /** Asks as a rule would, and notes which answers are to be asked for anew. */
  function ask(project: LintProject, questions: Readonly<Record<string, () => unknown>>) {
    let asked: string[] = [];
    const askAll = () => {
      asked = [];
      for (const [name, question] of Object.entries(questions)) {
        project.remember(name, () => {
          asked.push(name);
          return question();
        });
      }
      return asked;
    };
    askAll();
    return askAll;
  }

  function open() {
    const project = openTexts({
      "dvc.yaml": chain,
      "sub/dvc.yaml": pipeline({ report: [["../model.pkl"], ["report.md"]] }),
    });
    const { graph } = project;
    const askAnew = ask(project, {
      model: () => graph.producersOf("model.pkl"),
      raw: () => graph.producersOf("data/raw/x"),
      features: () => graph.consumersOf("features/train.csv"),
      train: () => graph.upstreamOf("dvc.yaml", "train"),
      all: () => graph.stages(),
      cycles: () => graph.cyclesOf("sub/dvc.yaml"),
    });
    return { project, askAnew };
  }

  it.each([
    ["a comment", `# why\n${chain}`, []],
    ["an output", chain.replace("model.pkl", "model.bin"), ["model", "train", "all"]],
    ["an output's folder", chain.replace("data/raw", "data/raw/x/y/z"), ["raw", "all"]],
    ["a dependency", chain.replace("[data]", "[features/old]"), ["train", "all"]],
    [
      "a dependency of who asks",
      chain.replace("[features,", "[data,"),
      ["features", "train", "all"],
    ],
    ["a cycle", chain.replace("deps: []", "deps: [sub/report.md]"), ["all", "cycles"]],
  ])("of %s are told to who asked for what changed", (_name, text, expected) => {
    const { project, askAnew } = open();
    project.setText("dvc.yaml", text);
    expect(askAnew()).toEqual(expected);
    expect(askAnew()).toEqual([]);
  });

  it("of the paths of the project come through", () => {
    const { project, askAnew } = open();
    project.setPaths(["sub/dvc.yaml"]);
    expect(askAnew()).toEqual(["model", "raw", "features", "train", "all"]);
    expect(names(project.graph.stages())).toEqual(["sub/dvc.yaml:report"]);
  });

  it("expand nothing while nobody has asked", () => {
    const project = openTexts({ "dvc.yaml": chain });
    expect([...project.graph.settle([{ kind: "graph-ends", name: "dvc.yaml" }])]).toEqual([]);
  });

  it("are read ahead a file at a time, and differ in nothing then", () => {
    const texts = { "a/dvc.yaml": chain, "b/dvc.yaml": chain, "notes.yaml": "a: 1" };
    const { graph } = openTexts(texts);
    const steps = Array.from({ length: 4 }, () => graph.readAhead(() => false));
    expect(steps).toEqual([false, false, true, true]);
    expect(names(graph.stages())).toEqual(names(openTexts(texts).graph.stages()));
  });
});
