import { describe, expect, test } from "vitest";
import { huggingFaceFormat } from "../../../src/core/formats/huggingface/huggingFaceFormat.ts";
import { numberOf } from "../../../src/core/formats/text/tolerantJson.ts";
import { decodeUtf8 } from "../../../src/core/formats/text/utf8.ts";
import { fixtureFiles, parseLines } from "../../support/formats/fixtureFiles.ts";
import { fuzzReader } from "../../support/formats/fuzzReader.ts";
import { claimsOf, pointsOf, readClaim, readFile } from "../../support/formats/readClaim.ts";

/** Written by the real Trainer: test/contract/frameworks/huggingface_writer.py. */
const files = fixtureFiles("huggingface");
const state = { path: "trainer_state.json", role: "state" };
const finalState = files["outputs/line/trainer_state.json"]!;

describe("what the real trainer logged", () => {
  const [claim, ...others] = claimsOf(huggingFaceFormat, files);
  const channels = readClaim(huggingFaceFormat, claim!, files);
  const [first] = channels;

  test("is one run of its output folder", () => {
    expect(others).toEqual([]);
    expect(claim).toMatchObject({ root: "outputs/line", key: "" });
    expect(claim?.files.map(({ path }) => path.replace("outputs/line/", ""))).toEqual([
      "trainer_state.json",
      "all_results.json",
      "eval_results.json",
      "train_results.json",
      "README.md",
    ]);
    expect(claim?.ownedFolders).toEqual([
      "outputs/line/checkpoint-9",
      "outputs/line/checkpoint-12",
    ]);
  });

  test("is there, every point of it, by the names of its TensorBoard callback", () => {
    const expected: Record<string, [number, number, number][]> = {};
    for (const { step, ...values } of parseLines(decodeUtf8(files["oracle.jsonl"]!))) {
      for (const [key, value] of Object.entries(values)) {
        const name = key.startsWith("eval_") ? `eval/${key.slice(5)}` : `train/${key}`;
        (expected[name] ??= []).push([step as number, NaN, numberOf(value)!]);
      }
    }
    // What is logged after the state was saved is in the results.
    const points = pointsOf(first!);
    for (const name of Object.keys(expected).filter((one) => one.startsWith("eval/"))) {
      expected[name]!.pop();
    }
    expected["train/epoch"]!.pop();
    expect(points).toEqual(expected);
    expect(points["train/odd"]).toEqual([[5, NaN, NaN]]);
  });

  test("has its facts, parameters and results", () => {
    expect(first?.facts).toEqual({ status: "finished" });
    expect(first?.params).toMatchObject({ max_steps: "12", num_train_epochs: "3" });
    expect(first?.tags).toMatchObject({
      best_model_checkpoint: "outputs/line/checkpoint-12",
      best_global_step: "12",
      progress: "step 12 of 12 (100 %)",
    });
    expect(pointsOf(channels[1]!)["results/eval_loss"]?.[0]?.[2]).toBeCloseTo(0.444, 3);
    expect(channels[4]?.params).toMatchObject({
      base_model: "example/base-line",
      learning_rate: "0.05",
      lr_scheduler_type: "linear",
    });
    expect(channels.flatMap(({ problems }) => problems)).toEqual([]);
  });
});

describe("which folder is a run", () => {
  const empty = '{"epoch": 1, "global_step": 7, "log_history": []}';
  test.each([
    [
      "the greatest number",
      {
        "out/checkpoint-9/trainer_state.json": empty,
        "out/checkpoint-10/trainer_state.json": empty,
      },
      "out/checkpoint-10/trainer_state.json",
    ],
    [
      "not one that is being written",
      {
        "out/checkpoint-9/trainer_state.json": empty,
        "out/checkpoint-10/trainer_state.json": "",
        "out/checkpoint-11/model.bin": "x",
      },
      "out/checkpoint-9/trainer_state.json",
    ],
    [
      "the last state",
      { "out/checkpoint-7/trainer_state.json": empty, "out/trainer_state.json": empty },
      "out/trainer_state.json",
    ],
    [
      "the checkpoint after the last state",
      { "out/checkpoint-8/trainer_state.json": empty, "out/trainer_state.json": empty },
      "out/checkpoint-8/trainer_state.json",
    ],
    [
      "the checkpoint that was opened itself",
      { "trainer_state.json": empty },
      "trainer_state.json",
    ],
  ])("is read from %s", (_label, content, expected) => {
    const claims = claimsOf(huggingFaceFormat, content);
    expect(claims.flatMap((claim) => claim.files.map(({ path }) => path))).toEqual([expected]);
  });

  test("is none without the trainer's files", () => {
    const claims = claimsOf(huggingFaceFormat, {
      "a/all_results.json": '{"accuracy": 0.5}',
      "a/README.md": "### Training hyperparameters\n- lr: 1",
      "checkpoint-7/model.bin": "x",
    });
    expect(claims).toEqual([]);
  });

  test("is one when only its results were kept", () => {
    const results = { "a/eval_results.json": '{"eval_loss": 0.5, "eval_runtime": 3.0}' };
    const [claim] = claimsOf(huggingFaceFormat, results);
    expect(claim?.files).toEqual([{ path: "a/eval_results.json", role: "results" }]);
  });

  test("encloses its own event files and nothing else", () => {
    const own = "\u0000brain.Event:2 args/text_summary";
    const inFolder = claimsOf(huggingFaceFormat, {
      "out/trainer_state.json": empty,
      "out/runs/Nov20/events.out.tfevents.1": own,
    });
    expect(inFolder[0]?.encloses).toEqual(["out/runs"]);
    expect(inFolder[0]?.isEnclosing).toBeUndefined();
    const atTheTop = claimsOf(huggingFaceFormat, {
      "trainer_state.json": empty,
      "runs/Nov20/events.out.tfevents.1": own,
      "runs/mine/events.out.tfevents.2": "brain.Event:2 loss",
    });
    expect(atTheTop[0]?.encloses).toEqual(["runs/Nov20"]);
  });
});

describe("bad and odd content", () => {
  test("a state cut short shows the entries before the cut", () => {
    const cut = finalState.subarray(0, Math.floor(finalState.length / 2));
    const channel = readFile(huggingFaceFormat, state, cut);
    const whole = pointsOf(readFile(huggingFaceFormat, state, finalState))["train/loss"]!;
    const found = pointsOf(channel)["train/loss"]!;
    expect(found.length).toBeGreaterThan(2);
    expect(found).toEqual(whole.slice(0, found.length));
    expect(channel.problems.map(({ code }) => code)).toEqual(["json-damaged"]);
  });

  test("values of wrong types are left out", () => {
    const text = JSON.stringify({
      global_step: "7",
      max_steps: [],
      best_metric: {},
      log_history: [
        1,
        null,
        { loss: 1 },
        { step: 1, loss: "x", note: {}, "<b>": 2, __proto__x: 3 },
      ],
    });
    const channel = readFile(huggingFaceFormat, state, text);
    expect(pointsOf(channel)).toEqual({
      "train/<b>": [[1, NaN, 2]],
      "train/__proto__x": [[1, NaN, 3]],
    });
    for (const content of ["[]", "7", "null", '"x"']) {
      expect(readFile(huggingFaceFormat, state, content).problems).toHaveLength(1);
    }
  });

  test("an early end is an end only when the trainer summed it up", () => {
    const read = (history: readonly object[]): unknown =>
      readFile(
        huggingFaceFormat,
        state,
        JSON.stringify({ global_step: 5, max_steps: 10, log_history: history }),
      ).facts.status;
    expect(read([{ step: 5, loss: 1 }])).toBeUndefined();
    expect(
      read([
        { step: 5, loss: 1 },
        { step: 5, train_runtime: 2 },
      ]),
    ).toBe("finished");
    expect(
      read([
        { step: 5, train_runtime: 2 },
        { step: 5, eval_loss: 1 },
      ]),
    ).toBe("finished");
    expect(
      read([
        { step: 3, train_runtime: 2 },
        { step: 5, loss: 1 },
      ]),
    ).toBeUndefined();
  });

  test("100,000 entries are read in a moment", () => {
    const entries = Array.from({ length: 100_000 }, (_, index) => ({
      ...{ epoch: index / 1000, grad_norm: 1.25, learning_rate: 1e-5, loss: 0.5, step: index },
      ...{ "rewards/mean": 0.1, entropy: 0.25, completion_length: 100 },
    }));
    const text = JSON.stringify({ log_history: entries }, null, 2);
    expect(text.length).toBeGreaterThan(20e6);
    const channel = readFile(huggingFaceFormat, state, text);
    expect(channel.points.get("train/loss")?.length).toBe(100_000);
  });

  test("Axolotl's configuration comes from the card", () => {
    const card =
      "# m\n<details><summary>See axolotl config</summary>\n\n```yaml\nbase_model: a/b\nlora:\n  r: 8\n```\n\n</details>\n";
    const channel = readFile(huggingFaceFormat, { path: "README.md", role: "card" }, card);
    expect(channel.params).toEqual({ "axolotl.base_model": "a/b", "axolotl.lora.r": "8" });
  });

  test("survives damage anywhere", () => {
    fuzzReader({ format: huggingFaceFormat, file: state, content: finalState });
    const card = files["outputs/line/README.md"]!;
    fuzzReader({
      format: huggingFaceFormat,
      file: { path: "README.md", role: "card" },
      content: card,
      rounds: 300,
    });
    const results = files["outputs/line/all_results.json"]!;
    fuzzReader({
      format: huggingFaceFormat,
      file: { path: "r.json", role: "results" },
      content: results,
    });
  });
});
