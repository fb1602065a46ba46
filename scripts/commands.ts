import { spawn } from "node:child_process";
import type { SpawnOptions } from "node:child_process";

/** A command that ended with another exit code than 0, with the end of what it printed. */
export class CommandFailed extends Error {
  override readonly name = "CommandFailed";
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Show the output as it comes instead of keeping it; the result is then empty. */
  readonly isShown?: boolean;
}

/** Runs a command to its end and returns what it printed on stdout. Throws `CommandFailed`. */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const spawnOptions: SpawnOptions = {
    stdio: [
      "ignore",
      options.isShown === true ? "inherit" : "pipe",
      options.isShown === true ? "inherit" : "pipe",
    ],
    env: options.env ?? process.env,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  };
  const child = spawn(command, args, spawnOptions);
  let stdout = "";
  let all = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
    all += chunk.toString();
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    all += chunk.toString();
  });
  const code = await new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode, signal) => {
      resolve(signal ?? exitCode ?? 1);
    });
  });
  if (code !== 0) {
    throw new CommandFailed(
      `${[command, ...args].join(" ")} ended with ${code}\n${all.slice(-4000)}`,
    );
  }
  return stdout;
}

/** Runs the npm that runs us, or the one on PATH. */
export async function runNpm(
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const npmScript = process.env["npm_execpath"];
  return npmScript !== undefined && /npm-cli\.c?js$/.test(npmScript)
    ? runCommand(process.execPath, [npmScript, ...args], options)
    : runCommand(process.platform === "win32" ? "npm.cmd" : "npm", args, options);
}
