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
} from "../support/sources/eventWriters.ts";

/** tensorboardX, and TensorBoard's own writer with all encodings, against TensorBoard's loader. */
const events = useEventWriter("writers", "tensorboard_writer.py");

describe("every point, parameter and picture", () => {
  it.each(["tensorboardx", "hparams", "sweep", "encodings", "big"])("%s", (section) => {
    checkFiles(events.writer(), events.written(section));
  });
});

describe("runs", () => {
  it("joins the folders of add_scalars", async () => {
    await withProject(events.written("tensorboardx"), async (project) => {
      const run = onlyRun(project);
      const loss = await pointsOf(project, run, "loss/val");
      expect(loss.map(([step, time]) => [step, time])).toEqual(
        Array.from({ length: 12 }, (_, step) => [step, (1_750_000_000.25 + step) * 1000]),
      );
      // As they were written, though kept in 32 bits.
      expect(loss.map(([, , value]) => value.toPrecision(6))).toEqual(
        Array.from({ length: 12 }, (_, step) => (step / 3).toPrecision(6)),
      );
      const train = await pointsOf(project, run, "train/loss");
      expect(train[0]).toEqual([0, 1_750_000_000_250, 0.9]);
      expect(run.metrics["acc/top1/val"]).toMatchObject({ last: 0.75, lastStep: 3 });
      const media = await project.media(run);
      expect(media.map(({ kind }) => kind).sort()).toEqual(["histogram", "image", "text"]);
    });
  });

  it("shows any name, any step and any number", async () => {
    await withProject(events.written("encodings"), async (project) => {
      const run = onlyRun(project);
      expect(await pointsOf(project, run, "späße/<b>ünï</b>")).toEqual([
        [0, 1_750_000_000_250, 0.9],
        [2 ** 40, (1_750_000_000.25 + 2 ** 40) * 1000, 0.9],
        [-3, 1_749_999_997_250, 0.9],
      ]);
      expect(Object.hasOwn(run.metrics, "__proto__")).toBe(true);
      const lasts = Object.entries(run.metrics).map(([name, { last }]) => [name, last]);
      expect(Object.fromEntries(lasts)).toMatchObject({
        ...{ float_val: 0.9, float_content: 0.1, double_val: 0.1, double_content: 1 / 3 },
        ...{ int32_val: -7, int32_content: -70_000, int64_val: 2 ** 53 - 1 },
        ...{ int64_content: -(2 ** 40), bool_val: 1, half_content: -1.5, bfloat16_val: 3.140625 },
      });
    });
  });

  it("takes parameters from the folder of add_hparams", async () => {
    await withProject(events.written("hparams"), (project) => {
      const run = onlyRun(project);
      expect(run.params).toEqual({
        lr: "0.001",
        batch: "32",
        name: "adam",
        bias: expect.any(String) as string,
      });
      expect(run).toMatchObject({ status: "unknown", sources: ["tensorboard"] });
      expect(run.metrics).toMatchObject({ loss: { last: 0.8, count: 3 }, final: { last: 0.5 } });
      return Promise.resolve();
    });
  });

  it("shows several sets of parameters as several runs", async () => {
    await withProject(events.written("sweep"), async (project) => {
      const shown = project
        .runs()
        .map(({ params, metrics }) => [params["lr"], metrics["final"]?.last]);
      expect(shown).toEqual([
        ["0", 0],
        ["0.1", 1],
        ["0.2", 2],
      ]);
      return Promise.resolve();
    });
  });
});

describe("a writer at work", () => {
  it("is followed point by point", async () => {
    await checkLive(events.writer(), events.path("live"));
  });

  it("leaves what it had written when it dies", async () => {
    const folder = events.path("killed");
    writeAndDie(events.writer(), folder);
    await withProject(folder, async (project) => {
      const run = onlyRun(project);
      const points = await pointsOf(project, run, "loss");
      expect(points.length).toBeGreaterThan(1000);
      expect(points).toEqual(expectedLoss(points.length));
      expect(run).toMatchObject({ status: "unknown", problems: [] });
    });
  });
});
