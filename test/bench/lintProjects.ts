/** Projects that the linter's benchmarks read: of many small pipelines, or of large ones. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** One folder in so many has a fault, as projects do. */
const faultEvery = 20;

/** `count` folders with `dvc.yaml` and `params.yaml`, two scripts beside them. */
export function writeSmallProjects(root: string, count: number): void {
  write(root, ".dvc/config", "");
  for (let index = 0; index < count; index++) {
    const folder = `group${Math.floor(index / 50)}/project${index}`;
    const key = index % faultEvery === 0 ? "train.learning_rate" : "train.lr";
    write(root, `${folder}/dvc.yaml`, smallPipeline(key));
    write(root, `${folder}/params.yaml`, smallParams(index));
    write(root, `${folder}/prepare.py`, "print('prepare')\n");
    write(root, `${folder}/train.py`, "print('train')\n");
  }
  trackAll(root);
}

function smallPipeline(key: string): string {
  return `stages:
  prepare:
    cmd: python prepare.py --split \${prepare.split} --out prepared
    deps:
      - prepare.py
    params:
      - prepare.seed
    outs:
      - prepared
  train:
    cmd: python train.py --lr \${train.lr} --data prepared
    deps:
      - train.py
      - prepared
    params:
      - ${key}
      - train.epochs
    outs:
      - model.pkl
    metrics:
      - metrics.json:
          cache: false
`;
}

function smallParams(index: number): string {
  return `# Values of project ${index}
prepare:
  split: 0.2
  seed: ${index}
train:
  lr: 0.00${1 + (index % 9)}
  epochs: 10
  name: base
`;
}

/** `count` folders, each with a `dvc.yaml` of about 1,000 lines and its `params.yaml`. */
export function writeLargePipelines(root: string, count: number): void {
  write(root, ".dvc/config", "");
  for (let index = 0; index < count; index++) {
    write(root, `part${index}/dvc.yaml`, largePipeline(110));
    write(root, `part${index}/params.yaml`, largeParams(110));
    write(root, `part${index}/src/step.py`, "print('step')\n");
  }
  trackAll(root);
}

/** About nine lines a stage: each needs the one before; one in ten is a loop. */
export function largePipeline(stageCount: number): string {
  const stages = Array.from({ length: stageCount }, (_, index) =>
    index % 10 === 9 ? loopStage(index) : plainStage(index),
  );
  return `# Written for a benchmark\nvars:\n  - sizes: [small, large]\nstages:\n${stages.join("")}metrics:\n  - metrics/step0.json\n`;
}

function plainStage(index: number): string {
  const before = index % 10 === 0 ? "" : `      - out/step${index - 1}.csv\n`;
  return `  step${index}:
    cmd: python src/step.py --in ${index} --rate \${step${index}.rate} --out out/step${index}.csv
    deps:
      - src/step.py
${before}    params:
      - step${index}.rate
      - step${index}.depth
    outs:
      - out/step${index}.csv
${index === 0 ? "    metrics:\n      - metrics/step0.json:\n          cache: false\n" : ""}`;
}

function loopStage(index: number): string {
  return `  step${index}: # for each size
    foreach: \${sizes}
    do:
      cmd: python src/step.py --size \${item} --rate \${step${index}.rate}
      deps:
        - src/step.py
      outs:
        - out/step${index}-\${item}.csv
`;
}

export function largeParams(stageCount: number): string {
  const values = Array.from(
    { length: stageCount },
    (_, index) => `step${index}:\n  rate: 0.${index + 1}\n  depth: ${index}\n`,
  );
  return values.join("");
}

function write(root: string, name: string, text: string): void {
  const file = path.join(root, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function trackAll(root: string): void {
  for (const args of [
    ["init", "-q"],
    ["add", "-A"],
  ]) {
    execFileSync("git", args, { cwd: root });
  }
}
