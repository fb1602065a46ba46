import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect } from "vitest";
import { ensurePythonEnv } from "../../../scripts/python-env.mjs";
import { tensorboardFormat } from "../../../src/core/formats/tensorboard/tensorboard.ts";
import type { Run } from "../../../src/core/runs/run.ts";
import { listPoints, readFile } from "../formats/readClaim.ts";
import { describeChannel, describeOracle, readOracle, type Oracle } from "../formats/eventFiles.ts";
import { waitFor } from "../waitFor.ts";
import { openProject, type OpenProject } from "./openProject.ts";

const contract = path.resolve(import.meta.dirname, "../../contract");

/** A script that writes event files, and the interpreters for it and for TensorBoard's loader. */
export interface EventWriter {
  readonly python: string;
  /** Relative to test/contract. */
  readonly script: string;
  /** Has TensorBoard. */
  readonly oraclePython: string;
}

/** What a suite writes, each section once, in a folder that goes when the suite ends. */
export interface EventWriterFolder {
  readonly writer: () => EventWriter;
  /** The folder of a section, written at the first call. */
  readonly written: (section: string) => string;
  /** A path in the folder. */
  readonly path: (name: string) => string;
}

/** To be called where a suite is declared. */
export function useEventWriter(env: string, script: string): EventWriterFolder {
  let root = "";
  let python = "";
  const writer = (): EventWriter => ({ python, script, oraclePython: python });
  beforeAll(() => {
    python = ensurePythonEnv(env);
    root = mkdtempSync(path.join(tmpdir(), "sextant-contract-"));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  const sections = new Set<string>();
  const written = (section: string): string => {
    const folder = path.join(root, section);
    if (!sections.has(section)) write(writer(), section, folder);
    sections.add(section);
    return folder;
  };
  return { writer, written, path: (name) => path.join(root, name) };
}

export function write(writer: EventWriter, section: string, folder: string): void {
  const script = path.join(contract, writer.script);
  execFileSync(writer.python, [script, section, folder], { stdio: "pipe" });
}

/** Ends itself at once by `os._exit(9)`. */
export function writeAndDie(writer: EventWriter, folder: string): void {
  expect(() => write(writer, "killed", folder)).toThrow(expect.objectContaining({ status: 9 }));
}

export function askOracle({ oraclePython }: EventWriter, folder: string): Oracle {
  const script = path.join(contract, "tensorboard_oracle.py");
  const text = execFileSync(oraclePython, [script, folder], { encoding: "utf8", maxBuffer: 1e9 });
  return readOracle(text);
}

/** Every value of every file below the folder: ours against what TensorBoard's loader reads. */
export function checkFiles(writer: EventWriter, folder: string): Oracle {
  const oracle = askOracle(writer, folder);
  expect(Object.keys(oracle).length).toBeGreaterThan(0);
  for (const [name, expected] of Object.entries(oracle)) {
    const content = new Uint8Array(readFileSync(path.join(folder, name)));
    for (const pieceBytes of [4 * 1024 * 1024, 65_536]) {
      const file = { path: name, role: "events" };
      const channel = readFile(tensorboardFormat, file, content, { wantsMedia: true, pieceBytes });
      expect(channel.problems).toEqual([]);
      expect(describeChannel(channel, content), name).toEqual(describeOracle(expected));
      const params = Object.entries(expected.params).map(([key, value]) => [key, String(value)]);
      expect(Object.entries(channel.params).sort()).toEqual(params.sort());
    }
  }
  return oracle;
}

export type Points = readonly (readonly [step: number, time: number, value: number])[];

/** All points of a metric in the order they were written, as people wrote them. */
export async function pointsOf(project: OpenProject, run: Run, metric: string): Promise<Points> {
  return listPoints(await project.series(run, metric, true));
}

/** What a project that is only this folder shows. */
export async function withProject(
  folder: string,
  look: (project: OpenProject) => Promise<void>,
): Promise<void> {
  const project = await openProject(folder);
  try {
    await look(project);
  } finally {
    project.dispose();
  }
}

/** The points that the sections `live` and `killed` write, up to before a step. */
export function expectedLoss(end: number): Points {
  return Array.from({ length: end }, (_, step) => [
    step,
    (1_750_000_000.25 + step) * 1000,
    step / 8,
  ]);
}

/** Watches a run while its writer, whose section is `live`, goes on writing. */
export async function checkLive(writer: EventWriter, folder: string): Promise<void> {
  const script = path.join(contract, writer.script);
  const child = spawn(writer.python, [script, "live", folder], { stdio: ["pipe", "pipe", "pipe"] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const ended = once(child, "exit");
  const writeSteps = async (from: number, to: number): Promise<void> => {
    child.stdin.write(`${from} ${to}\n`);
    expect((await lines.next()).value).toBe("flushed");
  };
  try {
    await writeSteps(0, 3);
    await withProject(folder, async (project) => {
      await checkShown(project, 3);
      let length = 3;
      for (const end of [4, 10, 700]) {
        await writeSteps(length, end);
        await checkShown(project, end);
        length = end;
      }
    });
    child.stdin.end();
    await ended;
  } finally {
    child.kill("SIGKILL");
  }
}

/** Waits until so many points are shown; whatever is shown before is their beginning. */
async function checkShown(project: OpenProject, count: number): Promise<void> {
  await waitFor(
    async () => {
      await project.poll();
      const points = await pointsOf(project, onlyRun(project), "loss");
      expect(points).toEqual(expectedLoss(points.length));
      return points.length === count && onlyRun(project).metrics["loss"]?.count === count;
    },
    { label: `${count} points to be shown` },
  );
  expect(onlyRun(project)).toMatchObject({
    status: "unknown",
    problems: [],
    metrics: { loss: { lastStep: count - 1 } },
  });
}

export function onlyRun(project: OpenProject): Run {
  return project.run(() => true);
}
