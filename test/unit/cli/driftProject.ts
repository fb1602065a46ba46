import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "../../../src/cli/main.ts";
import { seededRandom } from "../../../src/base/seededRandom.ts";
import { createTestIo } from "./testIo.ts";

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder with data and monitors, in which commands are run. */
export class DriftProject {
  readonly root: string;

  constructor(config: string) {
    this.root = mkdtempSync(path.join(tmpdir(), "sextant-drift-"));
    this.write("sextant.yaml", config);
  }

  write(file: string, text: string): void {
    const whole = path.join(this.root, file);
    mkdirSync(path.dirname(whole), { recursive: true });
    writeFileSync(whole, text);
  }

  async sextant(...argv: readonly string[]): Promise<CommandResult> {
    const cache = path.join(this.root, ".cache");
    const env = { ...process.env, XDG_CACHE_HOME: cache, LOCALAPPDATA: cache };
    const { io, stdout, stderr } = createTestIo(this.root, env);
    const exitCode = await run(argv, io);
    return { exitCode, stdout: stdout(), stderr: stderr() };
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
  }
}

export interface Customers {
  readonly rows: number;
  readonly seed: number;
  /** Added to every amount; amounts are spread evenly over 0 to 100. */
  readonly shift?: number;
  /** A column less. */
  readonly isWithoutCity?: boolean;
}

/** Customers with an amount, a city and an id. */
export function customers({ rows, seed, shift = 0, isWithoutCity = false }: Customers): string {
  const random = seededRandom(seed);
  const lines = Array.from({ length: rows }, (_, index) => {
    const amount = (random() * 100 + shift).toFixed(3);
    const city = random() < 0.5 ? "Bergen" : "Oslo";
    return isWithoutCity ? `${index},${amount}` : `${index},${amount},${city}`;
  });
  return `${isWithoutCity ? "id,amount" : "id,amount,city"}\n${lines.join("\n")}\n`;
}

/** Answers of a model: right for this share of the rows. */
export function answers({ rows, right, seed }: { rows: number; right: number; seed: number }) {
  const random = seededRandom(seed);
  const lines = Array.from({ length: rows }, (_, index) => {
    const truth = random() < 0.5 ? "yes" : "no";
    const isRight = random() < right;
    const group = random() < 0.5 ? "old" : "new";
    const prediction = isRight ? truth : truth === "yes" ? "no" : "yes";
    return `${index},${group},${prediction},${truth}`;
  });
  return `id,group,prediction,truth\n${lines.join("\n")}\n`;
}
