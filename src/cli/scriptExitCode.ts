import { constants } from "node:os";
import type { ProcessEnd } from "../platform/process/spawnLogged.ts";
import { exitCodes } from "./io.ts";

/** What a shell would give: the script's own code, or 128 and the number of its signal. */
export function scriptExitCode({ exitCode, signal }: ProcessEnd): number {
  if (exitCode !== null) return exitCode;
  const number = Object.entries(constants.signals).find(([name]) => name === signal)?.[1];
  return number === undefined ? exitCodes.failure : 128 + number;
}
