import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { checkoutRoot, say } from "../checkout.ts";
import { runCommand } from "../commands.ts";
import { findPython } from "./python.ts";

const example = path.join(checkoutRoot, "examples", "tumour-classifier");
const cli = path.join(checkoutRoot, "dist", "cli.cjs");

/** A replacement in one file of the example; `to` is what the example has today. */
interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** One commit of the demo's history, and the runs that were made while it was the newest. */
interface Chapter {
  readonly message: string;
  readonly edits: readonly Edit[];
  readonly runs: readonly DemoRun[];
}

interface DemoRun {
  readonly name: string;
  /** Arguments of `train.py`. */
  readonly args: readonly string[];
}

const fewEpochs = ["--epochs", "80"];

/** From the first commit to the example as it is. */
const chapters: readonly Chapter[] = [
  {
    message: "Train a logistic regression as the baseline",
    edits: [],
    runs: [{ name: "baseline", args: fewEpochs }],
  },
  {
    message: "Add a hidden layer",
    edits: [{ file: "params.yaml", from: "hidden: 0", to: "hidden: 32" }],
    runs: [
      { name: "hidden", args: fewEpochs },
      { name: "hidden-fast", args: [...fewEpochs, "--lr", "0.3"] },
    ],
  },
  {
    message: "Shuffle the tumours before each epoch",
    edits: [
      {
        file: "train.py",
        from: "        for epoch in range(1, options.epochs + 1):\n            for start",
        to: "        for epoch in range(1, options.epochs + 1):\n            generator.shuffle(order)\n            for start",
      },
    ],
    runs: [{ name: "shuffled", args: [...fewEpochs, "--lr", "0.3"] }],
  },
  {
    message: "Decay the weights against overfitting",
    edits: [{ file: "params.yaml", from: "weight_decay: 0.0\n", to: "weight_decay: 0.001\n" }],
    runs: [
      { name: "decayed", args: [...fewEpochs, "--lr", "0.1"] },
      { name: "small-batches", args: [...fewEpochs, "--lr", "0.1", "--batch-size", "4"] },
    ],
  },
];

/** Tried, but never committed: its run shows what a snapshot is for. */
const uncommitted: Chapter = {
  message: "",
  edits: [
    {
      file: "network.py",
      from: "            math.tanh(sum(map(mul, weights, row)) + bias)",
      to: "            math.tanh(1.5 * (sum(map(mul, weights, row)) + bias))",
    },
  ],
  runs: [{ name: "steeper-units", args: [...fewEpochs, "--lr", "0.1"] }],
};

/**
 * A fresh git repository with a copy of the example, a short history and finished runs at its
 * commits, each of them really trained now. The last run is made with an uncommitted change. A
 * clinic's model is in use as well, and its second year's tumours have arrived: the monitor of
 * `sextant.yaml` has something to say as soon as the editor is open.
 */
export async function createDemoWorkspace(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await cp(example, folder, { recursive: true, filter: isPartOfExample });
  await git(folder, "init", "--quiet", "--initial-branch=main");
  const python = await findPython();
  if (python === undefined)
    say("Python 3 was not found: the demo has no finished runs, and training needs Python 3.");
  const steps = chapters.flatMap(({ edits }) => edits);
  for (const { file, from, to } of steps.toReversed()) await replaceIn(folder, file, to, from);
  for (const chapter of chapters) {
    await applyEdits(folder, chapter.edits);
    await git(folder, "add", "--all");
    await git(folder, "commit", "--quiet", "--message", chapter.message);
    if (python !== undefined) await trainAll(folder, python, chapter.runs);
  }
  if (python !== undefined) await useModel(folder, python);
  await applyEdits(folder, uncommitted.edits);
  if (python !== undefined) await trainAll(folder, python, uncommitted.runs);
}

async function trainAll(folder: string, python: string, runs: readonly DemoRun[]): Promise<void> {
  for (const { name, args } of runs) {
    say(`Training the demo run “${name}” …`);
    await sextantRun(folder, [name, "tumours"], [python, "train.py", ...args]);
  }
}

/** The clinic trains its model, uses it for a year, and learns later how right it was. */
async function useModel(folder: string, python: string): Promise<void> {
  say("Training the model of the clinic …");
  const entryPoint = ["--entry-point", "clinic-train"];
  await sextantRun(folder, ["first-year", "clinic"], [python, "clinic.py", "train"], entryPoint);
  await runCommand(python, ["clinic.py", "arrive"], { cwd: folder });
}

async function sextantRun(
  folder: string,
  [name, experiment]: readonly [string, string],
  command: readonly string[],
  options: readonly string[] = [],
): Promise<void> {
  const named = ["--name", name, "--experiment", experiment, ...options];
  await runCommand(process.execPath, [cli, "run", ...named, "--", ...command], { cwd: folder });
}

/** What training leaves behind in the checkout's own copy stays there. */
function isPartOfExample(source: string): boolean {
  return !/(__pycache__|\.sextant|[\\/](models|reports|clinic))$/.test(source);
}

/** The demo's identity is its own: the machine may have no git user. */
async function git(folder: string, ...args: readonly string[]): Promise<void> {
  const identity = ["user.name=Ada Example", "user.email=ada@example.org", "commit.gpgSign=false"];
  await runCommand("git", [...identity.flatMap((item) => ["-c", item]), ...args], { cwd: folder });
}

async function applyEdits(folder: string, edits: readonly Edit[]): Promise<void> {
  for (const { file, from, to } of edits) await replaceIn(folder, file, from, to);
}

async function replaceIn(folder: string, file: string, from: string, to: string): Promise<void> {
  const place = path.join(folder, file);
  const text = await readFile(place, "utf8");
  if (!text.includes(from)) throw new Error(`${place} does not contain “${from.trim()}”`);
  await writeFile(place, text.replace(from, to));
}
