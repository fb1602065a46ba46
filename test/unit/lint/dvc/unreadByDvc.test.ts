import { describe, expect, it } from "vitest";
import { renderFindings } from "../../../support/lint/lintTexts.ts";

type Files = Readonly<Record<string, string>>;

const broken = "stages: 1\n";
const severities = (files: Files, rule = "DVC003", tracked?: readonly string[]) =>
  renderFindings({ ".dvc/config": "", ...files }, tracked === undefined ? {} : { tracked })
    .filter((line) => line.includes(` ${rule} `))
    .map((line) => line.split(" ")[2]);

describe("what is wrong in a file that DVC passes over", () => {
  it.each<[string, Files, string]>([
    ["a pipeline", { "a/dvc.yaml": broken }, "error"],
    ["a pipeline that is ignored", { ".dvcignore": "a/\n", "a/dvc.yaml": broken }, "warning"],
    ["a tracking file", { "a.dvc": "outs: 1\n" }, "error"],
    [
      "a tracking file that is ignored",
      { ".dvcignore": "*.dvc\n", "a.dvc": "outs: 1\n" },
      "warning",
    ],
    ["a lock", { "dvc.yaml": "stages: {}\n", "dvc.lock": "schema: '1.0'\n" }, "error"],
    ["a lock without pipeline", { "dvc.lock": "schema: '1.0'\n" }, "error"],
    [
      "the lock of a pipeline that is ignored",
      { ".dvcignore": "a\n", "a/dvc.yaml": "{}\n", "a/dvc.lock": "schema: '1.0'\n" },
      "warning",
    ],
    [
      "the lock of a pipeline in an output",
      {
        "dvc.yaml": "stages: {a: {cmd: x, outs: [b]}}\n",
        "b/dvc.yaml": "{}\n",
        "b/dvc.lock": "schema: '1.0'\n",
      },
      "warning",
    ],
  ])("%s", (_name, files, expected) => {
    expect(severities(files)).toEqual([expected]);
  });

  it("is as it was for git's own files", () => {
    const files = { ".gitignore": "a/\n", "a/dvc.yaml": broken };
    expect(severities(files)).toEqual(["error"]);
    expect(severities(files, "DVC003", [".gitignore"])).toEqual(["warning"]);
  });

  it("stays an error where a command asks for the file", () => {
    expect(
      severities({ ".dvcignore": "dvc.yaml\n", "dvc.yaml": "{stages: {}}\n" }, "DVC207"),
    ).toEqual(["error"]);
  });
});
