import { describe, expect, it } from "vitest";
import { readDvcFile } from "../../../../src/core/lint/dvc/dvcFile.ts";
import { dvcRootOf } from "../../../../src/core/lint/dvc/dvcRoot.ts";
import { openTexts } from "../../../support/lint/lintTexts.ts";

function check(text: string) {
  const file = openTexts({ "data/x.dvc": text }).file("data/x.dvc");
  if (file === undefined) throw new Error("no file");
  const { outs, deps } = readDvcFile(file);
  return {
    outs: outs.map(({ path, isCached }) => `${path ?? "?"}${isCached ? "" : " uncached"}`),
    deps: deps.map(({ path, text: written }) => path ?? `? ${written}`),
  };
}

describe("readDvcFile", () => {
  it.each([
    ["an output", "outs:\n- path: a.csv\n", { outs: ["data/a.csv"], deps: [] }],
    ["a working folder", "wdir: ..\nouts:\n- path: a\n", { outs: ["a"], deps: [] }],
    ["no cache", "outs:\n- path: a\n  cache: false\n", { outs: ["data/a uncached"], deps: [] }],
    [
      "a dependency",
      "deps:\n- path: ../b\n- path: s3://c\n",
      { outs: [], deps: ["b", "? s3://c"] },
    ],
    ["an import", "deps:\n- path: b\n  repo: {url: u}\n- db: {}\n", { outs: [], deps: [] }],
    ["other things", "- 1\n", { outs: [], deps: [] }],
    ["wrong types", "outs: {path: a}\ndeps:\n- a\n- path: [b]\n", { outs: [], deps: [] }],
  ])("reads %s", (_name, text, expected) => {
    expect(check(text)).toEqual(expected);
  });
});

describe("dvcRootOf", () => {
  it.each([
    ["in/a/dvc.yaml", "in"],
    ["in/dvc.yaml", "in"],
    ["b/dvc.yaml", ""],
    ["dvc.yaml", ""],
  ])("of %s is '%s'", (path, root) => {
    expect(dvcRootOf(openTexts({ "in/.dvc/config": "", "b/.dvc": "" }), path)).toBe(root);
  });
});
