import { execFile } from "node:child_process";
import { AppError } from "../../base/errors.ts";
import type { CliProgram } from "./detachedSupervisor.ts";

export interface RunCliOptions extends CliProgram {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly signal?: AbortSignal;
}

/**
 * Runs a command of Sextant's command line to its end and answers what it printed. Rejects with
 * AppError `cli-failed` and the command's own words when it does not end well.
 */
export function runCli(options: RunCliOptions): Promise<string> {
  const { execPath, cliPath, args, cwd, signal } = options;
  const settings = {
    cwd,
    maxBuffer: 256 * 1024 * 1024,
    windowsHide: true,
    env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
    ...(signal === undefined ? {} : { signal }),
  };
  return new Promise((resolve, reject) => {
    execFile(execPath, [cliPath, ...args], settings, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else {
        const said = stderr.replaceAll(/^sextant: /gm, "").trim();
        const message = said === "" ? `sextant ${args[0] ?? ""}: ${error.message}` : said;
        reject(new AppError("cli-failed", message, { cause: error }));
      }
    });
  });
}
