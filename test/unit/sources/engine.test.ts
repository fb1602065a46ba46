import { execFileSync, spawn } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  openProject,
  type OpenProject,
  type OpenProjectOptions,
} from "../../support/sources/openProject.ts";

/** Real folders, read by the real engine; LLaMA-Factory's lines are the simplest that grow. */
let root: string;
let project: OpenProject | undefined;

beforeEach(() => (root = realpathSync(mkdtempSync(path.join(os.tmpdir(), "sextant-engine-")))));
afterEach(() => {
  project?.dispose();
  project = undefined;
  rmSync(root, { recursive: true, force: true });
});

function write(file: string, text: string): string {
  const full = path.join(root, file);
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, text);
  return full;
}

const line = (step: number, loss = 1 / (step + 1)): string =>
  `${JSON.stringify({ current_steps: step, total_steps: 100, loss, lr: 0.1, epoch: step / 10 })}\n`;

async function open(options?: OpenProjectOptions): Promise<OpenProject> {
  project = await openProject(root, options);
  return project;
}

async function stepsOf(opened: OpenProject, isRaw = false): Promise<number[]> {
  const [run] = opened.runs();
  return [...(await opened.series(run!, "train/loss", isRaw)).steps];
}

const countOf = (opened: OpenProject): number | undefined =>
  opened.runs()[0]?.metrics["train/loss"]?.count;

describe("a file that grows", () => {
  it("is read on, with a half-written line left alone", async () => {
    const file = write("out/trainer_log.jsonl", line(1) + line(2));
    const opened = await open();
    expect(await stepsOf(opened)).toEqual([1, 2]);
    appendFileSync(file, line(3) + line(4).slice(0, 10));
    await opened.poll();
    expect(countOf(opened)).toBe(3);
    expect(await stepsOf(opened)).toEqual([1, 2, 3]);
    appendFileSync(file, line(4).slice(10));
    await opened.poll();
    expect(await stepsOf(opened)).toEqual([1, 2, 3, 4]);
    expect(opened.runs()[0]?.problems).toEqual([]);
  });

  it("shows what was written after going back, and all of it when asked", async () => {
    const file = write("out/trainer_log.jsonl", line(1) + line(2) + line(3));
    const opened = await open();
    appendFileSync(file, line(2, 9) + line(3, 8));
    await opened.poll();
    expect(opened.runs()[0]?.metrics["train/loss"]).toMatchObject({ count: 3, max: 9, last: 8 });
    expect(await stepsOf(opened)).toEqual([1, 2, 3]);
    expect(await stepsOf(opened, true)).toEqual([1, 2, 3, 2, 3]);
  });

  it("is read anew when it was cut, or written over, or replaced by another", async () => {
    const file = write("out/trainer_log.jsonl", line(1) + line(2) + line(3));
    const opened = await open();
    truncateSync(file, line(1).length);
    await opened.poll();
    expect(countOf(opened)).toBe(1);
    writeFileSync(file, line(7) + line(8) + line(9) + line(10));
    await opened.poll();
    expect(await stepsOf(opened)).toEqual([7, 8, 9, 10]);
    write("out/next", line(20));
    renameSync(path.join(root, "out/next"), file);
    await opened.poll();
    expect(await stepsOf(opened)).toEqual([20]);
  });

  it("takes its run along when it is deleted", async () => {
    write("out/trainer_log.jsonl", line(1));
    const opened = await open();
    expect(opened.runs()).toHaveLength(1);
    rmSync(path.join(root, "out"), { recursive: true });
    await opened.refresh();
    expect(opened.runs()).toEqual([]);
  });

  it("keeps its id when the project is moved", async () => {
    write("out/trainer_log.jsonl", line(1));
    const id = (await open()).runs()[0]?.id;
    project?.dispose();
    const moved = `${root}-moved`;
    renameSync(root, moved);
    root = moved;
    expect((await open()).runs()[0]?.id).toBe(id);
  });
});

describe("a document", () => {
  const state = (step: number): string =>
    JSON.stringify({ global_step: step, log_history: [{ step, loss: 1 / step, epoch: 1 }] });

  it("keeps what it said last while it is being written", async () => {
    const file = write("out/checkpoint-5/trainer_state.json", state(5));
    const opened = await open();
    expect(opened.runs()[0]?.metrics["train/loss"]?.lastStep).toBe(5);
    writeFileSync(file, state(6).slice(0, 30));
    await opened.poll();
    expect(opened.runs()[0]?.metrics["train/loss"]?.lastStep).toBe(5);
    expect(opened.runs()[0]?.problems).toEqual([]);
    writeFileSync(file, state(6));
    await opened.poll();
    expect(opened.runs()[0]?.metrics["train/loss"]?.lastStep).toBe(6);
  });

  it("that stays half written is one problem with its file", async () => {
    const file = write("out/checkpoint-5/trainer_state.json", state(5).slice(0, 30));
    const before = new Date(Date.now() - 60_000);
    utimesSync(file, before, before);
    const [run] = (await open()).runs();
    expect(run?.problems.map(({ location }) => location?.path)).toEqual([
      "out/checkpoint-5/trainer_state.json",
    ]);
  });
});

describe("clocks of other machines", () => {
  it("do not make a half-written file look as if it were being written for ever", async () => {
    const file = write("out/checkpoint-5/trainer_state.json", '{"global_step": 5, "log_hist');
    const ahead = new Date(Date.now() + 3_600_000);
    utimesSync(file, ahead, ahead);
    expect((await open()).runs()[0]?.problems.map(({ code }) => code)).toEqual(["json-damaged"]);
  });

  it("do not keep a run from being followed that was seen growing", async () => {
    const file = write("out/trainer_log.jsonl", line(1));
    const behind = (): void => {
      const time = new Date(Date.now() - 3_600_000);
      utimesSync(file, time, time);
    };
    behind();
    const opened = await open();
    appendFileSync(file, line(2));
    behind();
    await opened.refresh();
    appendFileSync(file, line(3));
    behind();
    await opened.poll();
    expect(countOf(opened)).toBe(3);
  });
});

describe("thousands of runs", () => {
  const points = (opened: OpenProject): number[] =>
    opened.runs().map((run) => run.metrics["train/loss"]?.count ?? 0);

  it("that were all just copied here are not all looked at with every tick", async () => {
    const files = Array.from({ length: 1100 }, (_, index) =>
      write(`runs/${index}/trainer_log.jsonl`, line(1)),
    );
    const minuteAgo = new Date(Date.now() - 60_000);
    const older = files.slice(0, 100);
    for (const file of older) utimesSync(file, minuteAgo, minuteAgo);
    const opened = await open();
    for (const file of files) appendFileSync(file, line(2));
    await opened.poll();
    expect(points(opened).filter((count) => count === 2)).toHaveLength(1000);
    await opened.refresh();
    expect(points(opened).filter((count) => count === 2)).toHaveLength(1100);
  });

  it("do not hold up a new point while they are looked through", async () => {
    const file = write("a/trainer_log.jsonl", line(1));
    for (let index = 0; index < 3000; index++)
      mkdirSync(path.join(root, `folders/${index}/x`), { recursive: true });
    const opened = await open();
    let isScanned = false;
    const scan = opened.refresh().then(() => (isScanned = true));
    appendFileSync(file, line(2));
    await opened.poll();
    expect([countOf(opened), isScanned]).toEqual([2, false]);
    await scan;
  });
});

describe("the search", () => {
  const names = (opened: OpenProject): (string | undefined)[] =>
    opened.runs().map((run) => run.location?.path);

  it("leaves out programs, caches, virtual environments and what is excluded", async () => {
    const folders = ["a", "node_modules/a", ".cache/a", "venv/lib/a", "data/deep/a", "b/old"];
    for (const folder of folders) write(`${folder}/trainer_log.jsonl`, line(1));
    write("venv/pyvenv.cfg", "home = /usr/bin\n");
    expect(names(await open({ exclude: ["data/**", "**/old"] }))).toEqual(["a"]);
  });

  it("follows links out of the project, once, and never in a circle", async () => {
    const elsewhere = realpathSync(mkdtempSync(path.join(os.tmpdir(), "sextant-elsewhere-")));
    try {
      mkdirSync(path.join(elsewhere, "x"));
      writeFileSync(path.join(elsewhere, "x/trainer_log.jsonl"), line(1));
      symlinkSync(root, path.join(elsewhere, "back"));
      write("runs/a/trainer_log.jsonl", line(1));
      symlinkSync("runs/a", path.join(root, "latest"));
      symlinkSync(".", path.join(root, "self"));
      symlinkSync("nowhere", path.join(root, "broken"));
      symlinkSync("loop2", path.join(root, "loop1"));
      symlinkSync("loop1", path.join(root, "loop2"));
      symlinkSync(elsewhere, path.join(root, "shared"));
      symlinkSync(elsewhere, path.join(root, "shared-again"));
      expect(names(await open()).sort()).toEqual(["runs/a", "shared/x"]);
      project?.dispose();
      expect(names(await open({ isTrusted: false }))).toEqual(["runs/a"]);
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });

  it("does not wait for a FIFO, nor read a folder with a file's name", async () => {
    mkdirSync(path.join(root, "a"));
    execFileSync("mkfifo", [path.join(root, "a/trainer_log.jsonl")]);
    mkdirSync(path.join(root, "b/trainer_log.jsonl"), { recursive: true });
    write("c/trainer_log.jsonl", line(1));
    expect(names(await open())).toEqual(["c"]);
  });

  it("does not wait for a FIFO in the place of the project's own file", async () => {
    execFileSync("mkfifo", [path.join(root, "sextant.yaml")]);
    // Whoever waits for it gets an end at last, so that the test fails rather than hangs.
    const writer = spawn("sh", ["-c", "sleep 2; : > sextant.yaml"], { cwd: root });
    write("c/trainer_log.jsonl", line(1));
    const start = performance.now();
    expect(names(await open())).toEqual(["c"]);
    expect(performance.now() - start).toBeLessThan(1500);
    writer.kill();
  });

  it.runIf(process.platform === "linux")(
    "does not follow a link to what the system makes up",
    async () => {
      const elsewhere = realpathSync(mkdtempSync(path.join(os.tmpdir(), "sextant-elsewhere-")));
      const other = spawn("sleep", ["30"], { cwd: elsewhere });
      try {
        writeFileSync(path.join(elsewhere, "trainer_log.jsonl"), line(1));
        symlinkSync(`/proc/${other.pid}`, path.join(root, "process"));
        expect(names(await open())).toEqual([]);
      } finally {
        other.kill();
        rmSync(elsewhere, { recursive: true });
      }
    },
  );

  it("finds what comes later, in folders that it knew and in new ones", async () => {
    write("a/readme.txt", "");
    const opened = await open();
    expect(opened.runs()).toEqual([]);
    write("a/trainer_log.jsonl", line(1));
    write("b/c/trainer_log.jsonl", line(1));
    await opened.refresh();
    expect(names(opened)).toEqual(["a", "b/c"]);
  });

  it("looks into folders that are named beside the project", async () => {
    const beside = realpathSync(mkdtempSync(path.join(os.tmpdir(), "sextant-beside-")));
    try {
      writeFileSync(path.join(beside, "trainer_log.jsonl"), line(1));
      expect(names(await open())).toEqual([]);
      project?.dispose();
      expect(names(await open({ folders: [beside] }))).toEqual([beside]);
      project?.dispose();
      write("sextant.yaml", `sources:\n  folders: [${JSON.stringify(beside)}]\n`);
      expect(names(await open())).toEqual([beside]);
      project?.dispose();
      // The file of a folder that is not trusted leads nowhere else.
      expect(names(await open({ isTrusted: false }))).toEqual([]);
    } finally {
      rmSync(beside, { recursive: true });
    }
  });

  it("writes nothing into the folder", async () => {
    write("a/trainer_log.jsonl", line(1));
    await open();
    expect(readdirSync(root)).toEqual(["a"]);
  });
});

describe("the index", () => {
  it("does not keep secrets that others wrote down", async () => {
    write("job/.hydra/config.yaml", "api_key: abc\nurl: https://u:p@host/x\nlr: 0.1\n");
    write("job/.hydra/overrides.yaml", "[]\n");
    const [run] = (await open()).runs();
    expect(run?.params).toMatchObject({ api_key: "********", url: "https://u:********@host/x" });
    expect(run?.params["lr"]).toBe("0.1");
  });

  it("does not keep the login of a repository", async () => {
    const commit = "0123456789abcdef0123456789abcdef01234567";
    const repositories = [{ url: "https://user:secret@host/a.git", commit }];
    write(
      "1/run.json",
      JSON.stringify({ command: "main", experiment: { name: "a", repositories } }),
    );
    write("1/config.json", "{}");
    const [run] = (await open()).runs();
    expect(run?.git).toMatchObject({ commit, remote: "https://host/a.git" });
  });

  it("has the runs at once when the project is opened again, without reading their files", async () => {
    const cache = mkdtempSync(path.join(os.tmpdir(), "sextant-cache-"));
    try {
      const file = write("a/trainer_log.jsonl", line(1) + line(2));
      const before = new Date(Date.now() - 3_600_000);
      utimesSync(file, before, before);
      const first = await open({ cache });
      expect(countOf(first)).toBe(2);
      first.dispose();
      // Other bytes under the same size and time: who reads the file gets another count.
      writeFileSync(file, " ".repeat((line(1) + line(2)).length));
      utimesSync(file, before, before);
      const second = await open({ cache });
      expect(countOf(second)).toBe(2);
    } finally {
      rmSync(cache, { recursive: true });
    }
  });

  it("does not take away what another way of looking found", async () => {
    const cache = mkdtempSync(path.join(os.tmpdir(), "sextant-cache-"));
    try {
      write("a/trainer_log.jsonl", line(1));
      const all = await open({ cache });
      const some = await openProject(root, { cache, exclude: ["a"] });
      expect(some.runs()).toEqual([]);
      some.dispose();
      await all.refresh();
      expect(all.runs()).toHaveLength(1);
    } finally {
      rmSync(cache, { recursive: true });
    }
  });
});

describe("a run that was launched", () => {
  const journal = (id: string, ...entries: readonly object[]): string => {
    const text = entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
    return write(`.sextant/runs/${id}/journal.jsonl`, text);
  };
  const identity = (id: string, time: number): object => ({
    ...{ type: "run", v: 1, id, name: id, experiment: "Default", time },
    command: { argv: ["python", "train.py"], cwd: "." },
  });

  it("has the runs under it that others wrote meanwhile, as soon as it is known", async () => {
    write("a/trainer_log.jsonl", line(1));
    const opened = await open();
    const parentOf = (): string | null | undefined =>
      opened.runs().find((run) => run.location !== null)?.parentId;
    expect(parentOf()).toBeNull();
    const before = Date.now() - 60_000;
    const file = journal("own", identity("own", before), {
      ...{ type: "status", status: "running", time: before },
    });
    await opened.refresh();
    expect(parentOf()).toBe("own");
    appendFileSync(
      file,
      `${JSON.stringify({ type: "status", status: "finished", time: before + 1000 })}\n`,
    );
    await opened.refresh();
    expect(parentOf()).toBeNull();
  });
});
