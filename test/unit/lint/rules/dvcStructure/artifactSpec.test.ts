import { describe, expect, it } from "vitest";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";

type Files = string | Record<string, string>;

const rules = ["DVC013"];
const open = (files: Files) => (typeof files === "string" ? { "dvc.yaml": files } : files);
const check = (files: Files) => renderFindings(open(files), { rules });

describe("DVC013 artifact-or-dataset-spec", () => {
  it.each<[string, Files]>([
    ["artifacts", "artifacts: {1a/b-c: {path: x, type: model, labels: [a]}, '${m}': {path: y}}"],
    [
      "data sets",
      "datasets:\n- {name: a, type: url, url: s3://b}\n- {name: b, type: '${t}', url: x}\n- ${whole}\n",
    ],
    ["no data sets", "datasets: []\n"],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each<[string, Files, string[]]>([
    [
      "no path",
      "artifacts: {m: {type: model}}",
      ["dvc.yaml:1:13 DVC013 error artifact `m` has no `path`"],
    ],
    [
      "a name that cannot be registered",
      "artifacts: {My_model: {path: x}}",
      [
        "dvc.yaml:1:13 DVC013 warning artifact name `My_model` cannot be registered; allowed: lower-case letters, digits, `-` and `/`",
      ],
    ],
    [
      "keys that are missing",
      "datasets: [{path: x}]",
      [
        "dvc.yaml:1:12 DVC013 error a data set has no `name`",
        "dvc.yaml:1:12 DVC013 error a data set has no `type`",
        "dvc.yaml:1:12 DVC013 error a data set has no `url`",
      ],
    ],
    [
      "an unknown type",
      "datasets: [{name: a, type: ulr, url: x}]",
      [
        "dvc.yaml:1:28 DVC013 error the type of data set `a` is `ulr`; allowed: `dvc`, `dc`, `url`; did you mean `url`",
      ],
    ],
    [
      "no list",
      "datasets: {a: {url: x}}",
      [
        "dvc.yaml:1:1 DVC013 error `datasets` has to be a list: write each as `- name:`, `type:`, `url:`",
      ],
    ],
    [
      "nothing",
      "datasets:\n",
      ["dvc.yaml:1:1 DVC013 error `datasets` is empty: write each as `- name:`, `type:`, `url:`"],
    ],
    [
      "a string",
      "datasets: [x]",
      ["dvc.yaml:1:12 DVC013 error a data set has to be a mapping with `name`, `type` and `url`"],
    ],
    [
      "a name twice",
      "datasets: [{name: a, type: url, url: x}, {name: a, type: dvc, url: y}]",
      ["dvc.yaml:1:49 DVC013 warning data set `a` is there twice; only the last counts"],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });
});
