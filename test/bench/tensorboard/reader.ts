/**
 * What tensorboard.ts times, in a process of its own: prints a timing as JSON.
 *
 *   reader --file FILE | reader --table FOLDER CACHE | reader --window FOLDER CACHE
 *   | reader --first FOLDER CACHE COUNT
 */
import { closeSync, openSync, readSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { silentLog } from "../../../src/base/logging.ts";
import { RunChannel } from "../../../src/core/formats/runChannel.ts";
import { tensorboardFormat } from "../../../src/core/formats/tensorboard/tensorboard.ts";
import { IndexService } from "../../../src/platform/index/indexService.ts";
import { systemClock } from "../../../src/platform/runs/systemPorts.ts";
import { openProject } from "../../support/sources/openProject.ts";

const pieceBytes = 4 * 1024 * 1024;

export interface Timing {
  readonly ms: number;
  /** Greatest resident size of the process, in bytes. */
  readonly memoryBytes?: number;
  readonly points?: number;
}

export interface SeriesTiming extends Timing {
  readonly seriesMs: number;
}

/** The file by our reader alone, with all its points kept. */
function readFilePoints(file: string): Timing {
  const start = performance.now();
  const channel = new RunChannel({ path: file });
  const context = { channel, root: "", fileTime: 0, now: Date.now() };
  const reader = tensorboardFormat.createReader({ path: file, role: "events" }, context);
  if (reader.kind !== "stream") throw new Error("not a stream");
  const descriptor = openSync(file, "r");
  const buffer = new Uint8Array(pieceBytes);
  for (let offset = 0; ;) {
    const count = readSync(descriptor, buffer, 0, buffer.length, offset);
    const used = reader.read(buffer.subarray(0, count));
    if (used === 0) break;
    offset += used;
  }
  closeSync(descriptor);
  const points = [...channel.points.values()].reduce((sum, { length }) => sum + length, 0);
  return { ms: performance.now() - start, points, memoryBytes: greatestSize() };
}

/** The folder through the project's index, until all runs can be listed; then one series. */
async function readTable(folder: string, cache: string): Promise<SeriesTiming> {
  const start = performance.now();
  const project = await openProject(folder, { cache });
  const runs = project.runs();
  const ms = performance.now() - start;
  const points = runs.reduce(
    (sum, run) => sum + Object.values(run.metrics).reduce((all, { count }) => all + count, 0),
    0,
  );
  const seriesStart = performance.now();
  const [run] = runs;
  if (run !== undefined) await project.series(run, "train/metric_0");
  const seriesMs = performance.now() - seriesStart;
  project.dispose();
  return { ms, points, seriesMs, memoryBytes: greatestSize() };
}

/**
 * The table as a window shows it when the folder is opened again: filled from the index, with the
 * rows of the first screen, before any file is looked at.
 */
function readWindow(folder: string, cache: string): Timing {
  const start = performance.now();
  const service = openService(folder, cache);
  const query = { filter: "", search: "", sort: [], group: "none" as const, collapsed: [] };
  const view = service.openView({ kind: "openView", query });
  const { rows } = service.readRows({
    ...{ kind: "readRows", viewId: view.viewId, start: 0, end: 60 },
    columns: [
      "name",
      "source",
      ...Array.from({ length: 5 }, (_, n) => `metrics.train/metric_${n}`),
    ],
  });
  const ms = performance.now() - start;
  const points = service
    .runs(null)
    .flatMap((run) => Object.values(run.metrics))
    .reduce((sum, { count }) => sum + count, 0);
  if (rows.length < 60) throw new Error(`the table has only ${rows.length} rows`);
  service.dispose();
  return { ms, points, memoryBytes: greatestSize() };
}

/**
 * The table as a window shows it when a folder is opened for the first time: until all rows are
 * there, each with the last value of its metrics.
 */
async function readFirstWindow(folder: string, cache: string, count: number): Promise<Timing> {
  const start = performance.now();
  const service = openService(folder, cache);
  const query = { filter: "metrics.train/metric_0 >= 0", search: "", group: "none" as const };
  for (;;) {
    const view = service.openView({
      kind: "openView",
      query: { ...query, sort: [], collapsed: [] },
    });
    if (view.runCount >= count) break;
    await setTimeout(5);
  }
  const ms = performance.now() - start;
  service.dispose();
  return { ms, memoryBytes: greatestSize() };
}

function openService(folder: string, cache: string): IndexService {
  return new IndexService({
    root: folder,
    clock: systemClock,
    log: silentLog,
    env: { XDG_CACHE_HOME: cache },
    sources: { isEnabled: true, exclude: [], folders: [], isTrusted: true },
    onDidChange: () => undefined,
  });
}

function greatestSize(): number {
  return process.resourceUsage().maxRSS * 1024;
}

const [, , mode, first = "", second = "", third = ""] = process.argv;
process.stdout.write(JSON.stringify(await timingOf(mode)));

function timingOf(what: string | undefined): Timing | Promise<Timing> {
  if (what === "--file") return readFilePoints(first);
  if (what === "--first") return readFirstWindow(first, second, Number(third));
  return what === "--window" ? readWindow(first, second) : readTable(first, second);
}
