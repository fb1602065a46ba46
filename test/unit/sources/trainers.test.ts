import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openProject, type OpenProject } from "../../support/sources/openProject.ts";

/** Runs that several tools wrote, one around the other, through the whole engine. */
const fixtures = path.resolve(import.meta.dirname, "../../fixtures/formats");
const trainer = path.join(fixtures, "huggingface/outputs/line");

let root: string;
let project: OpenProject | undefined;
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "sextant-trainers-"));
});
afterEach(() => {
  project?.dispose();
  project = undefined;
  rmSync(root, { recursive: true, force: true });
});

function write(name: string, text: string): void {
  const file = path.join(root, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

describe("one logical run is one row", () => {
  test("Hydra around a Hugging Face trainer", async () => {
    const job = "outputs/2026-11-20/10-11-12";
    write(`${job}/.hydra/config.yaml`, "lr: 0.5\nmodel:\n  name: line\n  rate: ${lr}\n");
    write(`${job}/.hydra/overrides.yaml`, "- lr=0.5\n");
    write(`${job}/.hydra/hydra.yaml`, "hydra:\n  mode: RUN\n  job:\n    name: fit\n");
    cpSync(trainer, path.join(root, job, "model"), { recursive: true });
    project = await openProject(root);
    const [run, ...others] = project.runs();
    expect(others).toEqual([]);
    expect(run).toMatchObject({ name: "lr=0.5", experiment: "fit", status: "finished" });
    expect(run?.sources).toEqual(["huggingface", "hydra"]);
    expect(run?.params).toMatchObject({ lr: "0.5", "model.rate": "0.5", max_steps: "12" });
    expect((await project.series(run!, "train/loss")).steps).toHaveLength(12);
  });

  test("LLaMA-Factory around the trainer's state, which it outruns", async () => {
    cpSync(trainer, path.join(root, "saves/lora"), { recursive: true });
    for (const name of ["trainer_state.json", "checkpoint-12"]) {
      rmSync(path.join(root, "saves/lora", name), { recursive: true });
    }
    const line = (step: number): string =>
      `${JSON.stringify({ current_steps: step, total_steps: 12, loss: 1 / step, lr: 0.1 })}\n`;
    write(
      "saves/lora/trainer_log.jsonl",
      Array.from({ length: 10 }, (_, at) => line(at + 1)).join(""),
    );
    project = await openProject(root);
    const stepsOf = async (metric: string): Promise<number> =>
      (await project!.series(project!.runs()[0]!, metric)).steps.length;
    const [run, ...others] = project.runs();
    expect(others).toEqual([]);
    expect(run).toMatchObject({ name: "lora", experiment: "saves", status: "unknown" });
    expect(run?.tags.progress).toBe("step 10 of 12 (83 %)");
    expect(await stepsOf("train/loss")).toBe(10);
    expect(await stepsOf("train/grad_norm")).toBe(9);
    appendFileSync(path.join(root, "saves/lora/trainer_log.jsonl"), line(11) + line(12));
    await project.poll();
    expect(await stepsOf("train/loss")).toBe(12);
    expect(project.runs()[0]?.status).toBe("finished");
  });

  test("a trial of Ray Tune around a trainer and a second copy of its numbers", async () => {
    cpSync(path.join(fixtures, "ray/search"), path.join(root, "search"), { recursive: true });
    project = await openProject(root);
    expect(project.runs()).toHaveLength(2);
    const { location } = project.runs()[0]!;
    cpSync(trainer, path.join(root, location!.path, "working_dir/model"), { recursive: true });
    await project.refresh();
    expect(project.runs()).toHaveLength(2);
    expect(project.runs()[0]?.sources).toEqual(["ray", "huggingface"]);
  });
});

describe("what is not the trainer's is none of its run", () => {
  test("other runs below an output folder that is the project itself", async () => {
    cpSync(trainer, root, { recursive: true });
    cpSync(trainer, path.join(root, "second"), { recursive: true });
    cpSync(path.join(fixtures, "sacred/runs"), path.join(root, "runs"), { recursive: true });
    project = await openProject(root);
    const places = project.runs().map(({ source, location }) => [source, location?.path]);
    expect(places.sort()).toEqual([
      ["huggingface", ""],
      ["huggingface", "second"],
      ["sacred", "runs/1"],
      ["sacred", "runs/2"],
      ["sacred", "runs/3"],
    ]);
  });

  test("other runs below a Hydra job that is the project itself", async () => {
    write(".hydra/config.yaml", "lr: 0.5\n");
    write("pyproject.toml", "");
    cpSync(trainer, path.join(root, "model"), { recursive: true });
    project = await openProject(root);
    expect(
      project
        .runs()
        .map(({ source }) => source)
        .sort(),
    ).toEqual(["huggingface", "hydra"]);
  });
});
