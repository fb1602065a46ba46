import path from "node:path";
import type { MonitorState } from "../../src/extension/monitors/monitorState.ts";
import type { Monitors } from "../../src/extension/monitors/monitors.ts";
import { waitFor } from "../support/waitFor.ts";
import { workspaceFolder, write } from "./project.ts";

/** Data with and without drift in the workspace, monitors over them, and what is known of these. */

const folder = "monitored";

export const clean = `${folder}/clean.csv`;
export const moved = `${folder}/moved.csv`;
/** What monitors look at; tests write it anew. */
export const current = `${folder}/current.csv`;
export const reference = `${folder}/reference.csv`;

/** Numbers from 0 to 1, the same for the same seed. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export interface RowOptions {
  readonly seed: number;
  readonly rows?: number;
  /** Of `age`, in standard deviations. */
  readonly shift?: number;
}

/** A table of customers. */
export function customers({ seed, rows = 600, shift = 0 }: RowOptions): string {
  const random = randomNumbers(seed);
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const plans = ["free", "free", "team", "company"];
  const lines = Array.from({ length: rows }, () => {
    const age = (40 + 10 * (normal() + shift)).toFixed(2);
    const spent = Math.exp(3 + normal()).toFixed(2);
    return `${age},${spent},${plans[Math.floor(random() * 4)] ?? ""}`;
  });
  return `age,spent,plan\n${lines.join("\n")}\n`;
}

export function writeCustomers(): void {
  write(reference, customers({ seed: 1 }));
  write(clean, customers({ seed: 2 }));
  write(moved, customers({ seed: 3, shift: 2 }));
  write(current, customers({ seed: 3, shift: 2 }));
}

/** The configuration of one monitor, with comments that edits must keep; lines count from 0. */
export const oneMonitor = `# Agreed on in the weekly meeting.
monitors:
  customers: # of the shop
    description: Customers of the week
    reference: ${reference}
    current: ${current}
    alerts:
      - when: drift.share > 0.2
        message: Too many columns moved
        severity: error
`;
export const monitorLine = 2;
export const currentLine = 5;
export const ruleLine = 7;

export function rootOf(): string {
  return workspaceFolder();
}

export function configFile(): string {
  return path.join(rootOf(), "sextant.yaml");
}

export function names(monitors: Monitors): readonly string[] {
  return monitors.all().map(({ id }) => id);
}

export function stateOf(monitors: Monitors, id: string): MonitorState {
  const state = monitors.get({ root: rootOf(), id });
  if (state === undefined) throw new Error(`there is no monitor ${id}`);
  return state;
}

/** Writes `sextant.yaml` and waits until the monitors are those of it. */
export async function configure(
  monitors: Monitors,
  text: string,
  ...expected: readonly string[]
): Promise<void> {
  write("sextant.yaml", text);
  await waitFor(
    () => {
      const found = monitors.all().filter(({ kind }) => kind === "monitor");
      return found.map(({ id }) => id).join() === expected.join();
    },
    { label: `the monitors ${expected.join(", ")}`, timeoutMs: 20_000 },
  );
}
