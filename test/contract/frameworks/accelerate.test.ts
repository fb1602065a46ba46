import { beforeAll, describe, expect, it } from "vitest";
import {
  askEngines,
  compareWithEngine,
  createRandom,
  checkMarked,
  pick,
  type Disagreements,
  type EngineCase,
} from "../engineContract.ts";

/** Configurations of Accelerate, valid and broken, against Accelerate itself. */

const rules = ["DSP003", "YML004"];
const disagreements: Disagreements = [
  [/unknown keys \(\['zz'\]\)/, "a key like no other may come with a newer version: a warning"],
  [/'ZZ' is not a valid/, "a type like no other may come with a newer version: a warning"],
];

const config = (...lines: readonly string[]): EngineCase => ({
  engine: "accelerate",
  files: { "accelerate.yaml": lines.map((line) => `${line}\n`).join("") },
});

const local = ["compute_environment: LOCAL_MACHINE", "num_processes: 2", "num_machines: 1"];
const fine = [
  "mixed_precision: bf16",
  "mixed_precision: 'no'",
  "use_cpu: false",
  "debug: true",
  "machine_rank: 0",
  "main_training_function: main",
  "rdzv_backend: static",
  "same_network: true",
  "downcast_bf16: 'no'",
  "fsdp_config: {fsdp_version: 2}",
  "deepspeed_config: {zero_stage: 2}",
  "dynamo_config: {dynamo_backend: INDUCTOR}",
  "dynamo_backend: 'NO'",
  "fp16: true",
  "gpu_ids: all",
  "tpu_env: []",
  "enable_cpu_affinity: false",
];
const broken = [
  "num_process: 2",
  "mixed_precison: fp16",
  "machine_ranks: 0",
  "gpu_id: 0",
  "zz: 1",
  "fsdp_config: {",
];
const types = ["NO", "MULTI_GPU", "MULTI_CPU", "DEEPSPEED", "FSDP", "MEGATRON_LM", "XLA", "null"];
const brokenTypes = ["MULTI_GPUS", "multi_gpu", "FSPD", "ZZ"];

describe("Accelerate", () => {
  const random = createRandom(115);
  const generated = Array.from({ length: 200 }, (_, index) => {
    const lines = [...new Set(pick(fine, random(5), random))];
    const isWrong = index % 2 === 1;
    const fault = isWrong ? random(3) : -1;
    const [type = ""] = pick(fault === 0 ? brokenTypes : types, 1, random);
    if (fault === 1) lines.push(...pick(broken, 1, random));
    // Without a type at all.
    return config(
      ...local,
      ...(fault === 2 ? [] : [`distributed_type: ${type}`]),
      ...keepOne(lines),
    );
  });
  const faults: readonly (readonly [EngineCase, string])[] = [
    [config(...local), "accelerate.yaml:1"],
    [config(...local, "distributed_type: MULTI_GPUS"), "accelerate.yaml:4"],
    [config(...local, "distributed_type: NO", "num_process: 2"), "accelerate.yaml:5"],
    [config(...local, "distributed_type: ["), "accelerate.yaml:4"],
  ];
  let answers: readonly (string | null)[];
  beforeAll(() => {
    answers = askEngines("frameworks", [...generated, ...faults.map(([one]) => one)]);
  });

  it("refuses what is an error, and takes what is none", () => {
    const refused = answers.filter((answer) => answer !== null).length;
    expect(refused).toBeGreaterThan(60);
    expect(answers.length - refused).toBeGreaterThan(60);
    expect(compareWithEngine(generated, answers, { rules, disagreements })).toEqual([]);
  });

  it("refuses for the place that is marked", () => {
    checkMarked(faults, answers.slice(generated.length), rules);
  });
});

/** A key stands once. */
function keepOne(lines: readonly string[]): readonly string[] {
  return [...new Map(lines.map((line) => [line.split(":", 1)[0], line])).values()];
}
