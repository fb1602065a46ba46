import { describe, expect, it } from "vitest";
import { AppError } from "../../../src/base/errors.ts";
import { editParamsFile } from "../../../src/core/launch/editParamsFile.ts";

const yaml = `# what to train
train:
  lr: 0.1   # per batch
  layers: [64, 128]
  optimizer: adam
  name: "run 1"
  note: |
    two
    lines
  steps:
    - 1
    - 2
dotted.key: 5
`;

function check(key: string, value: string, before: string, after: string): void {
  expect(yaml).toContain(before);
  expect(editParamsFile(yaml, "params.yaml", { [key]: value })).toBe(yaml.replace(before, after));
}

describe("editing a parameters file", () => {
  it("changes one value and nothing else", () => {
    check("train.lr", "1e-4", "lr: 0.1 ", "lr: 1e-4 ");
    check("train.optimizer", "sgd", "adam", "sgd");
    check("train.layers", "[32, 32]", "[64, 128]", "[32, 32]");
    check("train.steps.1", "7", "- 2", "- 7");
    check("dotted.key", "6", "dotted.key: 5", "dotted.key: 6");
  });

  it("keeps text text", () => {
    check("train.name", "2", '"run 1"', '"2"');
    check("train.optimizer", "a: b # c", "adam", '"a: b # c"');
    check("train.optimizer", "", "adam", '""');
    check("train.optimizer", "[1, 2", "adam", '"[1, 2"');
    check("train.note", "one", "|\n    two\n    lines\n", '"one"\n');
  });

  it("edits JSON as JSON", () => {
    const json = '{\n  "lr": 0.1,\n  "model": {"name": "a"}\n}\n';
    const edits = { lr: "0.5", "model.name": "b" };
    expect(editParamsFile(json, "params.json", edits)).toBe(
      '{\n  "lr": 0.5,\n  "model": {"name": "b"}\n}\n',
    );
    expect(editParamsFile(json, "params.json", { lr: "high" })).toContain('"lr": "high"');
  });

  it("refuses a key that is not there", () => {
    const edit = () => editParamsFile(yaml, "params.yaml", { "train.lrr": "1" });
    expect(edit).toThrow('params.yaml has no value under "train.lrr". Add it to the file first.');
    expect(() => editParamsFile("", "p.yaml", { a: "1" })).toThrow(AppError);
  });

  it("refuses a file it cannot read", () => {
    expect(() => editParamsFile("a: [1", "p.yaml", { a: "1" })).toThrow(/p\.yaml cannot be read/);
  });
});
