import type { Clock, Random } from "../ports.ts";

const alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";

/**
 * A new run id: UTC time and six random letters, `20261120-182501-k3f9ab`. It sorts by time, is a
 * file name everywhere, and fits MLflow's rule for run ids, lower case only.
 */
export function createRunId(clock: Clock, random: Random): string {
  const [date = "", time = ""] = new Date(clock.now()).toISOString().split("T");
  const day = date.replaceAll("-", "");
  const seconds = time.slice(0, 8).replaceAll(":", "");
  return `${day}-${seconds}-${letters(random, 6)}`;
}

/** True for a string that may be a run's folder name: nothing that leaves the folder. */
export function isRunId(text: string): boolean {
  return /^[a-z0-9][\w-]{0,127}$/i.test(text);
}

function letters(random: Random, count: number): string {
  return Array.from({ length: count }, () =>
    alphabet.charAt(Math.floor(random.next() * alphabet.length)),
  ).join("");
}
