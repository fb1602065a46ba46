import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { findRecord } from "../../../src/core/formats/tensorboard/findRecord.ts";
import type { Run } from "../../../src/core/runs/run.ts";
import { FolderRun } from "../../../src/platform/sources/folderRun.ts";
import type { SourceUpdate } from "../../../src/platform/sources/runSource.ts";
import { writeRuns } from "../../bench/tensorboard/writeEvents.ts";

/** A file of event records long enough that its ends are looked at first. */
let root: string;
beforeEach(() => (root = mkdtempSync(path.join(os.tmpdir(), "sextant-peek-"))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

const steps = 8000;
const metric = "train/metric_0";

function createRun(): { readonly run: FolderRun; readonly content: Uint8Array } {
  writeRuns(root, { runs: 1, tags: 1, steps });
  const [folder = ""] = readdirSync(root);
  const [name = ""] = readdirSync(path.join(root, folder));
  const files = [{ path: `${folder}/${name}`, role: "" }];
  const run = new FolderRun(
    { root: folder, key: "", parts: [{ format: "tensorboard", files }] },
    { base: root, shownBase: "", now: () => Date.now() },
  );
  return { run, content: new Uint8Array(readFileSync(path.join(root, folder, name))) };
}

function onlyRun(update: SourceUpdate | undefined): Run {
  const [run] = update?.runs ?? [];
  if (run === undefined) throw new Error("nothing was read");
  return run;
}

it("tells the last value and the start at once, and the rest after the whole was read", async () => {
  const { run, content } = createRun();
  expect(run.unreadBytes(null)).toBe(content.length);
  const peeked = onlyRun(await run.peek());
  expect(peeked.metrics[metric]).toMatchObject({ lastStep: steps - 1, count: 0 });
  expect(peeked.problems).toEqual([]);
  const whole = onlyRun(await run.refresh(""));
  expect(whole).toMatchObject({ id: peeked.id, startTime: peeked.startTime });
  const last = peeked.metrics[metric]?.last;
  expect(whole.metrics[metric]).toMatchObject({ last, count: steps, min: 0, max: 0.999 });
});

it("finds a record wherever the bytes begin", () => {
  const { content } = createRun();
  for (let cut = 1; cut < 200; cut++) {
    const bytes = content.slice(content.length - 1000 + cut);
    const start = findRecord(bytes);
    expect(start).toBeGreaterThanOrEqual(0);
    expect(start).toBeLessThan(64);
  }
  expect(findRecord(new Uint8Array(5000))).toBe(-1);
  expect(findRecord(new Uint8Array(0))).toBe(-1);
});
