import { describe, expect, it } from "vitest";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";

type Files = Readonly<Record<string, string>>;

const check = (rule: string, config: object, files: Files = {}) =>
  renderFindings({ "ds.json": JSON.stringify(config), ...files }, { rules: [rule] });

const zero = { zero_optimization: { stage: 2 } };
const launch = (processes: number | string, file = "ds.json") => ({
  "accelerate.yaml": `distributed_type: DEEPSPEED\nnum_processes: ${processes}\ndeepspeed_config:\n  deepspeed_config_file: ${file}\n`,
});

describe("DSP001 batch-arithmetic", () => {
  it.each<[string, object, Files?]>([
    [
      "sizes that fit",
      {
        train_batch_size: 64,
        train_micro_batch_size_per_gpu: 8,
        gradient_accumulation_steps: 2,
        ...zero,
      },
    ],
    [
      "what the trainer fills in",
      { train_batch_size: "auto", train_micro_batch_size_per_gpu: 8, ...zero },
    ],
    ["steps alone", { gradient_accumulation_steps: 3, train_micro_batch_size_per_gpu: 8 }],
    [
      "elastic training",
      { train_batch_size: 7, train_micro_batch_size_per_gpu: 2, elasticity: { enabled: true } },
    ],
    ["JSON of others", { train_batch_size: 7, gradient_accumulation_steps: 2, optimizer: "adam" }],
    [
      "the right number of processes",
      { train_batch_size: 64, train_micro_batch_size_per_gpu: 8, gradient_accumulation_steps: 2 },
      launch(4),
    ],
    ["a multiple of it", { train_batch_size: 64, train_micro_batch_size_per_gpu: 8 }, launch(4)],
    ["another file's processes", { train_batch_size: 64, ...zero }, launch(3, "other.json")],
    [
      "processes that share a model",
      { train_batch_size: 64, ...zero, tensor_parallel: {} },
      launch(3),
    ],
  ])("accepts %s", (_name, config, files = {}) => {
    expect(check("DSP001", config, files)).toEqual([]);
  });

  it.each<[string, object, string, Files?]>([
    [
      "all three that do not fit",
      { train_batch_size: 100, train_micro_batch_size_per_gpu: 8, gradient_accumulation_steps: 4 },
      "1:21 DSP001 error 100 is no multiple of `train_micro_batch_size_per_gpu` 8 × `gradient_accumulation_steps` 4, so no number of processes fits",
    ],
    [
      "two that do not fit",
      { train_batch_size: 10, gradient_accumulation_steps: 4, ...zero },
      "1:21 DSP001 error 10 is no multiple of `gradient_accumulation_steps` 4, so no number of processes fits",
    ],
    [
      "zero",
      { train_batch_size: 0, ...zero },
      '1:21 DSP001 error `train_batch_size` must be greater than 0, or `"auto"`',
    ],
    [
      "the wrong number of processes",
      { train_batch_size: 64, train_micro_batch_size_per_gpu: 8, gradient_accumulation_steps: 2 },
      "1:21 DSP001 warning 64 is not `train_micro_batch_size_per_gpu` 8 × `gradient_accumulation_steps` 2 × 2 processes, which `accelerate.yaml` starts",
      launch(2),
    ],
    [
      "no multiple of the processes",
      { train_batch_size: 64, ...zero },
      "1:21 DSP001 warning 64 is no multiple of 3 processes, which `accelerate.yaml` starts",
      launch(3),
    ],
  ])("tells of %s", (_name, config, expected, files = {}) => {
    expect(check("DSP001", config, files)).toEqual([`ds.json:${expected}`]);
  });
});

describe("DSP002 two-precisions", () => {
  const on = { enabled: true };
  it.each([
    ["one", { fp16: on, bf16: { enabled: false }, ...zero }],
    [
      "what the trainer fills in",
      { fp16: { enabled: "auto" }, bf16: { enabled: "auto" }, ...zero },
    ],
    [
      "the old name beside the new one",
      { fp16: on, bf16: { enabled: false }, bfloat16: on, ...zero },
    ],
  ])("accepts %s", (_name, config) => {
    expect(check("DSP002", config)).toEqual([]);
  });

  it("tells of both", () => {
    expect(check("DSP002", { fp16: on, bf16: on, ...zero })).toEqual([
      "ds.json:1:44 DSP002 error `fp16` and `bf16` are both enabled: DeepSpeed takes one of them",
    ]);
    expect(check("DSP002", { fp16: on, bfloat16: on, ...zero })).toHaveLength(1);
  });
});

describe("DSP003 accelerate-keys", () => {
  const accelerate = (text: string) => renderFindings({ "a.yaml": text }, { rules: ["DSP003"] });
  const base = "compute_environment: LOCAL_MACHINE\ndistributed_type: MULTI_GPU\n";

  it.each([
    ["its keys", `${base}num_processes: 2\nmixed_precision: bf16\ndeepspeed_config: {}\n`],
    ["keys of older versions", `${base}fp16: true\ndynamo_backend: 'NO'\n`],
    ["`no`, which YAML takes for a boolean", "num_processes: 1\ndistributed_type: no\n"],
    [
      "SageMaker",
      "compute_environment: AMAZON_SAGEMAKER\ndistributed_type: DATA_PARALLEL\nec2_instance_type: x\niam_role_name: y\n",
    ],
    ["files of others", "mixed_precision: bf16\nnum_process: 2\n"],
  ])("accepts %s", (_name, text) => {
    expect(accelerate(text)).toEqual([]);
  });

  it.each([
    [
      "a mistyped key",
      `${base}num_process: 2\n`,
      "3:1 DSP003 error `num_process` is not a key of Accelerate; did you mean `num_processes`",
    ],
    [
      "a key that may be newer",
      `${base}warp_drive: 2\n`,
      "3:1 DSP003 warning `warp_drive` is not a key of Accelerate",
    ],
    [
      "no type",
      "compute_environment: LOCAL_MACHINE\nnum_processes: 2\n",
      "1:1 DSP003 error `distributed_type` is missing: `NO`, `MULTI_GPU`, `DEEPSPEED`, `FSDP` or others",
    ],
    [
      "a mistyped type",
      base.replace("MULTI_GPU", "multi_gpu"),
      "2:19 DSP003 error `multi_gpu` is not a `distributed_type`; did you mean `MULTI_GPU` or `MULTI_CPU`",
    ],
    [
      "a type of clusters for SageMaker",
      "compute_environment: AMAZON_SAGEMAKER\ndistributed_type: FSDP\n",
      "2:19 DSP003 warning `FSDP` is not a `distributed_type`",
    ],
  ])("tells of %s", (_name, text, expected) => {
    expect(accelerate(text)).toEqual([`a.yaml:${expected}`]);
  });
});

describe("DSP004 deepspeed-file-not-found", () => {
  it.each([
    ["a file beside it", launch(2, "ds.json")],
    [
      "a file from another folder",
      { ...launch(2, "configs/z.json"), "train/configs/z.json": "{}" },
    ],
    ["no file", launch(2, "none")],
    ["an absolute path", launch(2, "/opt/ds.json")],
  ])("accepts %s", (_name, files) => {
    expect(check("DSP004", zero, files)).toEqual([]);
  });

  it("tells of a file that is missing", () => {
    expect(check("DSP004", zero, launch(2, "d.json"))).toEqual([
      "accelerate.yaml:4:26 DSP004 error `d.json` is not in this project; did you mean `ds.json`",
    ]);
    expect(check("DSP004", zero, launch(2, "made/by-script.json"))).toEqual([
      "accelerate.yaml:4:26 DSP004 warning `made/by-script.json` is not in this project",
    ]);
  });
});
