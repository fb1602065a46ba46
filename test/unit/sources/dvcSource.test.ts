import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentLog } from "../../../src/base/logging.ts";
import { parseTolerantJson } from "../../../src/core/formats/text/tolerantJson.ts";
import type { Run } from "../../../src/core/runs/run.ts";
import { DvcSource } from "../../../src/platform/sources/dvc/dvcSource.ts";

/** A project that real DVC made (test/contract/dvc_project.py), and what it says of it. */
const fixture = path.resolve(import.meta.dirname, "../../fixtures/formats/dvc");
const cache = JSON.parse(readFileSync(path.join(fixture, "cache.json"), "utf8")) as Record<
  string,
  string
>;

let folder: string;
let template: string;
let count = 0;

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "sextant-dvc-"));
  template = path.join(folder, "template");
  mkdirSync(template);
  git(template, "init", "-q", "-b", "main");
  execFileSync("git", ["fast-import", "--quiet"], {
    cwd: template,
    input: readFileSync(path.join(fixture, "project.export")),
  });
  git(template, "reset", "-q", "--hard", "main");
  fillCache(path.join(template, ".dvc/cache/files/md5"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function git(cwd: string, ...args: readonly string[]): string {
  const identity = {
    GIT_AUTHOR_NAME: "U",
    GIT_AUTHOR_EMAIL: "u@x",
    GIT_COMMITTER_NAME: "U",
    GIT_COMMITTER_EMAIL: "u@x",
  };
  return execFileSync("git", args, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, ...identity },
  }).trim();
}

function fillCache(target: string): void {
  for (const [name, text] of Object.entries(cache)) {
    const file = path.join(target, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

function copyProject(): string {
  const root = path.join(folder, `project-${count++}`);
  cpSync(template, root, { recursive: true });
  return root;
}

function open(root: string, isTrusted = true): DvcSource {
  const clock = { now: () => Date.now() };
  return new DvcSource(root, { root, clock, log: silentLog, isTrusted, env: {} });
}

/** Everything there is, with the points rolled up. */
async function readAll(source: DvcSource, mark: string | null = null) {
  const runs = new Map<string, Run>();
  let last = mark ?? "";
  for (;;) {
    const update = await source.refresh(mark);
    if (update === undefined) return { runs: [...runs.values()], mark: last };
    if (update.isComplete) runs.clear();
    for (const id of update.removed) runs.delete(id);
    for (const run of update.runs) runs.set(run.id, run);
    last = update.mark;
  }
}

function find(runs: readonly Run[], name: string): Run {
  const [run, ...others] = runs.filter((one) => one.name === name);
  if (run === undefined || others.length > 0) {
    throw new Error(`${name} is not one of ${runs.map((one) => one.name).join(", ")}`);
  }
  return run;
}

const names = (runs: readonly Run[]): string[] => runs.map(({ name }) => name).sort();
const everything = ["by-hand", "fast", "long", "main", "tuned"];

interface Shown {
  readonly name: string;
  readonly rev: string;
  readonly metrics: Readonly<Record<string, { readonly data: unknown }>>;
}

function expectShown(run: Run, { metrics }: Shown): void {
  const dataOf = (file: string): unknown => metrics[file]?.data;
  const summary = dataOf("cached.json") as { f1: number; per: { class: { a: number } } };
  const live = dataOf("dvclive/metrics.json") as { train: { loss: number }; step: number };
  const score = dataOf("scores/one.json") as { recall: number };
  expect(run.metrics["f1"]?.last).toBe(summary.f1);
  expect(run.metrics["per.class.a"]?.last).toBe(summary.per.class.a);
  expect(run.metrics["scores/one.json:recall"]?.last).toBe(score.recall);
  const { step, train } = live;
  expect(run.metrics["train/loss"]).toMatchObject({
    last: train.loss,
    lastStep: step,
    count: step + 1,
  });
}

describe("a DVC project", () => {
  it("shows what dvc exp show says, and the points from git", async () => {
    const source = open(copyProject());
    const { runs } = await readAll(source);
    expect(names(runs)).toEqual(everything);
    const shown = parseTolerantJson(
      readFileSync(path.join(fixture, "show.json"), "utf8"),
    ) as Shown[];
    for (const row of shown) expectShown(find(runs, row.name), row);
    const fast = find(runs, "fast");
    const series = await source.series(fast, ["train/loss", "f1", "gone"], false);
    expect([...(series.get("train/loss")?.values ?? [])]).toEqual(
      [0, 1, 2].map((at) => 1 / (1.2 + at)),
    );
    expect(series.get("f1")?.values).toHaveLength(1);
    expect(series.has("gone")).toBe(false);
    expect(fast.git).toMatchObject({
      isDirty: true,
      branch: "main",
      subject: "Train the baseline",
    });
    expect(fast.git?.snapshot).not.toBe(fast.git?.commit);
    expect(fast.params).toMatchObject({
      "params.yaml:lr": "0.2",
      depth: "2",
      seed: "7",
      "model.sizes": "[1,2]",
    });
  });

  it("is read again only where it changed", async () => {
    const root = copyProject();
    const source = open(root);
    const { mark } = await readAll(source);
    expect(await source.refresh(null)).toBeUndefined();
    const again = open(root);
    expect(await again.refresh(mark)).toBeUndefined();
    const base = git(root, "rev-parse", "main");
    const ref = `refs/exps/${base.slice(0, 2)}/${base.slice(2)}`;
    git(root, "update-ref", `${ref}/copy`, `${ref}/fast`);
    git(root, "update-ref", "-d", `${ref}/long`);
    const update = await again.refresh(mark);
    expect(names(update?.runs ?? [])).toEqual(["copy"]);
    expect(update?.removed).toHaveLength(1);
    git(root, "pack-refs", "--all");
    expect(await again.refresh(mark)).toBeUndefined();
    const other = open(root);
    expect(names((await other.refresh(mark))?.runs ?? [])).toEqual(["copy"]);
  });

  it("has its queue and what failed there", async () => {
    const root = copyProject();
    const base = git(root, "rev-parse", "main");
    const message = (name: string): string => `commit: dvc-exp:${base}:${base}:${name}`;
    for (const [ref, name] of [
      ["stash", "later"],
      ["failed", "broken"],
    ] as const) {
      const commit = git(root, "commit-tree", "-p", base, "-m", name, "main^{tree}");
      git(
        root,
        "update-ref",
        "--create-reflog",
        "-m",
        message(name),
        `refs/exps/celery/${ref}`,
        commit,
      );
    }
    const { runs } = await readAll(open(root));
    expect(find(runs, "later")).toMatchObject({
      status: "queued",
      metrics: {},
      experiment: "main",
    });
    expect(find(runs, "broken")).toMatchObject({ status: "failed", metrics: {} });
  });

  it("shows results that are not committed, until they are", async () => {
    const root = copyProject();
    const source = open(root);
    await readAll(source);
    writeFileSync(path.join(root, "summary.json"), '{"size": 13}');
    const { runs } = await readAll(source);
    expect(find(runs, "workspace").metrics["size"]?.last).toBe(13);
    expect(source.isLive).toBe(true);
    git(root, "commit", "-qam", "More");
    const update = await source.refresh(null);
    expect(names(update?.runs ?? [])).toContain("main");
    expect(update?.removed).toEqual([find(runs, "workspace").id]);
  });

  it("has one row for each commit that changed the metrics", async () => {
    const root = copyProject();
    for (const size of [21, 21, 22]) {
      writeFileSync(path.join(root, "summary.json"), `{"size": ${size}}`);
      git(root, "commit", "--allow-empty", "-qam", `Size ${size}`);
    }
    const { runs } = await readAll(open(root));
    const sizes = runs.filter(({ git: state }) => state?.subject?.startsWith("Size") === true);
    expect(sizes.map(({ metrics }) => metrics["size"]?.last).sort()).toEqual([21, 22]);
    expect(find(runs, "main").metrics["size"]?.last).toBe(22);
  });
});

describe("an experiment that runs", () => {
  function start(root: string, at: string): string {
    const revision = "ab".repeat(20);
    const notes = path.join(root, ".dvc/tmp/exps/standalone/run", revision);
    const live = path.join(at, "dvclive/plots/metrics");
    mkdirSync(notes, { recursive: true });
    mkdirSync(live, { recursive: true });
    cpSync(path.join(root, "dvc.yaml"), path.join(at, "dvc.yaml"));
    writeFileSync(path.join(at, "dvclive/metrics.json"), '{"speed": 0.5, "step": 1}');
    writeFileSync(path.join(live, "speed.tsv"), "step\tspeed\n0\t1\n1\t0.5\n");
    const baseline = git(root, "rev-parse", "main");
    const note = { baseline_rev: baseline, location: "tempdir", root_dir: at, dvc_dir: ".dvc" };
    const file = path.join(notes, `${revision}.run`);
    writeFileSync(file, JSON.stringify({ ...note, name: "slow", status: 2 }));
    return file;
  }

  it("is shown from its temporary folder, grows, and ends", async () => {
    const root = copyProject();
    const at = path.join(root, ".dvc/tmp/exps/standalone/tmp1");
    const note = start(root, at);
    const source = open(root);
    const { runs } = await readAll(source);
    const slow = find(runs, "slow");
    expect(slow).toMatchObject({ status: "running", experiment: "main" });
    expect(slow.metrics["speed"]).toMatchObject({ last: 0.5, count: 2, max: 1 });
    expect(source.isLive).toBe(true);
    appendFileSync(path.join(at, "dvclive/plots/metrics/speed.tsv"), "2\t0.25\n3\t0.");
    const update = await source.refresh(null);
    expect(update?.runs.map(({ metrics }) => metrics["speed"]?.count)).toEqual([3]);
    const [run] = update?.runs ?? [];
    if (run === undefined) throw new Error("no update");
    const series = await source.series(run, ["speed"], false);
    expect([...(series.get("speed")?.values ?? [])]).toEqual([1, 0.5, 0.25]);
    rmSync(note);
    expect((await source.refresh(null))?.removed).toEqual([slow.id]);
  });

  it("is not believed after ten minutes of silence, nor from elsewhere", async () => {
    const root = copyProject();
    start(root, path.join(root, ".dvc/tmp/exps/tmp1"));
    const clock = { now: () => Date.now() + 3_600_000 };
    const late = new DvcSource(root, { root, clock, log: silentLog, isTrusted: true, env: {} });
    expect(find((await readAll(late)).runs, "slow").status).toBe("unknown");
    expect(late.isLive).toBe(false);
    start(root, path.join(folder, "elsewhere"));
    expect(names((await readAll(open(root))).runs)).toEqual(everything);
  });
});

describe("where things may be", () => {
  it("finds a cache elsewhere, of either layout, when the folder is trusted", async () => {
    const root = copyProject();
    rmSync(path.join(root, ".dvc/cache"), { recursive: true });
    fillCache(path.join(folder, "shared"));
    writeFileSync(path.join(root, ".dvc/config.local"), "[cache]\n    dir = ../../shared\n");
    expect(find((await readAll(open(root))).runs, "main").metrics["f1"]?.last).toBe(0.2);
    const { runs } = await readAll(open(root, false));
    expect(find(runs, "main").metrics["f1"]).toBeUndefined();
    expect(find(runs, "main").metrics["train/loss"]?.count).toBe(3);
  });

  it("reads a project in a folder of a repository, and working trees of their own", async () => {
    const top = path.join(folder, "mono");
    mkdirSync(top);
    git(top, "init", "-q", "-b", "main");
    const root = path.join(top, "models/one");
    cpSync(copyProject(), root, { recursive: true });
    rmSync(path.join(root, ".git"), { recursive: true });
    writeFileSync(path.join(root, ".dvc/.gitignore"), "cache\ntmp\n");
    git(top, "add", "-A");
    git(top, "commit", "-qm", "All");
    const base = git(top, "rev-parse", "HEAD");
    const ref = `refs/exps/${base.slice(0, 2)}/${base.slice(2)}`;
    git(
      top,
      "update-ref",
      `${ref}/elsewhere`,
      git(top, "commit-tree", "-p", base, "-m", "x", "HEAD^{tree}"),
    );
    const { runs } = await readAll(open(root));
    expect(find(runs, "main").git?.prefix).toBe("models/one");
    expect(find(runs, "main").metrics["train/acc"]?.count).toBe(3);
    const tree = path.join(folder, "tree");
    git(top, "worktree", "add", "-q", "-b", "side", tree);
    const aside = await readAll(open(path.join(tree, "models/one")));
    expect(find(aside.runs, "side").experiment).toBe("side");
  });

  it("does without git, without commits and with damaged files", async () => {
    const bare = path.join(folder, "bare");
    cpSync(copyProject(), bare, { recursive: true });
    rmSync(path.join(bare, ".git"), { recursive: true });
    expect(names((await readAll(open(bare))).runs)).toEqual(["workspace"]);
    git(bare, "init", "-q");
    expect(names((await readAll(open(bare))).runs)).toEqual(["workspace"]);
    writeFileSync(path.join(bare, "summary.json"), '{"size": ');
    const [run] = (await readAll(open(bare))).runs;
    expect(run?.problems).toMatchObject([
      { code: "dvc-unreadable", location: { path: "summary.json" } },
    ]);
    expect(run?.metrics["f1"]?.last).toBe(0.2);
    writeFileSync(path.join(bare, "dvc.yaml"), "stages: [");
    expect((await readAll(open(bare))).runs).toEqual([]);
  });
});
