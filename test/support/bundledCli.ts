import { build } from "esbuild";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";

/** The command line as it is shipped: one bundle, run by a Node of its own. */
export interface BundledCli {
  readonly path: string;
  start(args: readonly string[], options: CliStart): ChildProcess;
  run(args: readonly string[], options: CliStart): Promise<CliResult>;
  dispose(): void;
}

export interface CliStart {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface CliResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const repository = path.resolve(import.meta.dirname, "../..");

/** Bundles the sources as they are now, into a folder of this caller's own. */
export async function bundleCli(): Promise<BundledCli> {
  const cache = path.join(repository, ".cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(path.join(cache, "cli-"));
  const outfile = path.join(folder, "cli.cjs");
  await build({
    entryPoints: [path.join(repository, "src/cli/main.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    external: ["node:sqlite"],
    logLevel: "warning",
    logOverride: { "empty-import-meta": "silent" },
  });
  const start = (args: readonly string[], { cwd, env }: CliStart): ChildProcess =>
    spawn(process.execPath, [outfile, ...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
  return {
    path: outfile,
    start,
    async run(args, options) {
      const child = start(args, options);
      const output = { stdout: "", stderr: "" };
      child.stdout?.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
      child.stderr?.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
      await once(child, "close");
      return { exitCode: child.exitCode, ...output };
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}
