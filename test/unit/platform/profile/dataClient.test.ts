import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { AppError, CancelledError } from "../../../../src/base/errors.ts";
import { silentLog } from "../../../../src/base/logging.ts";
import { runDataJob, type DataJobOptions } from "../../../../src/platform/profile/dataClient.ts";
import type { DataProfile } from "../../../../src/core/drift/profile/profile.ts";

const realProcess = path.resolve(
  import.meta.dirname,
  "../../../../src/platform/profile/dataProcess.ts",
);
let folder: string;
let temporaryFolder: string;
let cases = 0;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "sextant-data-client-"));
});
beforeEach(async () => {
  // Temporary files of the jobs go where the test can see what is left.
  temporaryFolder = await mkdtemp(path.join(folder, "temporary-"));
  for (const name of ["TMPDIR", "TEMP", "TMP"]) vi.stubEnv(name, temporaryFolder);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

interface Run extends Partial<DataJobOptions> {
  readonly paths?: readonly string[];
}

function run({ paths = [], ...options }: Run): Promise<DataProfile> {
  const settings = {
    root: folder,
    cacheFolder: path.join(folder, "cache"),
    memoryLimitMb: 256,
    now: 0,
    allowsNetwork: false,
  };
  return runDataJob<"profile">(
    {
      kind: "profile",
      settings,
      source: { kind: "files", paths, format: null, label: "data" },
      like: null,
      types: {},
      isMasked: false,
    },
    { processPath: realProcess, execPath: process.execPath, log: silentLog, ...options },
  );
}

/** A process of which only the beginning is like the real one's: it does as the text says. */
async function pretending(text: string): Promise<string> {
  const file = path.join(folder, `process-${(cases += 1)}.mjs`);
  await writeFile(file, `process.on("message", (request) => { ${text} });`);
  return file;
}

async function outcome(promise: Promise<unknown>): Promise<unknown> {
  try {
    return await promise;
  } catch (error) {
    return AppError.is(error) ? [error.code, error.message] : error;
  }
}

async function expectNothingLeft(): Promise<void> {
  expect(await readdir(temporaryFolder)).toEqual([]);
}

describe("a job in the data process", () => {
  it("answers, tells how far it is, and leaves nothing behind", async () => {
    const file = path.join(folder, "orders.csv");
    await writeFile(file, "amount,shop\n1.5,x\n,y\n");
    const labels: string[] = [];
    const profile = await run({ paths: [file], onProgress: (label) => labels.push(label) });
    expect(profile).toMatchObject({ rows: 2, engine: "duckdb", files: [{ path: "orders.csv" }] });
    expect(labels).toContain("Reading orders.csv");
    expect(labels.at(-1)).toBe("Profiling data");
    await expectNothingLeft();
  });

  it("answers with megabytes", async () => {
    const names = Array.from({ length: 500 }, (_, index) => `c${index}`);
    const rows = Array.from({ length: 300 }, (_, row) =>
      names.map((__, column) => row * 1.37 + column).join(","),
    );
    const file = path.join(folder, "many-columns.csv");
    await writeFile(file, [names.join(","), ...rows].join("\n"));
    const profile = await run({ paths: [file] });
    expect(profile.columns).toHaveLength(names.length);
  });

  it("fails with the error of the job", async () => {
    expect(await outcome(run({ paths: [path.join(folder, "none.csv")] }))).toEqual([
      "data-not-found",
      expect.stringContaining("none.csv"),
    ]);
    await expectNothingLeft();
  });

  it.each<[string, string, unknown]>([
    [
      "a bug",
      `process.send({ kind: "failure", code: null, message: "Oops at line 1", details: {} }, () => process.exit())`,
      expect.objectContaining({
        name: "Error",
        message: "The data process failed: Oops at line 1",
      }),
    ],
    [
      "an end without an answer",
      `console.error("it hurts"); process.exitCode = 3; process.disconnect()`,
      [
        "data-process-crashed",
        expect.stringMatching(/\(exit code 3\)\. Try again.*Its last words: it hurts/),
      ],
    ],
    [
      "being killed",
      `process.kill(process.pid, "SIGKILL")`,
      [
        "data-process-crashed",
        expect.stringMatching(/\(SIGKILL\)\. The system may have ended it for lack of memory/),
      ],
    ],
    [
      "an answer of another form",
      `process.send({ kind: "answer", value: { rows: -1 } }, () => process.exit())`,
      expect.objectContaining({ name: "$ZodError" }),
    ],
  ])("tells %s apart", async (_, text, expected) => {
    expect(await outcome(run({ processPath: await pretending(text) }))).toEqual(expected);
    await expectNothingLeft();
  });

  it("says when the program is not there", async () => {
    expect(await outcome(run({ processPath: path.join(folder, "none.cjs") }))).toEqual([
      "data-process-missing",
      expect.stringContaining("npm run build"),
    ]);
    expect(await outcome(run({ execPath: path.join(folder, "none") }))).toEqual([
      "data-process-crashed",
      expect.stringContaining("ENOENT"),
    ]);
  });

  it("drops messages that it does not understand, and says so", async () => {
    const said: string[] = [];
    const text = `process.send({ kind: "riddle" }); process.send({ kind: "log", level: "warn", message: "look" }, () => process.exit())`;
    await outcome(
      run({
        processPath: await pretending(text),
        log: {
          ...silentLog,
          error: (message) => said.push(`error ${message.slice(0, 26)}`),
          warn: (message) => said.push(`warn ${message}`),
        },
      }),
    );
    expect(said).toEqual(["error dropped an invalid message", "warn look"]);
  });
});

describe("cancelling", () => {
  const isAlive = (pid: number): boolean => {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  };

  it("starts nothing when it is too late already", async () => {
    await expect(run({ signal: AbortSignal.abort() })).rejects.toThrow(CancelledError);
    await expectNothingLeft();
  });

  it("ends a process that works", async () => {
    const names = Array.from({ length: 3000 }, (_, index) => `c${index}`);
    const file = path.join(folder, "wide.csv");
    await writeFile(
      file,
      `${names.join(",")}\n${`${names.map(() => "1").join(",")}\n`.repeat(300)}`,
    );
    const controller = new AbortController();
    const running = run({
      paths: [file],
      signal: controller.signal,
      onProgress: () => {
        controller.abort();
      },
    });
    await expect(running).rejects.toThrow(CancelledError);
    await expectNothingLeft();
  });

  it("ends a process that does not listen", async () => {
    const pidFile = path.join(folder, "pid");
    const text = `if (request.kind !== "job") return; require("node:fs").writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); process.send({ kind: "progress", label: "stuck", fraction: null }, () => { for (;;); })`;
    const processPath = path.join(folder, "stuck.cjs");
    await writeFile(processPath, `process.on("message", (request) => { ${text} });`);
    const controller = new AbortController();
    const running = run({
      processPath,
      signal: controller.signal,
      onProgress: () => {
        controller.abort();
      },
    });
    await expect(running).rejects.toThrow(CancelledError);
    expect(isAlive(Number(await readFile(pidFile, "utf8")))).toBe(false);
    await expectNothingLeft();
  });
});
