import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { FileReader, ReaderContext, RunFormat } from "../../../src/core/formats/runFormat.ts";
import { FormatReading } from "../../../src/platform/sources/formatReading.ts";

const metricNames = Array.from({ length: 10 }, (_, index) => `metric ${index}`);
const fileNames = Array.from({ length: 50 }, (_, index) => `${String(index).padStart(2, "0")}.txt`);

let base: string;

beforeEach(() => {
  base = mkdtempSync(path.join(os.tmpdir(), "sextant-reading-"));
  for (const [index, name] of fileNames.entries()) {
    writeFileSync(path.join(base, name), String(index));
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(base, { recursive: true });
});

/** Each file holds one number, which is the step and the value of a point of every metric. */
function take({ channel }: ReaderContext, bytes: Uint8Array): void {
  const value = Number(new TextDecoder().decode(bytes));
  for (const name of metricNames) channel.series(name).push(value, NaN, value);
}

async function read(createReader: (context: ReaderContext) => FileReader): Promise<FormatReading> {
  const format: RunFormat = {
    id: "files",
    detect: () => [],
    createReader: (_, context) => createReader(context),
  };
  const files = fileNames.map((name) => ({ path: name, role: "" }));
  const claimed = { format: format.id, files };
  const reading = new FormatReading(format, claimed, { base, root: "", now: () => Date.now() });
  await reading.readOn();
  return reading;
}

describe("a run of many files", () => {
  it("that are documents joins the points of each metric once", async () => {
    const reading = await read((context) => ({
      kind: "document",
      maxBytes: 100,
      read: (bytes) => {
        take(context, bytes);
        return true;
      },
    }));
    const series = vi.spyOn(reading, "series");
    const { metrics } = reading.part();
    expect(metrics.get("metric 0")).toMatchObject({ count: 50, last: 49 });
    expect(metrics.size).toBe(metricNames.length);
    expect(series).toHaveBeenCalledTimes(metricNames.length);
  });

  it("that are small is not counted through for each of them", async () => {
    const heldPoints = vi.spyOn(FormatReading.prototype, "heldPoints", "get");
    const reading = await read((context) => ({
      kind: "stream",
      read: (bytes) => {
        take(context, bytes);
        return bytes.length;
      },
    }));
    expect(reading.part().metrics.get("metric 9")).toMatchObject({ count: 50, last: 49 });
    expect(heldPoints).not.toHaveBeenCalled();
  });
});
