/**
 * A pipeline of 50,000 lines: the time to lint it from a cold process, the longest time that an
 * editor's thread is held up while it is opened and typed in, and the time until findings come.
 *
 *   node test/bench/lintLarge/lintLarge.ts [--rounds N]
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { checkoutRoot } from "../../../scripts/checkout.ts";
import { silentLog } from "../../../src/base/logging.ts";
import { startLintClient } from "../../../src/platform/lint/lintClient.ts";
import { largeParams, largePipeline } from "../lintProjects.ts";
import { formatMs, median, numberAfter, printReport } from "../report.ts";

const stageCount = 5150;

async function main(): Promise<void> {
  const rounds = numberAfter("--rounds", 5);
  const folder = mkdtempSync(path.join(tmpdir(), "sextant-bench-"));
  try {
    build(folder);
    const texts = [
      { what: `${stageCount.toLocaleString("en")} stages`, text: largePipeline(stageCount) },
      { what: "one stage with a long `cmd`", text: longCommand(50_000) },
    ];
    const rows: string[][] = [];
    for (const { what, text } of texts) {
      const root = path.join(folder, what.replaceAll(/\W+/g, "-"));
      mkdirSync(path.join(root, ".dvc"), { recursive: true });
      writeFileSync(path.join(root, "dvc.yaml"), text);
      writeFileSync(path.join(root, "params.yaml"), largeParams(stageCount));
      const cold = Array.from({ length: rounds }, () => lint(folder, root));
      const edited = await edit(path.join(folder, "dist/lintWorker.cjs"), root, { text, rounds });
      const lines = text.split("\n").length - 1;
      const rss = Math.round(median(cold.map(({ maxRssMb }) => maxRssMb)));
      rows.push([
        `${what}, ${lines.toLocaleString("en")} lines`,
        formatMs(median(cold.map(({ ms }) => ms))),
        `${rss} MB`,
        formatMs(edited.opened),
        formatMs(median(edited.typed)),
        formatMs(edited.heldUp),
      ]);
    }
    printReport({
      title: "A pipeline of 50,000 lines",
      method: `\`sextant lint\` of the production bundle from a cold process, medians of ${rounds}. In the editor: the text is told to the linter's thread and a key is pressed ${rounds} times; from there to the findings, with the thread's start for the first. Held up: the longest that a timer of the editor's thread came late meanwhile.`,
      columns: [
        ...["what", "`sextant lint`", "memory", "opened: findings after"],
        ...["a key pressed: findings after", "editor's thread held up"],
      ],
      rows,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One stage whose command has so many lines. */
function longCommand(count: number): string {
  const lines = Array.from({ length: count }, (_, index) => `      python step.py --in ${index}\n`);
  return `stages:\n  all:\n    cmd: |\n${lines.join("")}`;
}

function build(folder: string): void {
  const args = ["scripts/build.mjs", "--production", `--out=${folder}/dist`, "cli", "worker"];
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd: checkoutRoot,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`the bundles were not built: ${stderr}`);
}

const maxRss =
  "data:text/javascript,process.on('exit',()=>console.error(process.resourceUsage().maxRSS))";

function lint(folder: string, root: string): { readonly ms: number; readonly maxRssMb: number } {
  const cli = path.join(folder, "dist/cli.cjs");
  const start = performance.now();
  const done = spawnSync(process.execPath, ["--import", maxRss, cli, "lint", "--statistics"], {
    cwd: root,
    encoding: "utf8",
  });
  const ms = performance.now() - start;
  if (done.status !== 0 && done.status !== 1) throw new Error(`sextant lint: ${done.stderr}`);
  const lastLine = done.stderr.trimEnd().split("\n").at(-1) ?? "";
  return { ms, maxRssMb: Number(lastLine) / 1024 };
}

interface Edited {
  readonly opened: number;
  readonly typed: readonly number[];
  readonly heldUp: number;
}

/** What an editor does: it tells the text, then what is typed, and waits for findings. */
async function edit(
  workerPath: string,
  root: string,
  { text, rounds }: { readonly text: string; readonly rounds: number },
): Promise<Edited> {
  const watch = new DelayWatch();
  const start = performance.now();
  const client = startLintClient({
    ...{ root, isTrusted: true, workerPath, log: silentLog },
    readText: () => ({ version: 1, text }),
  });
  try {
    client.setText("dvc.yaml", 1, text);
    await client.settled();
    const opened = performance.now() - start;
    const typed: number[] = [];
    const place = text.indexOf("\n", text.length / 2);
    for (let round = 0; round < rounds; round++) {
      const pressed = performance.now();
      client.changeText("dvc.yaml", round + 2, [{ start: place, end: place, text: "x" }]);
      await client.settled();
      typed.push(performance.now() - pressed);
    }
    return { opened, typed, heldUp: watch.stop() };
  } finally {
    client.dispose();
  }
}

/** How late a timer comes at most: how long the thread was busy. */
class DelayWatch {
  #longest = 0;
  #isOver = false;

  constructor() {
    void this.#watch();
  }

  stop(): number {
    this.#isOver = true;
    return this.#longest;
  }

  async #watch(): Promise<void> {
    while (!this.#isOver) {
      const start = performance.now();
      await wait(1);
      this.#longest = Math.max(this.#longest, performance.now() - start - 1);
    }
  }
}

await main();
