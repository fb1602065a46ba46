/**
 * Time to read 2,000 DVC experiments from a repository, against `dvc exp show --json` on the same
 * one: when DVC reads them for the first time, and when it has its own cache of each.
 *
 *   node test/bench/dvc/dvc.ts [--experiments N] [--rounds N]
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ensurePythonEnv } from "../../../scripts/python-env.mjs";
import { silentLog } from "../../../src/base/logging.ts";
import { DvcSource } from "../../../src/platform/sources/dvc/dvcSource.ts";
import { formatMs, formatRatio, median, printReport } from "../report.ts";

const points = 20;
const targetRatio = 100;

const pipeline = `stages:
  train:
    cmd: python train.py
    deps: [train.py]
    params: [lr, epochs]
    outs: [model.bin]
params:
  - dvclive/params.yaml
metrics:
  - dvclive/metrics.json
plots:
  - dvclive/plots/metrics:
      x: step
`;

async function main(): Promise<void> {
  const count = numberAfter("--experiments", 2000);
  const rounds = numberAfter("--rounds", 5);
  const folder = mkdtempSync(path.join(tmpdir(), "sextant-bench-"));
  try {
    const root = path.join(folder, "project");
    const dvc = createDvc(folder, root);
    createProject(root, dvc, count);
    const show = (): number => timed(() => checkCount(dvc("exp", "show", "--json"), count));
    const first = show();
    const again = Array.from({ length: 2 }, show);
    const times = await measure(root, count, rounds);
    const row = (what: string, own: number, peer: number): string[] => [
      what,
      formatMs(own),
      formatMs(peer),
      formatRatio(peer / own),
    ];
    printReport({
      title: `${count.toLocaleString("en")} DVC experiments in git`,
      method: `Experiments of one baseline, each with parameters, four metrics of DVCLive and ${points} points a metric of its own, written by git fast-import. \`dvc exp show --json\` (DVC ${dvc("--version").trim()}) once without and twice with its cache; Sextant in one process, ${rounds} rounds, medians. Target: at least ${targetRatio} × for the first reading.`,
      columns: ["what", "Sextant", "dvc exp show", "faster"],
      rows: [
        row("all rows, read for the first time", median(times.first), first),
        row("all rows and the extremes of all points", median(times.whole), first),
        row("reopened: what was read before is kept", median(times.reopened), median(again)),
        row("refresh, nothing changed", median(times.unchanged), median(again)),
        row("refresh, one experiment more", median(times.added), median(again)),
      ],
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Times = Record<"first" | "whole" | "reopened" | "unchanged" | "added", number[]>;

async function measure(root: string, count: number, rounds: number): Promise<Times> {
  const times: Times = { first: [], whole: [], reopened: [], unchanged: [], added: [] };
  const context = {
    ...{ root, clock: { now: () => Date.now() }, log: silentLog, isTrusted: true, env: {} },
  };
  for (let round = 0; round <= rounds; round++) {
    const source = new DvcSource(root, context);
    const taken: Record<keyof Times, number> = {
      ...{ first: 0, whole: 0, reopened: 0, unchanged: 0, added: 0 },
    };
    const start = performance.now();
    let update = await source.refresh(null);
    taken.first = performance.now() - start;
    const found = update?.runs.filter(({ status }) => status === "finished").length;
    if (found !== count + round) throw new Error(`${found} runs instead of ${count + round}`);
    let mark = "";
    while (update !== undefined) {
      ({ mark } = update);
      taken.whole = performance.now() - start;
      update = await source.refresh(null);
    }
    taken.unchanged = await timedAsync(() => source.refresh(null));
    taken.reopened = await timedAsync(() => new DvcSource(root, context).refresh(mark));
    addExperiment(root, round);
    taken.added = await timedAsync(() => source.refresh(null));
    // The first round warms the file cache and the compiler.
    if (round > 0)
      for (const [name, list] of Object.entries(times)) list.push(taken[name as keyof Times]);
  }
  return times;
}

function addExperiment(root: string, round: number): void {
  const git = (...args: string[]): string =>
    execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
  const base = git("rev-parse", "HEAD");
  const tree = git("rev-parse", `refs/exps/${base.slice(0, 2)}/${base.slice(2)}/exp-1^{tree}`);
  const commit = git("commit-tree", "-p", base, "-m", `dvc: commit experiment ${round}`, tree);
  git("update-ref", `refs/exps/${base.slice(0, 2)}/${base.slice(2)}/added-${round}`, commit);
}

function createDvc(folder: string, root: string): (...args: string[]) => string {
  const python = ensurePythonEnv("dvc");
  const env = {
    ...{ PATH: process.env["PATH"], HOME: folder, LC_ALL: "C.UTF-8" },
    ...{
      DVC_NO_ANALYTICS: "1",
      DVC_STUDIO_OFFLINE: "true",
      DVC_SITE_CACHE_DIR: path.join(folder, "site"),
    },
  };
  return (...args) =>
    execFileSync(python, ["-m", "dvc", ...args], {
      ...{
        cwd: root,
        env,
        encoding: "utf8",
        maxBuffer: 1 << 30,
        stdio: ["ignore", "pipe", "ignore"],
      },
    });
}

function createProject(root: string, dvc: (...args: string[]) => string, count: number): void {
  mkdirSync(root, { recursive: true });
  const git = (input: string | undefined, ...args: string[]): string =>
    execFileSync("git", args, {
      cwd: root,
      encoding: "utf8",
      ...(input === undefined ? {} : { input }),
    });
  git(undefined, "init", "-q", "-b", "main");
  git(undefined, "config", "user.name", "User");
  git(undefined, "config", "user.email", "user@example.com");
  dvc("init", "-q");
  git(undefined, "add", "-A");
  git(undefined, "commit", "-qm", "Start");
  git(baselineCommit(), "fast-import", "--quiet");
  git(undefined, "reset", "-q", "--hard", "main");
  const base = git(undefined, "rev-parse", "HEAD").trim();
  const experiments = Array.from({ length: count }, (_, index) =>
    experimentCommit(base, index + 1),
  );
  git(experiments.join(""), "fast-import", "--quiet");
}

function baselineCommit(): string {
  return commit("refs/heads/main", "refs/heads/main^0", "Baseline", {
    "dvc.yaml": pipeline,
    "train.py": "print('train')\n",
    ...filesOf(0),
  });
}

function experimentCommit(base: string, index: number): string {
  const ref = `refs/exps/${base.slice(0, 2)}/${base.slice(2)}/exp-${index}`;
  return commit(ref, base, `dvc: commit experiment ${index}`, filesOf(index));
}

function filesOf(index: number): Record<string, string> {
  const metrics = ["train/loss", "train/acc", "val/loss", "val/acc"];
  const valueAt = (place: number, step: number): number => (index + 1) / (place + step + 1);
  const last = metrics.map((_, place) => valueAt(place, points - 1));
  const summary = {
    train: { loss: last[0], acc: last[1] },
    val: { loss: last[2], acc: last[3] },
    step: points - 1,
  };
  const series = metrics.map((name, place) => {
    const rows = Array.from({ length: points }, (_, step) => `${step}\t${valueAt(place, step)}\n`);
    return [`dvclive/plots/metrics/${name}.tsv`, `step\t${path.basename(name)}\n${rows.join("")}`];
  });
  return {
    "params.yaml": `lr: ${index / 10_000}\nepochs: ${points}\nmodel:\n  name: tiny\n  sizes: [1, 2]\n`,
    "dvclive/metrics.json": `${JSON.stringify(summary, null, 4)}\n`,
    "dvclive/params.yaml": `optimizer: sgd\nseed: ${index}\n`,
    ...(Object.fromEntries(series) as Record<string, string>),
  };
}

function commit(ref: string, from: string, message: string, files: Record<string, string>): string {
  const changes = Object.entries(files).map(
    ([name, text]) => `M 100644 inline ${name}\ndata ${Buffer.byteLength(text)}\n${text}\n`,
  );
  return `commit ${ref}\ncommitter User <user@example.com> 1700000000 +0000\ndata ${message.length}\n${message}\nfrom ${from}\n${changes.join("")}\n`;
}

function checkCount(json: string, count: number): void {
  const shown = JSON.parse(json.replaceAll(/\bNaN\b/g, "null")) as {
    experiments: unknown[] | null;
  }[];
  const found = shown.reduce((sum, { experiments }) => sum + (experiments?.length ?? 0), 0);
  if (found !== count) throw new Error(`dvc shows ${found} experiments instead of ${count}`);
}

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

async function timedAsync(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function numberAfter(option: string, otherwise: number): number {
  const at = process.argv.indexOf(option);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}

await main();
