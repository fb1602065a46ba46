import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../../../src/base/logging.ts";
import type { JournalEntry } from "../../../src/core/formats/sextant/entries.ts";
import {
  MetricsFile,
  readMetricsCursor,
  type MetricsCursor,
} from "../../../src/platform/runs/metricsFile.ts";
import { RunJournal } from "../../../src/platform/runs/runJournal.ts";

let folder: string;
let metrics: string;
let journalPath: string;
let journal: RunJournal;
let warnings: string[];

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "sextant-metrics-"));
  metrics = path.join(folder, "metrics.jsonl");
  journalPath = path.join(folder, "journal.jsonl");
  journal = new RunJournal(journalPath);
  warnings = [];
});
afterEach(() => {
  journal.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function open(from?: MetricsCursor): MetricsFile {
  return new MetricsFile({
    path: metrics,
    journal,
    clock: { now: () => 1000 },
    log: { ...silentLog, warn: (message) => warnings.push(message) },
    ...(from && { from }),
  });
}

function steps(): readonly unknown[] {
  return readFileSync(journalPath, "utf8")
    .split("\n")
    .filter((line) => line.includes('"step"') && line.endsWith("}"))
    .map((line) => (JSON.parse(line) as { step: unknown }).step);
}

function lines(from: number, to: number): string {
  return Array.from({ length: to - from }, (_, i) => `{"step":${from + i},"v":1}\n`).join("");
}

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

describe("taking in a metrics file", () => {
  it("takes whole lines only, in whatever pieces they come", async () => {
    const file = open();
    await file.drain();
    for (const piece of ['{"step":0,"v":1}\n{"st', 'ep":1,"v', '":1}', "\n\n\r\n", '{"step":2}']) {
      appendFileSync(metrics, piece);
      await file.drain();
    }
    expect(steps()).toEqual([0, 1]);
    appendFileSync(metrics, '\n{"step":3,"v":1}');
    await file.drain();
    expect(steps()).toEqual([0, 1]);
    await file.drain({ isLast: true });
    expect(steps()).toEqual([0, 1, 3]);
    expect(warnings).toEqual([]);
  });

  it("takes in a hundred thousand lines that come at once", async () => {
    writeFileSync(metrics, lines(0, 100_000));
    await open().drain();
    expect(steps()).toEqual(range(100_000));
  });

  it("begins anew when the file is truncated or replaced", async () => {
    const file = open();
    writeFileSync(metrics, lines(0, 3));
    await file.drain();
    truncateSync(metrics);
    appendFileSync(metrics, lines(7, 8));
    await file.drain();
    rmSync(metrics);
    await file.drain();
    const other = path.join(folder, "other");
    writeFileSync(other, lines(10, 20));
    renameSync(other, metrics);
    await file.drain();
    expect(steps()).toEqual([0, 1, 2, 7, ...range(10).map((step) => step + 10)]);
  });

  it("leaves out a line that is too long, and goes on behind it", async () => {
    const file = open();
    const long = `{"step":1,"note":"${"x".repeat(3 * 1024 * 1024)}"}\n`;
    appendFileSync(metrics, lines(0, 1) + long.slice(0, 2_000_000));
    await file.drain();
    appendFileSync(metrics, long.slice(2_000_000) + lines(2, 4));
    await file.drain();
    expect(steps()).toEqual([0, 2, 3]);
    expect(warnings).toEqual([
      "A line of the metrics file is longer than 1048576 bytes: left out.",
    ]);
  });

  it("takes in a line longer than a batch", async () => {
    const wide = Object.fromEntries(
      range(20_000).map((index) => [`metric number ${index}`, index]),
    );
    writeFileSync(metrics, `${JSON.stringify({ step: 5, ...wide })}\n`);
    await open().drain();
    expect(steps()).toEqual([5]);
  });

  it("says only a few times what is wrong", async () => {
    writeFileSync(metrics, "rubbish\n".repeat(1000) + lines(0, 1));
    await open().drain();
    expect(steps()).toEqual([0]);
    expect(warnings.slice(0, 2)).toEqual([
      "In the metrics file at byte 0, a line is not JSON: left out.",
      "In the metrics file at byte 8, a line is not JSON: left out.",
    ]);
    expect(warnings.slice(5)).toEqual(["Further faults of the metrics file are not shown."]);
  });

  it.each(["params", "tags"])("masks secrets among %s", async (kind) => {
    writeFileSync(metrics, `{"${kind}":{"api_key":"s3cret","lr":"0.1"}}\n`);
    await open().drain();
    expect(readFileSync(journalPath, "utf8")).toContain('{"api_key":"********","lr":"0.1"}');
  });
});

describe("going on after a supervisor was killed", () => {
  it("takes each line once, wherever the journal was torn", async () => {
    writeFileSync(metrics, lines(0, 2));
    const first = open();
    await first.drain();
    appendFileSync(metrics, lines(2, 5));
    journal.append({ type: "note", note: "between" });
    await first.drain();
    journal.dispose();
    const whole = readFileSync(journalPath);
    for (let length = 0; length <= whole.length; length++) {
      writeFileSync(journalPath, whole.subarray(0, length));
      const from = readMetricsCursor(journalPath);
      journal = new RunJournal(journalPath);
      await open(from).drain();
      expect(steps(), `torn at ${length}`).toEqual(range(5));
      journal.dispose();
    }
    journal = new RunJournal(journalPath);
  });

  it("is not misled by what others wrote behind", async () => {
    writeFileSync(metrics, lines(0, 4));
    await open().drain();
    const other: JournalEntry = { type: "metrics", step: 99, time: 1, metrics: { w: 1 } };
    journal.append(other, { type: "note", note: 'x {"type":"cursor"' });
    appendFileSync(metrics, lines(4, 6));
    await open(readMetricsCursor(journalPath)).drain();
    expect(steps()).toEqual([0, 1, 2, 3, 99, 4, 5]);
  });

  it("finds the place in a long journal", async () => {
    writeFileSync(metrics, lines(0, 4));
    await open().drain();
    for (let i = 0; i < 200; i++) journal.append({ type: "note", note: "x".repeat(5000) });
    expect(readMetricsCursor(journalPath)).toEqual({ offset: lines(0, 4).length, skip: 0 });
  });

  it("begins at the start without a journal or a cursor", () => {
    expect(readMetricsCursor(path.join(folder, "none"))).toEqual({ offset: 0, skip: 0 });
    expect(readMetricsCursor(journalPath)).toEqual({ offset: 0, skip: 0 });
  });
});
