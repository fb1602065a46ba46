import { spawn, type ChildProcess } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { checkoutRoot } from "../../../scripts/checkout.ts";
import { runCommand } from "../../../scripts/commands.ts";
import { ensurePythonEnv } from "../../../scripts/python-env.mjs";

const writer = path.join(import.meta.dirname, "write_runs.py");
const fixtures = path.join(checkoutRoot, "test", "fixtures", "formats");

/** Which environment each tool lives in. */
const environments = {
  tensorboard: "writers",
  "tensorboard-live": "writers",
  wandb: "writers",
  optuna: "writers",
  hydra: "writers",
  sacred: "writers",
  swanlab: "writers",
  trackio: "writers",
  "mlflow-files": "mlflow",
  "mlflow-sqlite": "mlflow",
  dvc: "dvc",
} as const;
export type Tool = keyof typeof environments;

/** What frameworks wrote that are too large to be run here: kept as they left it. */
export const keptTools = ["huggingface", "lightning", "ray", "keras", "ultralytics"] as const;

/** A folder with one project per tool, each written by the tool itself. */
export class SourcesWorkspace {
  readonly folder: string;
  readonly #home: string;
  readonly #running: ChildProcess[] = [];

  private constructor(folder: string, home: string) {
    this.folder = folder;
    this.#home = home;
  }

  static create(): SourcesWorkspace {
    const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "sextant-sources-")));
    const home = mkdtempSync(path.join(os.tmpdir(), "sextant-home-"));
    return new SourcesWorkspace(folder, home);
  }

  /** Runs a tool to its end; its run is in a folder of the tool's name. */
  async write(tool: Tool): Promise<void> {
    const python = ensurePythonEnv(environments[tool]);
    await runCommand(python, [writer, tool, path.join(this.folder, tool)], {
      cwd: this.folder,
      env: { ...process.env, HOME: this.#home },
    });
  }

  /** Puts what a framework wrote into a folder of its name. */
  copy(tool: (typeof keptTools)[number]): void {
    const source = path.join(fixtures, tool);
    if (!existsSync(source)) throw new Error(`there are no files of ${tool} in ${fixtures}`);
    cpSync(source, path.join(this.folder, tool), { recursive: true });
  }

  /** A tool that goes on writing until the workspace is disposed. */
  start(tool: Tool): void {
    const python = ensurePythonEnv(environments[tool]);
    const folder = path.join(this.folder, tool);
    mkdirSync(folder, { recursive: true });
    this.#running.push(
      spawn(python, [writer, tool, folder], {
        cwd: this.folder,
        env: { ...process.env, HOME: this.#home },
        stdio: "ignore",
      }),
    );
  }

  dispose(): void {
    for (const child of this.#running) child.kill("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
    rmSync(this.#home, { recursive: true, force: true });
  }
}
