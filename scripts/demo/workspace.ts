import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { checkoutRoot, say } from "../checkout.ts";
import { runCommand } from "../commands.ts";
import { findPython } from "./python.ts";

const example = path.join(checkoutRoot, "examples", "tumour-classifier");
const cli = path.join(checkoutRoot, "dist", "cli.cjs");

/** One commit of the demo's history, and the runs that were made while it was the newest. */
interface Chapter {
  readonly message: string;
  /** Replaces values of `params.yaml`: name → new value as written there. */
  readonly params: Readonly<Record<string, string>>;
  readonly runs: readonly DemoRun[];
}

interface DemoRun {
  readonly name: string;
  /** Arguments of `train.py`. */
  readonly args: readonly string[];
}

const chapters: readonly Chapter[] = [
  {
    message: "Train a logistic regression as the baseline",
    params: { hidden: "0", learning_rate: "0.02", epochs: "40" },
    runs: [{ name: "baseline", args: [] }],
  },
  {
    message: "Add a hidden layer of 16 units",
    params: { hidden: "16", learning_rate: "0.05" },
    runs: [
      { name: "hidden-16", args: [] },
      { name: "hidden-16-fast", args: ["--lr", "0.5"] },
    ],
  },
  {
    message: "Train longer with weight decay against overfitting",
    params: { epochs: "60", weight_decay: "0.001" },
    runs: [
      { name: "decay", args: [] },
      { name: "decay-wide", args: ["--hidden", "32"] },
    ],
  },
];

/**
 * A fresh git repository with a copy of the example, a short history and finished runs at its
 * commits, each of them really trained now. The last run is made with an uncommitted change.
 */
export async function createDemoWorkspace(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await cp(example, folder, { recursive: true, filter: isPartOfExample });
  await git(folder, "init", "--quiet", "--initial-branch=main");
  const python = await findPython();
  if (python === undefined)
    say("Python 3 was not found: the demo has no finished runs, and training needs Python 3.");
  for (const chapter of chapters) {
    await setParams(folder, chapter.params);
    await git(folder, "add", "--all");
    await git(folder, "commit", "--quiet", "--message", chapter.message);
    if (python !== undefined) await trainAll(folder, python, chapter.runs);
  }
  await setParams(folder, { learning_rate: "0.1" });
  if (python !== undefined) await trainAll(folder, python, [{ name: "uncommitted-try", args: [] }]);
}

async function trainAll(folder: string, python: string, runs: readonly DemoRun[]): Promise<void> {
  for (const { name, args } of runs) {
    say(`Training the demo run “${name}” …`);
    await runCommand(
      process.execPath,
      [cli, "run", "--name", name, "--", python, "train.py", ...args],
      { cwd: folder },
    );
  }
}

/** What training leaves behind in the checkout's own copy stays there. */
function isPartOfExample(source: string): boolean {
  return !/(__pycache__|\.sextant|[\\/](models|reports))$/.test(source);
}

/** The demo's identity is its own: the machine may have no git user. */
async function git(folder: string, ...args: readonly string[]): Promise<void> {
  const identity = ["user.name=Ada Example", "user.email=ada@example.org", "commit.gpgSign=false"];
  await runCommand("git", [...identity.flatMap((item) => ["-c", item]), ...args], { cwd: folder });
}

async function setParams(folder: string, params: Readonly<Record<string, string>>): Promise<void> {
  const file = path.join(folder, "params.yaml");
  let text = await readFile(file, "utf8");
  for (const [name, value] of Object.entries(params)) {
    const line = new RegExp(`^( *${name}: *)[^ #\\n]+`, "m");
    if (!line.test(text)) throw new Error(`${file} has no parameter ${name}`);
    text = text.replace(line, `$1${value}`);
  }
  await writeFile(file, text);
}
