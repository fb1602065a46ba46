/**
 * Time from a keystroke in a `dvc.yaml` of 1,000 lines to its findings, in a project of 500 such
 * files, as the linter's thread spends it; against yaml-language-server's validation of the same text.
 *
 *   node test/bench/lintKeystroke/lintKeystroke.ts [--files N] [--rounds N]
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { silentLog } from "../../../src/base/logging.ts";
import { LintService } from "../../../src/platform/lint/lintService.ts";
import { largePipeline, writeLargePipelines } from "../lintProjects.ts";
import { formatMs, formatRatio, median, numberAfter, printReport } from "../report.ts";
import { installYamlServer, openYamlServer, yamlServerVersion } from "../yamlLanguageServer.ts";

const edited = "part7/dvc.yaml";
const stageCount = 110;
/** Of so many keystrokes one is validated by the peer as well. */
const peerEvery = 4;

const newStage = `  added:
    cmd: python src/step.py --in 3
    deps:
      - out/step3.csv
    params:
      - step3.rate
    outs:
      - out/added.csv
`;

/** What is typed behind the first place that a pattern fits. */
const edits: readonly { readonly what: string; readonly behind: RegExp; readonly text: string }[] =
  [
    { what: "in a command", behind: /--in 52/, text: " --flag 3 --name abc" },
    { what: "in a comment", behind: /# Written for/, text: " a measurement and" },
    { what: "in the key of a parameter", behind: /step53\.rate(?=\n)/, text: "_of_learning" },
    { what: "in the path of a dependency", behind: /- out\/step54/, text: "_cleaned_again" },
    { what: "in the path of an output", behind: /outs:\n {6}- out\/step56/, text: "_of_today" },
    { what: "a new stage, letter by letter", behind: /(?=metrics:\n {2}-)/, text: newStage },
  ];

async function main(): Promise<void> {
  const files = numberAfter("--files", 500);
  const rounds = numberAfter("--rounds", 4);
  const folder = mkdtempSync(path.join(tmpdir(), "sextant-bench-"));
  try {
    mkdirSync(path.join(folder, "project"));
    const root = path.join(folder, "project");
    writeLargePipelines(root, files);
    const start = performance.now();
    const service = await LintService.open({ root, isTrusted: true, log: silentLog });
    let longest = 0;
    while (service.hasPending) {
      longest = Math.max(
        longest,
        timed(() => service.lintPending(4)),
      );
    }
    const cold = performance.now() - start;
    const typist = new Typist(service, await createPeer());
    for (let round = 0; round <= rounds; round++) {
      // The first round warms the compiler.
      for (const { what, behind, text } of edits)
        await typist.type(round > 0 ? what : null, behind, text);
    }
    report(typist, { files, cold, longest });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Peer = (text: string) => Promise<number>;

/** The time that yaml-language-server takes for a text. */
async function createPeer(): Promise<Peer> {
  const validate = await openYamlServer(await installYamlServer());
  let version = 0;
  return async (text) => {
    const start = performance.now();
    await validate(edited, ++version, text);
    return performance.now() - start;
  };
}

class Typist {
  readonly own = new Map<string, number[]>();
  readonly peer: number[] = [];
  readonly #service: LintService;
  readonly #peer: Peer;
  #text = largePipeline(stageCount);
  #version = 1;
  #count = 0;

  constructor(service: LintService, peer: Peer) {
    this.#service = service;
    this.#peer = peer;
    service.setText(edited, this.#version, this.#text);
    while (service.hasPending) service.lintPending(4);
  }

  /** A text behind a place, letter by letter, and away again. Null: it is not counted. */
  async type(what: string | null, behind: RegExp, typed: string): Promise<void> {
    const found = behind.exec(this.#text);
    if (found === null) throw new Error(`${String(behind)} is nowhere`);
    const start = found.index + found[0].length;
    for (let index = 0; index < typed.length; index++) {
      await this.#press(what, {
        start: start + index,
        end: start + index,
        text: typed[index] ?? "",
      });
    }
    for (let end = start + typed.length; end > start; end--) {
      await this.#press(what, { start: end - 1, end, text: "" });
    }
  }

  async #press(
    what: string | null,
    change: { readonly start: number; readonly end: number; readonly text: string },
  ): Promise<void> {
    const service = this.#service;
    const ms = timed(() => {
      service.changeText(edited, ++this.#version, [change]);
      const [first] = service.lintPending(0);
      if (first?.path !== edited) throw new Error("another file came first");
    });
    // What the others find anew comes after.
    while (service.hasPending) service.lintPending(4);
    this.#text = this.#text.slice(0, change.start) + change.text + this.#text.slice(change.end);
    const isPeers = ++this.#count % peerEvery === 0;
    const peerMs = isPeers ? await this.#peer(this.#text) : undefined;
    if (what === null) return;
    const known = this.own.get(what);
    if (known === undefined) this.own.set(what, [ms]);
    else known.push(ms);
    if (peerMs !== undefined) this.peer.push(peerMs);
  }
}

function report(
  { own, peer }: Typist,
  { files, cold, longest }: { files: number; cold: number; longest: number },
): void {
  const all = [...own.values()].flat();
  const row = (what: string, times: readonly number[]): string[] => [
    what,
    times.length.toLocaleString("en"),
    formatMs(median(times)),
    formatMs(percentile(times, 0.95)),
  ];
  const rss = Math.round(process.memoryUsage().rss / 2 ** 20);
  const lines = largePipeline(stageCount).split("\n").length - 1;
  printReport({
    title: "A keystroke in a pipeline of 1,000 lines",
    method: `A \`dvc.yaml\` of ${lines.toLocaleString("en")} lines and ${stageCount} entries (stages in chains, loops, parameters, templates) among ${files} such, each with a \`params.yaml\`. From what was typed to the file's findings, in the thread that lints; what other files find anew comes after. The project is linted for the first time in ${formatMs(cold)}, in slices of which the longest takes ${formatMs(longest)}; ${rss} MB at the end. yaml-language-server ${yamlServerVersion} validates every fourth of the same texts with a schema about as strict as the official one, without the 200 ms that it waits first; it is ${formatRatio(median(peer) / median(all))} the time in the middle. Target: 16 ms at the 95th percentile.`,
    columns: ["typed", "keystrokes", "median", "95th percentile"],
    rows: [
      ...[...own].map(([what, times]) => row(what, times)),
      row("all", all),
      row("yaml-language-server, the same texts", peer),
    ],
  });
}

function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

await main();
