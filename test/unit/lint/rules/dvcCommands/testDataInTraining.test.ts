import { testRule } from "../../../../support/lint/ruleCases.ts";

const stage = (name: string, cmd: string, deps: readonly string[], more = "") => ({
  "dvc.yaml": `stages:\n  ${name}:\n    cmd: ${cmd}\n    deps: [${deps.join(", ")}]\n${more}`,
});
const split = ["train.csv", "test.csv"];
const told = (place: string, name: string, path: string, more = "") =>
  `dvc.yaml:${place} DVC309 hint stage \`${name}\` trains, and \`${path}\` looks like test data: what a model has seen says nothing of how good it is${more}`;

testRule("DVC309 test-data-in-training", {
  accepts: [
    {
      name: "training data alone",
      files: stage("train", "python train.py", ["train.csv", "a.csv"]),
    },
    { name: "test data alone", files: stage("train", "python train.py", ["test.csv", "a.csv"]) },
    { name: "a stage that does not train", files: stage("clean", "python clean.py", split) },
    { name: "a stage that evaluates too", files: stage("train_and_eval", "python run.py", split) },
    { name: "a script that evaluates", files: stage("train", "python evaluate.py", split) },
    { name: "a script that splits", files: stage("train", "python split_data.py", split) },
    {
      name: "an option for test data",
      files: stage("train", "python a.py --test-data=test.csv", split),
    },
    {
      name: "metrics",
      files: stage("train", "python train.py", split, "    metrics: [m.json]\n"),
    },
    { name: "plots", files: stage("train", "python train.py", split, "    plots: [p.csv]\n") },
    {
      name: "an output for scores",
      files: stage("train", "python train.py", split, "    outs: [out/scores.json]\n"),
    },
    {
      name: "tests of the code, configurations and results",
      files: stage("train", "python train.py", [
        "train.csv",
        "tests",
        "test.py",
        "test.yaml",
        "test_metrics.json",
      ]),
    },
    {
      name: "scripts of the training",
      files: stage("train", "python train.py", ["train.py", "test.csv"]),
    },
    {
      name: "one file of both, and words that only begin so",
      files: stage("train", "python train.py", ["train.csv", "train_test.csv", "testimony.csv"]),
    },
    {
      name: "paths that are not known",
      files: stage("train", "python train.py", ["train.csv", "'${gone}/test.csv'"]),
    },
  ],
  tells: [
    {
      name: "a stage named so",
      files: stage("train", "python run.py", split),
      expected: [told("4:23", "train", "test.csv")],
    },
    {
      name: "a script named so",
      files: stage("model", "python src/fitModel.py --lr 1", ["data/train", "data/holdOut"]),
      expected: [told("4:24", "model", "data/holdOut")],
    },
    {
      name: "folders, arrays and held-out data",
      files: stage("fit-model", "python run.py", [
        "data/train/images",
        "data/test/images",
        "X_test.npy",
        "data/hold-out.csv",
        "yTest.npy",
      ]),
      expected: [
        told("4:31", "fit-model", "data/test/images"),
        told("4:49", "fit-model", "X_test.npy"),
        told("4:61", "fit-model", "data/hold-out.csv"),
        told("4:80", "fit-model", "yTest.npy"),
      ],
    },
    {
      name: "a loop, once",
      files: {
        "dvc.yaml":
          "stages:\n  train:\n    foreach: [a, b, c]\n    do:\n      cmd: python run.py ${item}\n      deps: [train.csv, test.csv]\n",
      },
      expected: [told("6:25", "train", "test.csv", " (the same for 2 more stages of this entry)")],
    },
  ],
});
