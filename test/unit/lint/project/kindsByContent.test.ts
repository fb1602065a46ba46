import { describe, expect, it } from "vitest";
import { kindsByContent } from "../../../../src/core/lint/project/kindsByContent.ts";
import { parseJsonSource } from "../../../../src/core/lint/source/parseJson.ts";
import { parseYaml } from "../../../../src/core/lint/source/parseYaml.ts";

function kindsOf(path: string, text: string): readonly string[] {
  const { root } = path.endsWith(".json") ? parseJsonSource(text) : parseYaml(text);
  return kindsByContent(path, root);
}

describe("kinds of files by their content", () => {
  it.each([
    ["a.yaml", "train: x\nval: y\nnames: [a]\n", ["yolo"]],
    ["a.yml", "path: x\nnc: 1\nnames: [a]\n", ["yolo"]],
    ["a.yaml", "nc: 1\nbackbone: []\nhead: []\n", []],
    ["a.yaml", "names: [a]\n", []],
    ["a.yaml", "train:\nval:\nnames: [a]\n", []],
    ["dvc.yaml", "train: x\nval: y\nnames: [a]\n", []],
    ["a.json", '{"train": "x", "val": "y", "names": ["a"]}', []],
    ["a.yaml", "defaults: [_self_, db: mysql]\n", ["hydra"]],
    ["a.yaml", "defaults:\n  - scope: {path: x}\n    values: {layout: y}\n", []],
    ["a.yaml", "defaults:\n  - scope: {path: x}\n", []],
    ["a.yaml", "defaults: []\n", []],
    ["a.yaml", "defaults: {run: {shell: bash}}\n", []],
    ["a.json", '{"zero_optimization": {"stage": 2}}', ["deepspeed"]],
    ["a.json", '{"train_batch_size": 8, "fp16": {"enabled": true}}', ["deepspeed"]],
    ["a.json", '{"train_batch_size": 8, "optimizer": "adam"}', []],
    ["a.json", '{"train_batch_size": 8, "optimizer": {}, "epochs": 3}', []],
    ["a.yaml", "train_batch_size: 8\nfp16: {enabled: true}\n", []],
    ["a.yaml", "distributed_type: DEEPSPEED\nnum_processes: 2\n", ["accelerate"]],
    ["a.yaml", "mixed_precision: bf16\nnum_processes: 2\n", []],
    ["a.yaml", "- a\n", []],
    ["a.toml", "", []],
  ])("%s with %j is %j", (path, text, expected) => {
    expect(kindsOf(path, text)).toEqual(expected);
  });
});
