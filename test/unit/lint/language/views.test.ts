import { describe, expect, it } from "vitest";
import { answerLanguage } from "../../../../src/core/lint/language/answer.ts";
import type { OutlineSymbol } from "../../../../src/core/lint/language/language.ts";
import { openTexts } from "../../../support/lint/lintTexts.ts";
import { renderRange, textOf } from "../../../support/lint/cursor.ts";

const files = {
  "params.yaml": "# one\n# two\ntrain:\n  lr: 0.1\n  layers:\n    - 1\n    - 2\n",
  "train.py": "",
  "data/x.csv": "",
  "dvc.yaml": [
    "vars:",
    "  - params.yaml",
    "  - dirs: {out: o}",
    "stages:",
    "  prepare:",
    "    foreach: [a, b]",
    "    do:",
    "      cmd: python prepare.py ${item}",
    "      outs: ['${dirs.out}/${item}']",
    "  train:",
    "    cmd: python train.py --lr ${train.lr} \\${HOME} ${train.layers[0]}",
    "    deps: [data, train.py, o]",
    "    outs: [m.pkl]",
    "plots:",
    "  - loss: {x: step}",
    "",
  ].join("\n"),
};
const path = "dvc.yaml";
const project = openTexts(files);

const names = (symbols: readonly OutlineSymbol[]): readonly unknown[] =>
  symbols.map(({ name, kind, children }) =>
    children.length === 0 ? `${kind} ${name}` : [`${kind} ${name}`, ...names(children)],
  );

describe("documentLinks", () => {
  it("lead to what exists", () => {
    const links = answerLanguage(project, { kind: "documentLinks", path });
    expect(links.map((it) => `${renderRange(it.range)} ${it.target} ${it.isFolder}`)).toEqual([
      "2:5-16 params.yaml false",
      "11:17-25 train.py false",
      "12:12-16 data true",
      "12:18-26 train.py false",
    ]);
  });
});

describe("symbols", () => {
  it("of a pipeline are its stages with their instances", () => {
    expect(names(answerLanguage(project, { kind: "symbols", path }))).toEqual([
      ["section vars", "variable params.yaml", ["mapping dirs", "value out"]],
      [
        "section stages",
        ["loop prepare", "instance prepare@a", "instance prepare@b"],
        "stage train",
      ],
      ["section plots", "plot loss"],
    ]);
  });

  it("of parameters are their tree", () => {
    const symbols = answerLanguage(project, { kind: "symbols", path: "params.yaml" });
    expect(names(symbols)).toEqual([["mapping train", "value lr", "list layers"]]);
  });
});

describe("folding", () => {
  it("is of values of several lines and of comments", () => {
    expect(answerLanguage(project, { kind: "folding", path: "params.yaml" })).toEqual([
      { startLine: 0, endLine: 1, kind: "comment" },
      { startLine: 2, endLine: 6, kind: "region" },
      { startLine: 4, endLine: 6, kind: "region" },
    ]);
  });
});

describe("codeLens", () => {
  it("tells of a stage's neighbours and instances, and runs it", () => {
    const lenses = answerLanguage(project, { kind: "codeLens", path });
    expect(lenses.map((it) => `${it.range.start.line + 1} ${it.kind}: ${it.title}`)).toEqual([
      "5 run: Run this stage",
      "5 consumers: Used by train",
      "5 instances: Expands to 2 stages",
      "10 run: Run this stage",
      "10 producers: Needs prepare",
    ]);
    expect(lenses[0]).toMatchObject({ file: path, stage: "prepare" });
    const [, consumers] = lenses;
    const places = consumers?.kind === "consumers" ? consumers.locations : [];
    expect(places.map((it) => textOf(project, it.path, it.range))).toEqual(["o"]);
  });
});

describe("semanticTokens", () => {
  it("are the parts of templates, but for those that are escaped", () => {
    const tokens = answerLanguage(project, { kind: "semanticTokens", path });
    const lines = files[path].split("\n");
    const texts = tokens.map(
      ({ line, column, length, type }) =>
        `${type}:${lines[line]?.slice(column, column + length) ?? ""}`,
    );
    expect(texts.filter((it) => !it.startsWith("delimiter"))).toEqual([
      "loopVariable:item",
      "variable:dirs",
      "property:out",
      "loopVariable:item",
      "variable:train",
      "property:lr",
      "variable:train",
      "property:layers",
      "property:0",
    ]);
    expect(texts.filter((it) => it === "delimiter:${")).toHaveLength(5);
    expect(texts.filter((it) => it === "delimiter:}")).toHaveLength(5);
  });

  it("are none in other files", () => {
    expect(answerLanguage(project, { kind: "semanticTokens", path: "params.yaml" })).toEqual([]);
  });
});

describe("answers", () => {
  it("are empty for files that are not there", () => {
    const gone = { path: "gone/dvc.yaml", offset: 3 };
    expect(answerLanguage(project, { kind: "hover", ...gone })).toBeNull();
    expect(answerLanguage(project, { kind: "completion", ...gone }).items).toEqual([]);
    expect(answerLanguage(project, { kind: "definition", ...gone })).toEqual([]);
    expect(answerLanguage(project, { kind: "symbols", path: gone.path })).toEqual([]);
    expect(answerLanguage(project, { kind: "codeLens", path: gone.path })).toEqual([]);
  });

  it("never fail, wherever the cursor stands in whatever text", () => {
    const text = files[path];
    for (let cut = 0; cut <= text.length; cut += 3) {
      const part = openTexts({ ...files, [path]: text.slice(0, cut) });
      for (const offset of [cut, Math.max(0, cut - 5), cut + 10]) {
        for (const kind of ["hover", "completion", "definition", "prepareRename"] as const) {
          expect(() => answerLanguage(part, { kind, path, offset })).not.toThrow();
        }
      }
    }
  });
});
