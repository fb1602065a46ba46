import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/base/seededRandom.ts";
import { mlflowFiles } from "../../../../src/platform/sources/mlflow/mlflowFiles.ts";
import { memoryFolder } from "../../../support/formats/memoryFolder.ts";
import { Reader, Stores } from "./testStores.ts";

const stores = new Stores();

function open(mark: string | null = null): Reader {
  return new Reader(mlflowFiles, path.join(stores.root, "mlruns"), stores.context(), mark);
}

function folderOf(name: string): string {
  const run = stores.oracle("files").find((each) => each.name === name);
  for (const experiment of readdirSync(path.join(stores.root, "mlruns"))) {
    const folder = path.join(stores.root, "mlruns", experiment, run?.run_id ?? "");
    if (run !== undefined && readdirSync(path.dirname(folder)).includes(run.run_id)) return folder;
  }
  throw new Error(`no folder of ${name}`);
}

const parent = "parent: #1 'q'";

describe("what is a store", () => {
  const experiment = "experiment_id: '0'\nname: Default\n";

  it.each<[string, Record<string, string>, number]>([
    ["experiments by number", { "runs/0/meta.yaml": experiment }, 1],
    ["any name in mlruns", { "runs/abc/meta.yaml": experiment }, 0],
    ["artifacts of a database's runs", { "runs/0/f00/artifacts/a.txt": "" }, 0],
    ["a run", { "runs/0/meta.yaml": `${experiment}run_id: 1\n` }, 0],
    ["another tool's yaml", { "runs/0/meta.yaml": "a: 1" }, 0],
  ])("%s", (_label, files, count) => {
    expect(mlflowFiles.detect(memoryFolder(files, "runs"))).toHaveLength(count);
  });

  it("owns its folder, whatever its experiments are called", () => {
    const files = { "a/mlruns/abc/meta.yaml": experiment };
    expect(mlflowFiles.detect(memoryFolder(files, "a/mlruns"))).toEqual([
      { path: "a/mlruns", ownedFolders: ["a/mlruns/abc"] },
    ]);
  });
});

describe("a store", () => {
  it("holds what MlflowClient reads from it", async () => {
    stores.copyFiles();
    const reader = open();
    expect((await reader.refresh())?.isComplete).toBe(true);
    for (const oracle of stores.oracle("files")) {
      const run = reader.runs.get(oracle.run_id);
      expect(run).toMatchObject({
        name: oracle.name,
        experiment: oracle.experiment,
        params: oracle.params,
        isDeleted: oracle.deleted,
        problems: [],
      });
      expect(run?.tags).toMatchObject(oracle.tags);
      for (const [metric, points] of Object.entries(oracle.history)) {
        expect(await reader.points(oracle.name, metric)).toEqual(points);
      }
    }
    expect(reader.run(parent)).toMatchObject({
      note: "a note\nline 2",
      user: "user",
      tags: { "mlflow.registered.reg": "version 1 (aliases champion)" },
      metrics: { odd: { last: 0.5, min: -Infinity, max: Infinity, count: 4 } },
    });
    expect(reader.run("child").parentId).toBe(reader.run(parent).id);
    const media = await reader.source.media(reader.run(parent));
    expect(media.map(({ name }) => name)).toEqual(["notes/a.txt"]);
  });

  it("reads only what was appended, and only whole lines", async () => {
    stores.copyFiles();
    const reader = open();
    await reader.refresh();
    expect(await reader.refresh()).toBeUndefined();
    const file = path.join(folderOf(parent), "metrics/train/loss");
    appendFileSync(file, "1795000000000 9.5 6\n1795000000001 7");
    const update = await reader.refresh();
    expect(update?.runs.map(({ name }) => name)).toEqual([parent]);
    expect(reader.run(parent).metrics["train/loss"]).toMatchObject({ last: 9.5, count: 7 });
    appendFileSync(file, ".25 7\n");
    await reader.refresh();
    expect(reader.run(parent).metrics["train/loss"]).toMatchObject({ last: 7.25, count: 8 });
    writeFileSync(file, "1795000000000 1 0\n");
    await reader.refresh();
    expect(reader.run(parent).metrics["train/loss"]).toMatchObject({ last: 1, count: 1 });
  });

  it("finds a tag of a run that ended long ago", async () => {
    stores.copyFiles();
    stores.now += 3_600_000;
    const reader = open();
    await reader.refresh();
    expect(reader.source.isLive).toBe(false);
    writeFileSync(path.join(folderOf("child"), "tags/late"), "yes");
    await reader.refresh();
    expect(reader.run("child").tags).toMatchObject({ late: "yes" });
  });

  it("is not read again when nothing changed while it was closed", async () => {
    stores.copyFiles();
    stores.now += 3_600_000;
    const reader = open();
    await reader.refresh();
    expect(await open(reader.mark).refresh()).toBeUndefined();
    rmSync(folderOf("child"), { recursive: true });
    writeFileSync(path.join(folderOf(parent), "tags/late"), "yes");
    const update = await open(reader.mark).refresh();
    expect(update).toMatchObject({ isComplete: false, removed: [reader.run("child").id] });
    expect(update?.runs.map(({ name }) => name)).toEqual([parent]);
  });

  it("follows experiments into the bin", async () => {
    const folder = stores.copyFiles();
    const reader = open();
    await reader.refresh();
    const experiment = path.dirname(folderOf("child"));
    mkdirSync(path.join(folder, ".trash"), { recursive: true });
    renameSync(experiment, path.join(folder, ".trash", path.basename(experiment)));
    const later = open(reader.mark);
    await later.refresh();
    expect(later.run("child").isDeleted).toBe(true);
  });

  it("says that a run runs only while it is written to", async () => {
    stores.copyFiles();
    const meta = path.join(folderOf("child"), "meta.yaml");
    writeFileSync(meta, readFileSync(meta, "utf8").replace("status: 3", "status: 1"));
    const reader = open();
    await reader.refresh();
    expect(reader.run("child").status).toBe("running");
    expect(reader.source.isLive).toBe(true);
    stores.now += 11 * 60_000;
    await reader.refresh();
    expect(reader.run("child").status).toBe("unknown");
  });
});

describe("bad input", () => {
  it("names the file and the byte, and shows the rest", async () => {
    stores.copyFiles();
    const file = path.join(folderOf("child"), "metrics/x");
    writeFileSync(file, "1795000000000 1 0\r\ngarbage here\n1795000000000 2 1\n");
    const reader = open();
    await reader.refresh();
    expect(reader.run("child")).toMatchObject({
      metrics: { x: { last: 2, count: 2 } },
      problems: [{ code: "mlflow-metric-line", location: { byteOffset: 19 } }],
    });
    expect(reader.run("child").problems[0]?.location?.path).toMatch(/^mlruns\/.*\/metrics\/x$/);
  });

  it("tells content that is in Git LFS", async () => {
    stores.copyFiles();
    const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n";
    writeFileSync(path.join(folderOf("child"), "metrics/x"), pointer);
    const reader = open();
    await reader.refresh();
    expect(reader.run("child").metrics).toEqual({});
    expect(reader.run("child").problems).toMatchObject([{ code: "lfs-pointer" }]);
  });

  it("waits for no FIFO", async () => {
    stores.copyFiles();
    execFileSync("mkfifo", [path.join(folderOf("child"), "metrics/pipe")]);
    const reader = open();
    await reader.refresh();
    expect(Object.keys(reader.run("child").metrics)).toEqual(["x"]);
  });

  it("takes any name as a name", async () => {
    stores.copyFiles();
    const folder = folderOf("child");
    writeFileSync(path.join(folder, "tags/__proto__"), "a");
    writeFileSync(path.join(folder, "metrics/<b>x"), "1 2 3\n");
    for (let at = 0; at < 3000; at++) writeFileSync(path.join(folder, `tags/t${at}`), "v");
    const reader = open();
    await reader.refresh();
    const { tags, metrics } = reader.run("child");
    expect(Object.keys(tags)).toContain("__proto__");
    expect(Object.keys(tags).length).toBeGreaterThan(3000);
    expect(metrics["<b>x"]?.last).toBe(2);
    expect((await reader.source.series(reader.run("child"), ["../tags/t1"], false)).size).toBe(0);
  });

  it("throws for no content", async () => {
    stores.copyFiles();
    const random = seededRandom(7);
    const meta = path.join(folderOf(parent), "meta.yaml");
    const metric = path.join(folderOf(parent), "metrics/odd");
    const originals = [meta, metric].map((file) => ({ file, bytes: readFileSync(file) }));
    const reader = open();
    for (let round = 0; round < 300; round++) {
      for (const { file, bytes } of originals) {
        const changed = Buffer.from(bytes);
        for (let flips = 0; flips < 4; flips++) {
          changed[Math.floor(random() * changed.length)] = Math.floor(random() * 256);
        }
        writeFileSync(file, changed.subarray(0, Math.ceil(random() * changed.length)));
        utimesSync(file, round + 1, round + 1);
      }
      await reader.refresh();
      expect(reader.runs.size).toBe(3);
    }
  });
});
