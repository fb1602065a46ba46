import { describe, expect, it } from "vitest";
import {
  applyParameters,
  mergeParameters,
  parameterLimits,
  readParameters,
} from "../../../src/core/launch/parameters.ts";

/** A command line as words; tests of spaces in values spell their own array. */
function words(commandLine: string): string[] {
  return commandLine.split(" ");
}

describe("reading parameters from a command line", () => {
  const cases: readonly (readonly [string, Record<string, string>])[] = [
    ["python train.py", {}],
    ["python train.py --lr 0.1", { lr: "0.1" }],
    ["python train.py --lr=0.1", { lr: "0.1" }],
    ["python train.py --lr=", { lr: "" }],
    ["python train.py --note=a=b", { note: "a=b" }],
    ["python train.py --batch-size 32", { "batch-size": "32" }],
    ["python train.py --optimizer.name adam", { "optimizer.name": "adam" }],
    ["python train.py --offset -1", { offset: "-1" }],
    ["python train.py --offset -0.5 --lr 1e-4", { offset: "-0.5", lr: "1e-4" }],
    ["python train.py --offset -.5", { offset: "-.5" }],
    ["python train.py --offset -1e-3", { offset: "-1e-3" }],
    ["python train.py --limit -inf", { limit: "-inf" }],
    ["python train.py --verbose", { verbose: "true" }],
    ["python train.py --verbose --lr 0.1", { verbose: "true", lr: "0.1" }],
    ["python train.py --verbose -q --lr 0.1", { verbose: "true", lr: "0.1" }],
    ["python train.py --input - --lr 1", { input: "-", lr: "1" }],
    ["python train.py --layers 64 128 256 --lr 1", { layers: "64 128 256", lr: "1" }],
    ["python train.py --betas 0.9 0.999", { betas: "0.9 0.999" }],
    ["python train.py --lr 0.1 data.csv", { lr: "0.1" }],
    ["python train.py --data a.csv b.csv", { data: "a.csv" }],
    ["python train.py data.csv --lr 0.1", { lr: "0.1" }],
    ["python train.py --lr 0.1 --lr 0.2", { lr: "0.2" }],
    ["python train.py -n 3 --lr 0.1", { lr: "0.1" }],
    ["python train.py -n3 -v", {}],
    ["python train.py lr=0.1 model=resnet", { lr: "0.1", model: "resnet" }],
    ["python train.py +lr=0.1 ++model.depth=3", { lr: "0.1", "model.depth": "3" }],
    ["python train.py ~model.dropout lr=1", { lr: "1" }],
    ["python train.py model/encoder=vit lr=1", { "model/encoder": "vit", lr: "1" }],
    ["python train.py lr=", { lr: "" }],
    ["python train.py =x --=y", {}],
    ["python train.py http://host/?a=b", {}],
    ["python train.py --lr 0.1 -- --other 2 key=3", { lr: "0.1" }],
    ["python train.py --lr --", { lr: "true" }],
    ["python -u train.py --lr 0.1", { lr: "0.1" }],
    ["python -X dev -W ignore train.py --lr 0.1", { lr: "0.1" }],
    ["python3.11 -m package.train --lr 0.1", { lr: "0.1" }],
    ["/usr/bin/python3 /a/b/train.py --lr 0.1", { lr: "0.1" }],
    ["C:\\Python\\python.exe train.py --lr 0.1", { lr: "0.1" }],
    ["python -c code --lr 0.1", { lr: "0.1" }],
    ["torchrun --nproc_per_node 4 train.py --lr 0.1", { lr: "0.1" }],
    ["torchrun --nproc_per_node=4 -m pkg.train --lr 0.1", { lr: "0.1" }],
    ["accelerate launch --num_processes 2 train.py --lr 0.1", { lr: "0.1" }],
    ["uv run --with torch train.py --lr 0.1", { lr: "0.1" }],
    ["env SEED=1 python train.py --lr 0.1", { lr: "0.1" }],
    ["Rscript train.R --lr 0.1", { lr: "0.1" }],
    ["julia --project=. train.jl --lr 0.1", { lr: "0.1" }],
    ["node --import x train.mjs --lr 0.1", { lr: "0.1" }],
    ["bash train.sh --lr 0.1", { lr: "0.1" }],
    ["./train --lr 0.1 depth=3", { lr: "0.1", depth: "3" }],
    ["yolo train model=yolo11n.pt epochs=10", { model: "yolo11n.pt", epochs: "10" }],
    ["npm run train -- --lr 0.1", { lr: "0.1" }],
    ["npm run train", {}],
    ["make train LR=0.1", { LR: "0.1" }],
    ["", {}],
  ];
  it.each(cases)("%s", (commandLine, expected) => {
    expect(readParameters(words(commandLine))).toEqual(expected);
  });

  it("keeps spaces, line ends and any script in values", () => {
    const argv = [
      "python",
      "train.py",
      "--name",
      "zwei Wörter",
      "データ=値\n二",
      "--schlüssel",
      "x",
    ];
    expect(readParameters(argv)).toEqual({ name: "zwei Wörter" });
  });

  it("takes names such as __proto__ for names", () => {
    const parameters = readParameters(["x", "--__proto__", "1", "constructor=2"]);
    expect(Object.entries(parameters)).toEqual([
      ["__proto__", "1"],
      ["constructor", "2"],
    ]);
  });

  it("is bounded", () => {
    const many = Array.from({ length: 5000 }, (_, index) => `k${index}=v`);
    expect(Object.keys(readParameters(["x", ...many]))).toHaveLength(parameterLimits.count);
    const long = readParameters(["x", `--a=${"v".repeat(100_000)}`, `--${"k".repeat(300)}=1`]);
    expect(long).toEqual({ a: "v".repeat(parameterLimits.valueLength) });
  });
});

describe("applying parameters to a command line", () => {
  const cases: readonly (readonly [string, Record<string, string>, string])[] = [
    ["python t.py --lr 0.1", { lr: "0.5" }, "python t.py --lr 0.5"],
    ["python t.py --lr=0.1 x", { lr: "0.5" }, "python t.py --lr=0.5 x"],
    ["python t.py lr=0.1 +a.b=2", { lr: "0.5", "a.b": "3" }, "python t.py lr=0.5 +a.b=3"],
    ["python t.py --batch-size 8", { batch_size: "16" }, "python t.py --batch-size 16"],
    ["python t.py --batch_size=8", { "batch-size": "16" }, "python t.py --batch_size=16"],
    ["python t.py --lr 1 --lr 2", { lr: "3" }, "python t.py --lr 1 --lr 3"],
    ["python t.py --layers 1 2 3 --x", { layers: "4 5" }, "python t.py --layers 4 5 --x"],
    ["python t.py --verbose --lr 1", { verbose: "false" }, "python t.py --lr 1"],
    ["python t.py --verbose", { verbose: "true" }, "python t.py --verbose"],
    ["python t.py --verbose", { verbose: "2" }, "python t.py --verbose=2"],
    ["python t.py --offset -1", { offset: "-2" }, "python t.py --offset -2"],
    ["python t.py --lr 0.1 -- --lr 9", { lr: "0.5" }, "python t.py --lr 0.5 -- --lr 9"],
    ["torchrun --lr 1 t.py --lr 2", { lr: "3" }, "torchrun --lr 1 t.py --lr 3"],
    ["python t.py --lr 0.1", {}, "python t.py --lr 0.1"],
  ];
  it.each(cases)("%s with %j", (commandLine, edits, expected) => {
    const { argv, unmentioned } = applyParameters(words(commandLine), edits);
    expect(argv.join(" ")).toBe(expected);
    expect(unmentioned).toEqual([]);
  });

  it("adds nothing for a parameter that is not mentioned, and says so", () => {
    const argv = ["python", "t.py", "--lr", "1"];
    expect(applyParameters(argv, { depth: "3", lr: "2" })).toEqual({
      argv: ["python", "t.py", "--lr", "2"],
      unmentioned: ["depth"],
    });
  });

  it("keeps a value one argument, whatever it holds", () => {
    const argv = ["python", "t.py", "--name", "a", "--note=b"];
    const edits = { name: "two words; rm -rf $HOME", note: "--x 'y'" };
    expect(applyParameters(argv, edits).argv).toEqual([
      "python",
      "t.py",
      "--name",
      "two words; rm -rf $HOME",
      "--note=--x 'y'",
    ]);
  });

  it("reads back what it wrote", () => {
    const argv = words("python t.py --lr 0.1 a=1 --layers 1 2 --flag --b=2");
    const edits = { lr: "-3", a: "x y", layers: "7 8 9", flag: "on", b: "" };
    expect(readParameters(applyParameters(argv, edits).argv)).toEqual(edits);
  });
});

describe("merging parameters of several sources", () => {
  it("lets the later win, under the spelling of the earlier", () => {
    const ofFile = { batch_size: "16", lr: "0.1" };
    const ofCommand = { "batch-size": "4", seed: "7" };
    expect(mergeParameters(ofFile, ofCommand)).toEqual({ batch_size: "4", lr: "0.1", seed: "7" });
  });

  it("keeps a key called __proto__ a plain one", () => {
    const merged = mergeParameters(JSON.parse('{"__proto__":"1"}') as Record<string, string>);
    expect(Object.entries(merged)).toEqual([["__proto__", "1"]]);
  });
});
