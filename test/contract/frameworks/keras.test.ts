import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensurePythonEnv } from "../../../scripts/python-env.mjs";
import {
  checkFiles,
  onlyRun,
  pointsOf,
  withProject,
  write,
  type EventWriter,
} from "../../support/sources/eventWriters.ts";

/** Keras' TensorBoard callback and tf.summary against TensorBoard's loader. */
let root: string;
let writer: EventWriter;
beforeAll(() => {
  const python = ensurePythonEnv("keras");
  writer = { python, script: "frameworks/keras_writer.py", oraclePython: python };
  root = mkdtempSync(path.join(os.tmpdir(), "sextant-contract-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function written(section: string): string {
  const folder = path.join(root, section);
  write(writer, section, folder);
  return folder;
}

describe("every point, parameter and picture, and the run they make", () => {
  it("training with validation", async () => {
    const folder = written("fit");
    const oracle = checkFiles(writer, folder);
    await withProject(folder, async (project) => {
      const run = onlyRun(project);
      expect(run.params).toEqual({ units: "3", optimizer: "sgd", bias: "true" });
      let checked = 0;
      for (const [file, { scalars }] of Object.entries(oracle)) {
        const split = file.split("/").at(-2) ?? "";
        for (const [tag, points] of Object.entries(scalars)) {
          const shown = await pointsOf(project, run, `${split}/${tag}`);
          expect(shown.map(([step, time]) => [step, time])).toEqual(
            points.map(([step, time]) => [step, time]),
          );
          expect(shown.map(([, , value]) => Math.fround(value))).toEqual(
            points.map(([, , value]) => value),
          );
          checked++;
        }
      }
      expect(Object.keys(run.metrics)).toHaveLength(checked);
      expect(Object.keys(run.metrics)).toContain("validation/epoch_loss");
    });
  });

  it("training alone", async () => {
    const folder = written("training");
    checkFiles(writer, folder);
    await withProject(folder, (project) => {
      const run = onlyRun(project);
      expect(Object.keys(run.metrics)).toContain("train/epoch_loss");
      return Promise.resolve();
    });
  });

  it("all kinds of summaries", async () => {
    const folder = written("summaries");
    checkFiles(writer, folder);
    await withProject(folder, async (project) => {
      const run = onlyRun(project);
      const loss = await pointsOf(project, run, "loss");
      expect(loss.map(([step, , value]) => [step, value])).toEqual([
        [0, 0.9],
        [1, 0.45],
        [2, 0.3],
        [3, 0.225],
      ]);
      const media = await project.media(run);
      const kinds = media.map(({ kind, name }) => `${kind} ${name}`);
      expect([...new Set(kinds)].sort()).toEqual([
        "audio tone",
        "histogram weights",
        "image pixels",
        "image pixels/1",
        "text note",
      ]);
      expect(kinds).toHaveLength(20);
    });
  });
});
