import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { encodeEntries } from "../../../src/core/formats/sextant/encode.ts";
import type { JournalEntry } from "../../../src/core/formats/sextant/entries.ts";
import { runPaths } from "../../../src/platform/runs/project.ts";

/** A project in a folder of its own, with runs made by hand. */
export class ProjectFixture {
  readonly root = mkdtempSync(path.join(os.tmpdir(), "sextant-index-"));

  journal(id: string): string {
    return runPaths(this.root, id).journal;
  }

  /** A finished run with one point. */
  createRun(id: string, entries: readonly JournalEntry[] = []): void {
    mkdirSync(runPaths(this.root, id).folder, { recursive: true });
    const identity = { type: "run", v: 1, id, name: `name-${id}`, experiment: "Default" } as const;
    this.append(id, { ...identity, time: 1e12 }, ...entries);
  }

  append(id: string, ...entries: readonly JournalEntry[]): void {
    appendFileSync(this.journal(id), encodeEntries(entries));
  }

  appendText(id: string, text: string): void {
    appendFileSync(this.journal(id), text);
  }

  replace(id: string, text: string): void {
    writeFileSync(this.journal(id), text);
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** A line of one metric. */
export function point(step: number, value: number, metric = "loss"): JournalEntry {
  return { type: "metrics", step, time: 1e12 + step, metrics: { [metric]: value } };
}
