import { describe, expect, it } from "vitest";
import {
  checkFiles,
  checkLive,
  expectedLoss,
  onlyRun,
  pointsOf,
  withProject,
  writeAndDie,
  useEventWriter,
} from "../../support/sources/eventWriters.ts";

/** torch.utils.tensorboard and Lightning against TensorBoard's loader and what was logged. */
const events = useEventWriter("frameworks", "frameworks/tensorboard_writer.py");

function timeOf(step: number): number {
  return (1_750_000_000.25 + step) * 1000;
}

describe("every point, parameter and picture", () => {
  it.each(["scalars", "series", "hparams", "restart", "lightning"])("%s", (section) => {
    checkFiles(events.writer(), events.written(section));
  });

  it("a hundred thousand points", async () => {
    const folder = events.written("many");
    await withProject(folder, async (project) => {
      const run = onlyRun(project);
      expect(Object.keys(run.metrics)).toHaveLength(10);
      for (let index = 0; index < 10; index++) {
        const { steps, values } = await project.series(run, `train/metric_${index}`, true);
        expect(steps).toEqual(Float64Array.from({ length: 10_000 }, (_, step) => step));
        const expected = steps.map((step) => ((step * 31 + index * 17) % 1000) / 1000);
        expect(values).toEqual(expected);
      }
    });
  });
});

describe("runs", () => {
  it("shows numbers as they were written, in 32 bits and in 64", async () => {
    await withProject(events.written("scalars"), async (project) => {
      const run = onlyRun(project);
      const steps = Array.from({ length: 20 }, (_, step) => [step, timeOf(step), step / 10]);
      expect(await pointsOf(project, run, "new")).toEqual(steps);
      expect(await pointsOf(project, run, "double")).toEqual(steps);
      expect(await pointsOf(project, run, "negative")).toEqual([[-5, timeOf(0), 1]]);
      const media = await project.media(run);
      expect(media.map(({ kind, name }) => [kind, name])).toEqual([
        ["histogram", "weights"],
        ["image", "sample"],
        ["audio", "tone"],
        ["text", "note"],
      ]);
    });
  });

  it("joins the folders of add_scalars", async () => {
    await withProject(events.written("series"), async (project) => {
      const run = onlyRun(project);
      expect(Object.keys(run.metrics).sort()).toEqual([
        "epoch/loss/train",
        "epoch/loss/val_best",
        "lr",
      ]);
      const points = await pointsOf(project, run, "epoch/loss/val_best");
      expect(points.map(([step, time]) => [step, time])).toEqual(
        Array.from({ length: 5 }, (_, step) => [step, timeOf(step)]),
      );
      points.forEach(([step, , value]) => expect(value).toBeCloseTo(2 / (step + 1), 7));
    });
  });

  it("joins the folder of add_hparams", async () => {
    await withProject(events.written("hparams"), (project) => {
      const run = onlyRun(project);
      expect(run.params).toEqual({ lr: "0.001", batch: "32", name: "adam", amp: "1" });
      // The curve, and not the last value that add_hparams repeats at step 0.
      expect(run.metrics["loss"]).toMatchObject({ count: 5, last: 0.2, max: 1, lastStep: 4 });
      expect(run.metrics["hparam/accuracy"]).toMatchObject({ last: 0.75 });
      expect(run.status).toBe("unknown");
      return Promise.resolve();
    });
  });

  it("goes on from a checkpoint, and shows what was there before on request", async () => {
    await withProject(events.written("restart"), async (project) => {
      const run = onlyRun(project);
      const { steps, values } = await project.series(run, "loss");
      const raw = await project.series(run, "loss", true);
      expect([...raw.steps]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 6, 7]);
      // From step 5 on all is void, also of a metric that was not written again.
      expect([...steps]).toEqual([0, 1, 2, 3, 4, 6, 7]);
      expect([...values].slice(-2)).toEqual([60, 70]);
      expect([...(await project.series(run, "gone")).steps]).toEqual([0, 1, 2, 3, 4]);
      expect(run.metrics["gone"]).toMatchObject({ last: 4, count: 5, max: 4 });
      expect(run.metrics["loss"]).toMatchObject({ last: 70, count: 7 });
    });
  });

  it("reads Lightning's folder", async () => {
    await withProject(events.written("lightning"), (project) => {
      const run = onlyRun(project);
      expect(run).toMatchObject({ name: "version_0", status: "unknown" });
      expect(run.params).toMatchObject({ lr: "0.1" });
      expect(run.metrics["train/loss"]).toMatchObject({ count: 16, lastStep: 15 });
      expect(Object.keys(run.metrics).sort()).toEqual(["epoch", "train/loss"]);
      return Promise.resolve();
    });
  });
});

describe("Hugging Face's Trainer", () => {
  it("tells its settings and its model's", async () => {
    await withProject(events.written("huggingface"), (project) => {
      const run = onlyRun(project);
      expect(run.params).toMatchObject({
        learning_rate: "0.0003",
        num_train_epochs: "2",
        "model_config.hidden_size": "8",
        "model_config.model_type": "bert",
      });
      expect(run.metrics).toMatchObject({
        "train/loss": { last: 0.5, count: 2 },
        "eval/loss": { last: 1, count: 2 },
      });
      expect(run.problems).toEqual([]);
      return Promise.resolve();
    });
  });
});

describe("a writer at work", () => {
  it("is followed point by point", async () => {
    await checkLive(events.writer(), events.path("live"));
  });

  it("leaves what it had flushed when it dies", async () => {
    const folder = events.path("killed");
    writeAndDie(events.writer(), folder);
    await withProject(folder, async (project) => {
      const run = onlyRun(project);
      const points = await pointsOf(project, run, "loss");
      expect(points.length).toBeGreaterThanOrEqual(5000);
      expect(points).toEqual(expectedLoss(points.length));
      expect(run).toMatchObject({ status: "unknown", problems: [] });
    });
  });
});
