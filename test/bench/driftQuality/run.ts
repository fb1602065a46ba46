/**
 * `npm run bench:drift-quality [-- --quick --write --without-peers]`: how often drift is found that is
 * not there, and missed that is, for Sextant and for Evidently, NannyML and river. Prints the tables;
 * `--write` puts them into docs/drift-quality.md. Seeds are fixed. Fails when a target is missed.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { format, resolveConfig } from "prettier";
import { checkoutRoot, say } from "../../../scripts/checkout.ts";
import { simulateCase, simulateCorrelation, simulateFeatures, type Rates } from "./batches.ts";
import { nullCases, powerCases, type QualityCase } from "./cases.ts";
import { renderTables, type PeerResults, type Results } from "./page.ts";
import {
  drawStreams,
  measuredDetectors,
  ourAlarms,
  ratesAfter,
  streamRows,
  summarize,
  type StreamQuality,
} from "./streams.ts";

const page = path.join(checkoutRoot, "docs/drift-quality.md");
const python = path.join(checkoutRoot, ".cache/python/drift/bin/python");
const marks = ["<!-- measured -->", "<!-- end of measured -->"] as const;

const isQuick = process.argv.includes("--quick");
const runs = isQuick ? 100 : 400;
const peerRuns = isQuick ? 10 : 50;
const streamCount = isQuick ? 10 : 60;

const streams = new Map(ratesAfter.map((after) => [after, drawStreams(streamCount, after, 1)]));

function measureCases(cases: readonly QualityCase[], shift: number): Map<string, Rates> {
  return new Map(
    cases.map((qualityCase, index) => {
      say(`Sextant: ${qualityCase.label}${shift > 0 ? ", moved" : ""}`);
      const isLarge = qualityCase.referenceRows >= 100_000;
      const options = { runs: isLarge ? Math.min(100, runs) : runs, seed: 10 + index, shift };
      return [qualityCase.id, simulateCase(qualityCase, options)];
    }),
  );
}

type StreamTable = Map<string, Map<number, StreamQuality>>;

function measureDetectors(): StreamTable {
  return new Map(
    measuredDetectors.map((id) => {
      say(`Sextant: ${id}`);
      const found = [...streams].map(
        ([after, drawn]) =>
          [after, summarize(ourAlarms(id, drawn), after !== ratesAfter[0])] as const,
      );
      return [id, new Map(found)];
    }),
  );
}

function riverTable(peers: PeerResults | null): StreamTable {
  return new Map(
    Object.entries(peers?.river ?? {}).map(([id, byRate]) => [
      id,
      new Map(
        Object.entries(byRate).map(([after, alarms]) => [
          Number(after),
          summarize(alarms, Number(after) !== ratesAfter[0]),
        ]),
      ),
    ]),
  );
}

/** Null where their Python is not there: `node scripts/python-env.mjs drift` makes it. */
async function measurePeers(): Promise<PeerResults | null> {
  if (process.argv.includes("--without-peers") || !existsSync(python)) return null;
  const folder = mkdtempSync(path.join(tmpdir(), "drift-quality-"));
  try {
    const files = [...streams].map(([after, drawn]) => {
      const file = path.join(folder, `${after}.bin`);
      writeFileSync(file, Buffer.concat(drawn));
      return { after, path: file, runs: drawn.length, rows: streamRows };
    });
    const request = {
      cases: nullCases,
      power: powerCases,
      runs,
      nannymlRuns: peerRuns,
      streams: files,
    };
    return JSON.parse(await runPython(JSON.stringify(request))) as PeerResults;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runPython(input: string): Promise<string> {
  const script = path.join(import.meta.dirname, "incumbents.py");
  const child = spawn(python, [script], { stdio: ["pipe", "pipe", "inherit"] });
  const output: Buffer[] = [];
  child.stdout.on("data", (piece: Buffer) => output.push(piece));
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(Buffer.concat(output).toString("utf8"));
      else reject(new Error(`incumbents.py ended with ${String(code)}`));
    });
  });
}

/** The rates that were promised, and those that break the promise. */
function missedTargets({ nulls, power, clean }: Results): string[] {
  const missed = [...nulls]
    .filter(([, { drift, watch }]) => drift + watch > 0.06)
    .map(([id, { drift, watch }]) => `${id}: ${(drift + watch) * 100} % false alarms`);
  const [first] = powerCases;
  const found = first === undefined ? 0 : (power.get(first.id)?.drift ?? 0);
  if (found < 0.95) missed.push(`0.3 σ is found in ${found * 100} % only`);
  if (clean.any > 0.06) missed.push(`20 clean columns alarm in ${clean.any * 100} %`);
  return missed;
}

async function writePage(tables: string): Promise<void> {
  const text = readFileSync(page, "utf8");
  const [from, to] = marks.map((mark) => text.indexOf(mark));
  if (from === undefined || to === undefined || from < 0 || to < from) {
    throw new Error(`${page} lacks the marks ${marks.join(" and ")}`);
  }
  const head = text.slice(0, from + marks[0].length);
  const options = { ...(await resolveConfig(page)), parser: "markdown" };
  writeFileSync(page, await format(`${head}\n\n${tables}\n\n${text.slice(to)}`, options));
}

const peersRun = measurePeers();
const results: Results = {
  runs,
  peerRuns,
  streams: streamCount,
  nulls: measureCases(nullCases, 0),
  power: measureCases(powerCases, 0.3),
  clean: simulateFeatures({ runs, seed: 3 }),
  moved: simulateFeatures({ runs: Math.min(100, runs), seed: 4, moved: 5, shift: 0.3 }),
  correlationTurned: simulateCorrelation({ runs: peerRuns, seed: 5, after: -0.7 }),
  correlationKept: simulateCorrelation({ runs: peerRuns, seed: 6, after: 0.7 }),
  detectors: measureDetectors(),
  peers: await peersRun,
};
const tables = renderTables(results, riverTable(results.peers));
process.stdout.write(`${tables}\n`);
if (process.argv.includes("--write")) await writePage(tables);
for (const missed of missedTargets(results)) {
  say(`Missed: ${missed}`);
  process.exitCode = 1;
}
