import { describe, expect, it } from "vitest";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";

const check = (files: Readonly<Record<string, string>>) =>
  renderFindings(files, { rules: ["DVC113"] });

describe("DVC113 foreach-duplicate", () => {
  it.each([
    ["items of their own", { "dvc.yaml": "stages: {s: {foreach: [a, b, '1'], do: {cmd: x}}}" }],
    [
      "equal mappings in a list",
      { "dvc.yaml": "stages: {s: {foreach: [{a: 1}, {a: 1}], do: {cmd: x}}}" },
    ],
    ["loops that are not known", { "dvc.yaml": "stages: {s: {foreach: '${no}', do: {cmd: x}}}" }],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each([
    [
      "equal items",
      { "dvc.yaml": "stages: {s: {foreach: [a, b, a], do: {cmd: x}}}" },
      [
        "dvc.yaml:1:30 DVC113 warning `a` stands more than once in `foreach`: `s@a` is only one stage",
      ],
    ],
    [
      "items of the same text",
      { "dvc.yaml": "stages: {s: {foreach: [1, '1'], do: {cmd: x}}}" },
      [
        "dvc.yaml:1:27 DVC113 warning `1` stands more than once in `foreach`: `s@1` is only one stage",
      ],
    ],
    [
      "equal parameters",
      { "dvc.yaml": "stages: {s: {foreach: '${l}', do: {cmd: x}}}", "params.yaml": "l: [a, a]" },
      [
        "dvc.yaml:1:23 DVC113 warning `a` stands more than once in `foreach`: `s@a` is only one stage",
      ],
    ],
    [
      "equal values of a matrix",
      { "dvc.yaml": "stages: {s: {matrix: {a: [1, 1]}, cmd: x}}" },
      [
        "dvc.yaml:1:22 DVC113 warning `1` stands more than once in `matrix`: `s@1` is only one stage",
      ],
    ],
    [
      "loops without items",
      { "dvc.yaml": "stages: {s: {foreach: [], do: {cmd: x}}, m: {matrix: {a: []}, cmd: x}}" },
      [
        "dvc.yaml:1:23 DVC113 warning `foreach` of `s` is empty: no stage comes of it",
        "dvc.yaml:1:54 DVC113 warning `matrix` of `m` is empty: no stage comes of it",
      ],
    ],
    [
      "plain values",
      {
        "dvc.yaml": "stages: {s: {foreach: abc, do: {cmd: x}}, m: {matrix: {a: '${v}'}, cmd: x}}",
        "params.yaml": "v: 1",
      },
      [
        "dvc.yaml:1:23 DVC113 error `foreach` of `s` needs a list or a mapping, not the plain value `abc`",
        "dvc.yaml:1:59 DVC113 error an axis of `matrix` needs a list, not the plain value `1`",
      ],
    ],
    [
      "texts as axes",
      { "dvc.yaml": "stages: {m: {matrix: {a: bc}, cmd: x}}" },
      [
        "dvc.yaml:1:26 DVC113 warning this axis of `matrix` is a string: each of its letters makes a stage; write a list",
      ],
    ],
    [
      "items with an @, and empty ones",
      { "dvc.yaml": "stages: {s: {foreach: [a@b, ''], do: {cmd: x}}}" },
      [
        "dvc.yaml:1:24 DVC113 error DVC finds no stage `s@a@b`: items of `foreach` may hold no `@`",
        "dvc.yaml:1:29 DVC113 error DVC finds no stage `s@`: an item of `foreach` may not be empty",
      ],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });
});
