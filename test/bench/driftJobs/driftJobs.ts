/**
 * Performance, estimated performance and slices of a million scored rows, streams of errors, and the
 * example's monitor, each as `sextant drift check` from start to end (streams: in this process).
 *
 *   node test/bench/driftJobs/driftJobs.ts [--rounds N] [--rows N]
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { say } from "../../../scripts/checkout.ts";
import { runCommand } from "../../../scripts/commands.ts";
import { createDetector, detectChanges } from "../../../src/core/drift/streams/detectors.ts";
import { seededRandom } from "../../../src/base/seededRandom.ts";
import { ExampleProject } from "../../support/exampleProject.ts";
import { buildCli } from "../buildCli.ts";
import { scoredRows } from "../driftData.ts";
import { measuredDetectors } from "../driftQuality/streams.ts";
import { measureProcess } from "../processTree.ts";
import { formatMs, median, numberAfter, printReport } from "../report.ts";

const rows = numberAfter("--rows", 1_000_000);
const rounds = numberAfter("--rounds", 3);
const streamRows = 1_000_000;

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "sextant-bench-"));
  try {
    const cli = buildCli(folder);
    const monitors = await writeMonitors(folder);
    const measured: string[][] = [];
    for (const [name, what] of monitors) {
      say(what);
      measured.push([what, ...(await check(cli, folder, [name]))]);
    }
    measured.push(await checkExample(cli));
    for (const id of measuredDetectors) measured.push(detect(id));
    printReport({
      title: "Performance, slices, streams, and a monitor from start to end",
      method: `${rows.toLocaleString("en")} rows a side with time, 20 features, score, prediction and label. \`sextant drift check\` of the production bundle with its data process, cache emptied each time, drift of all columns included; medians of ${rounds}. Memory is the greatest resident size of each process, added up. The example's data are those of its README. Streams: ${streamRows.toLocaleString("en")} errors of 0 and 1 in memory, one detector at a time.`,
      columns: ["what", "time", "memory"],
      rows: measured,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Names of monitors, and what each measures. */
async function writeMonitors(folder: string): Promise<ReadonlyMap<string, string>> {
  const reference = await scoredRows(rows, "reference");
  const current = await scoredRows(rows, "current");
  const unlabelled = await scoredRows(rows, "current", false);
  const data = (file: string): string[] => [
    `reference: ${JSON.stringify(reference)}`,
    `current: ${JSON.stringify(file)}`,
    "time: time",
  ];
  // Performance is measured of every monitor that names these.
  const scores = ["target: label", "prediction: predicted", "probability: score"];
  const slices = (isSearched: boolean): string[] => [
    ...["performance:", "  slices:", `    automatic: ${isSearched}`],
  ];
  const all = {
    drift: data(current),
    labelled: [...data(current), ...scores, ...slices(false)],
    estimated: [...data(unlabelled), ...scores, ...slices(false)],
    sliced: [...data(current), ...scores, ...slices(true)],
  };
  const text = Object.entries(all).flatMap(([name, lines]) => [
    `  ${name}:`,
    ...lines.map((line) => `    ${line}`),
  ]);
  mkdirSync(path.join(folder, ".sextant"));
  writeFileSync(path.join(folder, "sextant.yaml"), `monitors:\n${text.join("\n")}\n`);
  const count = rows.toLocaleString("en");
  return new Map([
    ["drift", `${count} × 24: drift alone`],
    ["labelled", "and performance with labels, by chunks"],
    ["estimated", "and performance estimated without labels (CBPE)"],
    ["sliced", "and performance with a search of slices, pairs included"],
  ]);
}

/** Time and memory of a check from an empty cache. */
async function check(cli: string, cwd: string, names: readonly string[]): Promise<string[]> {
  const cache = path.join(path.dirname(cli), "../cache");
  const env = { ...process.env, XDG_CACHE_HOME: cache, LOCALAPPDATA: cache };
  const costs = [];
  for (let round = 0; round < rounds; round += 1) {
    rmSync(cache, { recursive: true, force: true });
    const args = [cli, "drift", "check", ...names, "--format", "json"];
    costs.push(await measureProcess(process.execPath, args, { cwd, env, codes: [0, 1] }));
  }
  const memory = median(costs.map(({ peakMb }) => peakMb));
  return [formatMs(median(costs.map(({ ms }) => ms))), `${memory.toFixed(0)} MB`];
}

async function checkExample(cli: string): Promise<string[]> {
  say("the example's monitor");
  const example = await ExampleProject.create();
  try {
    const script = path.join(example.folder, "clinic.py");
    for (const step of ["train", "arrive"])
      await runCommand("python3", [script, step], { cwd: example.folder });
    return [
      "the example: drift and performance of 284 rows",
      ...(await check(cli, example.folder, [])),
    ];
  } finally {
    rmSync(example.folder, { recursive: true, force: true });
  }
}

/** One in ten rows is an error, later two in ten. */
function detect(id: (typeof measuredDetectors)[number]): string[] {
  const times: number[] = [];
  const random = seededRandom(1);
  const stream = Uint8Array.from({ length: streamRows }, (_, i) =>
    Number(random() < (i < streamRows / 2 ? 0.1 : 0.2)),
  );
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    detectChanges(stream, createDetector(id));
    times.push(performance.now() - start);
  }
  const ms = median(times);
  const perSecond = Math.round(streamRows / ms / 10) / 100;
  return [
    `a stream of ${streamRows.toLocaleString("en")} errors, ${id}`,
    `${formatMs(ms)} (${perSecond} million rows/s)`,
    "",
  ];
}

await main();
