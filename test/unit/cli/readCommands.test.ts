import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { run } from "../../../src/cli/main.ts";
import { point, ProjectFixture } from "../index/projectFixture.ts";
import { createTestIo } from "./testIo.ts";

/** A run that tensorboardX wrote. */
const fixture = path.join(import.meta.dirname, "../../fixtures/formats/tensorboard/tensorboardx");

let project: ProjectFixture;

beforeEach(() => {
  project = new ProjectFixture();
  const git = {
    ...{
      commit: "abcdef1234567890",
      branch: "main",
      remote: null,
      isDirty: true,
      snapshot: "fedcba",
    },
    ...{ subject: "Start", author: "Ada", committedAt: 1e12, prefix: "", omitted: [] },
  };
  project.createRun("20261120-000001-aaaaaa", [
    { type: "git", git },
    { type: "params", params: { lr: "0.1", note: 'a "b", c\n=1' } },
    point(0, 0.5),
    point(1, NaN),
    { type: "status", status: "finished", time: 1e12 + 90_000, exitCode: 0 },
  ]);
  project.createRun("20261120-000002-bbbbbb", [
    { type: "name", name: "red\u001b[31m" },
    point(0, 0.25, "acc"),
    { type: "status", status: "failed", time: 1e12 + 1500, exitCode: 3 },
  ]);
});

afterEach(() => project.dispose());

async function call(...argv: string[]) {
  const { io, stdout, stderr } = createTestIo(project.root);
  const code = await run(argv, io);
  return { code, stdout: stdout(), stderr: stderr() };
}

async function json(...argv: string[]): Promise<unknown> {
  const { code, stdout } = await call(...argv, "--format", "json");
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

describe("runs", () => {
  it("gives JSON as documented", async () => {
    expect(await json("runs", "--filter", "status = finished")).toEqual([
      {
        id: "20261120-000001-aaaaaa",
        name: "name-20261120-000001-aaaaaa",
        status: "finished",
        source: "sextant",
        sources: ["sextant"],
        location: null,
        experiment: "Default",
        parentId: null,
        startTime: "2001-09-09T01:46:40.000Z",
        endTime: "2001-09-09T01:48:10.000Z",
        updatedAt: expect.stringMatching(/^20\d\d-/) as unknown,
        durationMs: 90_000,
        exitCode: 0,
        signal: null,
        commit: "abcdef1234567890",
        branch: "main",
        remote: null,
        dirty: true,
        snapshot: "fedcba",
        commitIsGuess: false,
        command: null,
        cwd: null,
        entryPoint: null,
        host: null,
        user: null,
        params: { lr: "0.1", note: 'a "b", c\n=1' },
        metrics: {
          loss: { last: "NaN", min: 0.5, max: 0.5, step: 1, minStep: 0, maxStep: 0, count: 2 },
        },
        tags: {},
        note: "",
        datasets: [],
        problems: [],
        deleted: false,
      },
    ]);
  });

  const orders: readonly [argv: string[], expected: string[]][] = [
    [[], ["b", "a"]],
    [
      ["--sort", "duration:desc"],
      ["a", "b"],
    ],
    [
      ["--sort", "metrics.acc"],
      ["b", "a"],
    ],
    [["--limit", "1"], ["b"]],
    [["--search", "RED"], ["b"]],
    [["--filter", "has metrics.loss"], ["a"]],
  ];
  it.each(orders)("%j", async (argv, expected) => {
    const runs = (await json("runs", ...argv)) as { id: string }[];
    expect(runs.map(({ id }) => id.at(-1))).toEqual(expected);
  });

  it("gives CSV with quotes where they must be", async () => {
    const { stdout } = await call(
      "runs",
      "--format",
      "csv",
      "--columns",
      "id,params.note,startTime,metrics.loss",
    );
    expect(stdout).toBe(
      "id,params.note,startTime,metrics.loss\r\n" +
        "20261120-000002-bbbbbb,,2001-09-09T01:46:40.000Z,\r\n" +
        '20261120-000001-aaaaaa,"a ""b"", c\n=1",2001-09-09T01:46:40.000Z,NaN\r\n',
    );
  });

  it("gives a table that no name can break", async () => {
    const { stdout } = await call(
      "runs",
      "--columns",
      "name,status,duration,metrics.acc,params.lr",
    );
    expect(stdout).toBe(
      "name                         status    duration  metrics.acc  params.lr\n" +
        "red [31m                     failed       1.5 s         0.25\n" +
        "name-20261120-000001-aaaaaa  finished    1m 30s                     0.1\n",
    );
  });
});

describe("names from outside", () => {
  beforeEach(() => {
    project.createRun("20261120-000003-cccccc", [
      { type: "name", name: "odd" },
      { type: "tags", tags: { "sextant.snapshotError": "the disk is full" } },
      point(0, 1, "\u001b]0;evil\u0007\nb"),
    ]);
  });

  it("do not steer the terminal, in headers and messages either", async () => {
    const { stdout } = await call("runs");
    const { stderr } = await call("series", "odd", "none");
    const steering = /[\u0000-\u0009\u000b-\u001f]/;
    expect(stdout).toContain("metrics. ]0;evil  b");
    expect(stdout.split("\n")).toHaveLength(5);
    expect(stdout).not.toMatch(steering);
    expect(stderr).toMatch(
      /^sextant: Run odd .* has no metric "none"\. It has {2}\]0;evil {2}b\.\n$/,
    );
  });

  it("tell why the code was not recorded", async () => {
    const { stdout } = await call("show", "odd");
    expect(stdout).toMatch(/^commit +not recorded: the disk is full$/m);
  });
});

describe("a terminal", () => {
  it("gets the columns that fit, and is told of the others", async () => {
    const { io, stdout } = createTestIo(project.root);
    const terminal = { ...io, stdout: { ...io.stdout, isTty: true, columns: 60 } };
    expect(await run(["runs"], terminal)).toBe(0);
    const lines = stdout().split("\n");
    expect(Math.max(...lines.slice(0, 3).map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(lines.at(-2)).toMatch(/^\d+ more columns/);
  });

  it("is not needed to be spared a run of very many parameters", async () => {
    const params = Object.fromEntries(
      Array.from({ length: 5000 }, (_, index) => [`key${index}`, "1"]),
    );
    project.createRun("20261120-000003-cccccc", [{ type: "params", params }]);
    const { stdout } = await call("runs");
    const [header = "", ...lines] = stdout.trimEnd().split("\n");
    expect(header.split(/ {2,}/)).toHaveLength(100);
    const advice = "more columns: write --format csv or name them with --columns";
    expect(lines.at(-1)).toBe(`${5000 + 2 + 8 - 100} ${advice}`);
    const named = await call("runs", "--columns", "name,params.key4999");
    expect(named.stdout).toMatch(/^name +params\.key4999$/m);
  });
});

describe("one run", () => {
  it("is found by id, beginning, name and age", async () => {
    for (const reference of [
      "20261120-000001-aaaaaa",
      "20261120-000001",
      "name-20261120-000001-aaaaaa",
      "@latest~1",
    ]) {
      expect(await json("show", reference)).toMatchObject({ id: "20261120-000001-aaaaaa" });
    }
  });

  it("is shown as text", async () => {
    const { stdout } = await call("show", "@latest~1");
    for (const part of [
      "finished (exit code 0)",
      "abcdef1234567890 + uncommitted changes Start",
      "lr = 0.1",
      "loss",
    ]) {
      expect(stdout).toContain(part);
    }
  });

  it("has series", async () => {
    expect(await json("series", "@latest~1", "loss")).toEqual({
      run: "20261120-000001-aaaaaa",
      metric: "loss",
      steps: [0, 1],
      times: ["2001-09-09T01:46:40.000Z", "2001-09-09T01:46:40.001Z"],
      values: [0.5, "NaN"],
    });
    const { stdout } = await call("series", "@latest~1", "loss", "--format", "csv");
    expect(stdout).toBe(
      "step,time,value\r\n0,2001-09-09T01:46:40.000Z,0.5\r\n1,2001-09-09T01:46:40.001Z,NaN\r\n",
    );
  });
});

describe("export", () => {
  it("writes all points as CSV", async () => {
    const { stdout } = await call("export", "--series", "--sort", "id");
    expect(stdout.split("\r\n")).toEqual([
      "run,name,metric,step,time,value",
      "20261120-000001-aaaaaa,name-20261120-000001-aaaaaa,loss,0,2001-09-09T01:46:40.000Z,0.5",
      "20261120-000001-aaaaaa,name-20261120-000001-aaaaaa,loss,1,2001-09-09T01:46:40.001Z,NaN",
      "20261120-000002-bbbbbb,red\u001b[31m,acc,0,2001-09-09T01:46:40.000Z,0.25",
      "",
    ]);
  });

  it("writes the runs that are named, and no others", async () => {
    const { stdout } = await call("export", "20261120-000001");
    const [head = "", ...lines] = stdout.trim().split("\r\n");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("20261120-000001-aaaaaa");
    const updated = lines[0]?.split(",")[head.split(",").indexOf("updated")];
    expect(updated).toMatch(/^20\d\d-\d\d-\d\dT/);
  });

  it("looks for runs of other tools where it is told to, and not where it is told not to", async () => {
    const folder = path.join("..", path.basename(mkdtempSync(`${project.root}-outside-`)));
    const outside = path.resolve(project.root, folder);
    try {
      for (const name of ["near", "far"]) {
        cpSync(fixture, path.join(outside, name), { recursive: true });
      }
      const looking = [`--source-folder=${folder}`, "--source-exclude=**/far"];
      expect(await json("runs", ...looking)).toHaveLength(3);
      expect(await json("runs")).toHaveLength(2);
      expect((await call("export", "near", ...looking)).stdout).toContain("tensorboard");
    } finally {
      rmSync(outside, { recursive: true });
    }
  });

  it("writes runs as JSON into a file", async () => {
    const { code } = await call(
      "export",
      "20261120-000002",
      "--format",
      "json",
      "--series",
      "-o",
      "out.json",
    );
    expect(code).toBe(0);
    const written: unknown = JSON.parse(readFileSync(path.join(project.root, "out.json"), "utf8"));
    expect(written).toMatchObject([
      { exitCode: 3, series: { acc: { steps: [0], values: [0.25] } } },
    ]);
  });
});

describe("faults", () => {
  const faults: readonly [argv: string[], code: number, message: string][] = [
    [["runs", "--filter", "lr < 1"], 2, "write params.lr, metrics.lr or tags.lr"],
    [["runs", "--sort", "lr"], 2, '"lr" is not a column'],
    [["runs", "--limit", "few"], 2, "Write a whole number"],
    [["runs", "--path", "nowhere"], 3, "There is no folder"],
    [
      ["runs", "--path", ".sextant/runs/20261120-000001-aaaaaa/journal.jsonl"],
      3,
      "There is no folder",
    ],
    [["show", "nobody"], 3, 'There is no run "nobody"'],
    [["show", "2026"], 3, "2 runs have an id that starts with"],
    [["series", "@latest", "loss"], 3, 'has no metric "loss". It has acc.'],
    [["series", "@latest~9", "loss"], 3, 'There is no run "@latest~9"'],
    [["export", "-o", "no/such/folder/file"], 3, "cannot be written"],
  ];
  it.each(faults)("%j ends with %i", async (argv, code, message) => {
    const result = await call(...argv);
    expect(result.stderr).toContain(message);
    expect(result.code).toBe(code);
  });

  it("a project without runs has none, which is no fault", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "sextant-empty-"));
    const text = createTestIo(folder);
    expect(await run(["runs"], text.io)).toBe(0);
    expect(text.stdout()).toBe("No runs yet: start one with `sextant run -- <command>`.\n");
    const json = createTestIo(folder);
    expect(await run(["runs", "--format", "json"], json.io)).toBe(0);
    expect(JSON.parse(json.stdout())).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});
