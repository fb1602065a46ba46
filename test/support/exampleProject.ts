import { cp, mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { checkoutRoot } from "../../scripts/checkout.ts";
import { runCommand } from "../../scripts/commands.ts";

const example = path.join(checkoutRoot, "examples", "tumour-classifier");
const cli = path.join(checkoutRoot, "dist", "cli.cjs");

/** A point as a script wrote it to its metrics file. */
export type WrittenPoint = Readonly<Record<string, number>> & { readonly step: number };

/** A git repository of its own with a copy of the example in one commit. */
export class ExampleProject {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<ExampleProject> {
    const project = new ExampleProject(await mkdtemp(path.join(tmpdir(), "sextant-example-")));
    await cp(example, project.folder, {
      recursive: true,
      filter: (source) => !/(__pycache__|\.sextant|[\\/](models|reports|clinic))$/.test(source),
    });
    await project.git("init", "--quiet", "--initial-branch=main");
    await project.commit("Classify tumours");
    return project;
  }

  async git(...args: readonly string[]): Promise<string> {
    const identity = ["user.name=Ada Example", "user.email=ada@example.org"];
    const settings = identity.flatMap((item) => ["-c", item]);
    return runCommand("git", [...settings, ...args], { cwd: this.folder });
  }

  async commit(message: string): Promise<void> {
    await this.git("add", "--all");
    await this.git("commit", "--quiet", "--message", message);
  }

  /** Runs `sextant` with these arguments, to its end. */
  async sextant(...args: readonly string[]): Promise<string> {
    return runCommand(process.execPath, [cli, ...args], { cwd: this.folder });
  }

  /** Trains to the end, recorded under that name. */
  async train(name: string, ...args: readonly string[]): Promise<void> {
    await this.sextant("run", "--name", name, "--", "python3", "train.py", ...args);
  }

  /** The folder of the newest run of that name. */
  async runFolder(name: string): Promise<string> {
    const runs = path.join(this.folder, ".sextant", "runs");
    for (const id of (await readdir(runs)).toSorted().toReversed()) {
      const journal = await readFile(path.join(runs, id, "journal.jsonl"), "utf8");
      if (journal.includes(`"name":"${name}"`)) return path.join(runs, id);
    }
    throw new Error(`there is no run called ${name} in ${runs}`);
  }

  /** What the script of a run wrote, as it stands on disk now. */
  async writtenPoints(name: string): Promise<readonly WrittenPoint[]> {
    const file = path.join(await this.runFolder(name), "metrics.jsonl");
    const lines = (await readFile(file, "utf8")).trim().split("\n");
    return lines.map((line) => JSON.parse(line) as WrittenPoint);
  }

  /** The status a run's journal ends with. */
  async status(name: string): Promise<string | undefined> {
    const journal = await readFile(path.join(await this.runFolder(name), "journal.jsonl"), "utf8");
    return [...journal.matchAll(/"type":"status","status":"(\w+)"/g)].at(-1)?.[1];
  }

  async tagsOfNewestRun(): Promise<Readonly<Record<string, string>>> {
    const shown = await this.sextant("show", "@latest", "--format", "json");
    return (JSON.parse(shown) as { readonly tags: Readonly<Record<string, string>> }).tags;
  }

  /** Stops what still runs, then deletes the folder. */
  async dispose(): Promise<void> {
    const runs = JSON.parse(await this.sextant("runs", "--format", "json")) as readonly {
      readonly id: string;
      readonly status: string;
    }[];
    const running = runs.filter(({ status }) => status === "running" || status === "queued");
    for (const { id } of running) await this.sextant("stop", id);
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
