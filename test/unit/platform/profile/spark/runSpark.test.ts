import { chmodSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CancelledError } from "../../../../../src/base/errors.ts";
import { runSpark, type SparkRun } from "../../../../../src/platform/profile/spark/runSpark.ts";
import { sparkRequest } from "../../../../../src/platform/profile/spark/sparkRequest.ts";

/** A `spark-submit` of our own, which has the script and the request as its last arguments. */
let folder: string;
let temporary: string | undefined;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "sextant-run-spark-")));
  temporary = process.env["TMPDIR"];
  process.env["TMPDIR"] = folder;
});
afterEach(() => {
  if (temporary === undefined) delete process.env["TMPDIR"];
  else process.env["TMPDIR"] = temporary;
  rmSync(folder, { recursive: true, force: true });
});

const leftovers = (): readonly string[] =>
  readdirSync(folder).filter((name) => name.startsWith("sextant-spark-"));

function run(code: string, options: Partial<SparkRun> = {}): Promise<string> {
  const submit = path.join(folder, "spark-submit");
  writeFileSync(
    submit,
    `#!${process.execPath}
const fs = require("node:fs");
const [script, file] = process.argv.slice(-2);
const request = JSON.parse(fs.readFileSync(file, "utf8"));
${code}`,
  );
  chmodSync(submit, 0o755);
  const program = { submit, env: process.env };
  const request = sparkRequest([{ format: "csv", paths: ["file:///a.csv"] }], {
    ...{ like: null, types: { a: "text" } },
  });
  return runSpark(request, { program, script: "print()", master: "local[3]", ...options });
}

describe("running Spark", () => {
  it("hands over script, request and master, and reads the answer", async () => {
    const answer = await run(
      `fs.writeFileSync(request.answer, JSON.stringify({
        argv: process.argv.slice(2, -2), script: fs.readFileSync(script, "utf8"),
        types: request.types, sources: request.sources, isApart: process.cwd() !== ${JSON.stringify(process.cwd())},
      })); process.exitCode = 1;`,
    );
    expect(JSON.parse(answer)).toEqual({
      argv: ["--master", "local[3]", "--deploy-mode", "client"],
      script: "print()",
      types: { a: "text" },
      sources: [{ format: "csv", paths: ["file:///a.csv"] }],
      isApart: true,
    });
    expect(leftovers()).toEqual([]);
  });

  it("tells how far it is", async () => {
    const told: unknown[] = [];
    const controller = new AbortController();
    const running = run(
      `fs.writeFileSync(request.progress, '{"label": "Counting", "fraction": 0.5}'); setInterval(() => 0, 1000);`,
      {
        signal: controller.signal,
        onProgress: (label, fraction) => {
          told.push([label, fraction]);
          if (fraction !== null) controller.abort();
        },
      },
    );
    await expect(running).rejects.toBeInstanceOf(CancelledError);
    expect(told.slice(0, 2)).toEqual([
      ["Starting Spark", null],
      ["Counting", 0.5],
    ]);
    expect(leftovers()).toEqual([]);
  });

  it("starts nothing for those who have cancelled already", async () => {
    await expect(run("", { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(CancelledError);
    expect(leftovers()).toEqual([]);
  });

  it.each([
    ["JAVA_HOME is not set", /install Java 17 or newer/],
    ["UnsupportedClassVersionError: class file version 61", /Java it found is too old/],
    ["Could not parse Master URL: 'x'", /--master takes local\[\*\]/],
    ["All masters are unresponsive! Giving up.", /master does not answer/],
    ["java.lang.OutOfMemoryError: Java heap space", /raise spark\.driver\.memory/],
    ["anything else", /^Spark ended \(exit code 3\) before .* Check that spark-submit runs other/],
    ["first\\n\\tat org.apache.Frame\\nsecond", /last words:\nfirst\nsecond$/],
  ])("says what to do when Spark says %s", async (words, message) => {
    const failing = run(`fs.writeSync(2, "${words}\\n"); process.exitCode = 3;`);
    await expect(failing).rejects.toMatchObject({
      code: "spark-failed",
      message: expect.stringMatching(message) as string,
    });
  });

  it("says when Spark said nothing", async () => {
    await expect(run("")).rejects.toThrow(/exit code 0\) before .* It said nothing\.$/);
  });
});
