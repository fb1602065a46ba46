import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { run } from "../../../src/cli/main.ts";
import { createTestIo } from "./testIo.ts";

/** `sextant profile --engine spark` with a `spark-submit` that answers what a test says. */
let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "sextant-profile-spark-"));
  writeFileSync(path.join(root, "data.csv"), "a\nx\n");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function sextant(...argv: readonly string[]) {
  const env = { ...process.env, SPARK_HOME: path.join(root, "spark") };
  const { io, stdout, stderr } = createTestIo(root, env);
  const exitCode = await run(["profile", ...argv], io);
  return { exitCode, stdout: stdout(), stderr: stderr() };
}

function answerWith(answer: object): void {
  const bin = path.join(root, "spark", "bin");
  mkdirSync(bin, { recursive: true });
  const program = path.join(bin, "spark-submit");
  writeFileSync(
    program,
    `#!${process.execPath}
const fs = require("node:fs");
const request = JSON.parse(fs.readFileSync(process.argv.at(-1), "utf8"));
fs.writeFileSync(${JSON.stringify(path.join(root, "asked.json"))}, JSON.stringify({ argv: process.argv.slice(2, 4), request }));
fs.writeFileSync(request.answer, ${JSON.stringify(JSON.stringify(answer))});`,
  );
  chmodSync(program, 0o755);
}

const table = {
  rows: 2,
  columns: [
    {
      ...{ name: "a", type: "category", storedType: "VARCHAR", present: 1, numbers: null },
      categories: {
        ...{ distinct: 1, model: [] },
        top: [{ start: "x", hash: null, length: 1, rows: 1 }],
      },
    },
  ],
};

describe("sextant profile --engine spark", () => {
  it("writes the profile of what Spark counted on the named master", async () => {
    answerWith(table);
    const { exitCode, stdout } = await sextant(
      ...["data.csv", "--engine", "spark", "--master", "local[2]"],
      ...["--types", "a=category", "--mask", "--format", "json"],
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ engine: "spark", rows: 2, files: [{ path: "data.csv" }] },
      columns: [{ name: "a", nulls: 1, categories: { isMasked: true } }],
    });
    const asked: unknown = JSON.parse(readFileSync(path.join(root, "asked.json"), "utf8"));
    expect(asked).toMatchObject({
      argv: ["--master", "local[2]"],
      request: {
        types: { a: "category" },
        sources: [{ format: "csv", paths: [`file://${path.join(root, "data.csv")}`] }],
      },
    });
  });

  it("tells what Spark could not do", async () => {
    answerWith({ failure: { kind: "spark", reason: "out of luck", file: null } });
    const { exitCode, stderr } = await sextant("data.csv", "--engine", "spark");
    expect(exitCode).toBe(3);
    expect(stderr).toContain("Spark could not describe data.csv: out of luck.");
  });

  it.each([
    [["--master", "local[2]"], "--master is for Spark"],
    [["--engine", "hadoop"], "Allowed choices are duckdb, spark"],
  ])("takes %j for a mistake", async (flags, message) => {
    const { exitCode, stderr } = await sextant("data.csv", ...flags);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});
