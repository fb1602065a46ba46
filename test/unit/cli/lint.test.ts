import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync, readdirSync, statSync, symlinkSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { run } from "../../../src/cli/main.ts";
import { LintFolder } from "../lint/lintFolder.ts";
import { createTestIo } from "./testIo.ts";

const broken = "stages:\n  a:\n    cmd: echo 1\n    frozen: yes\n  b:\n    desc: x\n";
const good = "stages:\n  a:\n    cmd: echo 1\n";

let disk: LintFolder | undefined;
afterEach(() => disk?.dispose());

function open(files: Readonly<Record<string, string | Buffer>>): LintFolder {
  disk = new LintFolder(files);
  return disk;
}

async function lint(argv: readonly string[] = [], cwd = ".", isTty = false) {
  const { io, stdout, stderr } = createTestIo(disk?.at(cwd) ?? "");
  const terminal = { ...io, env: {}, stdout: { ...io.stdout, isTty } };
  const code = await run(["lint", ...argv], terminal);
  return { code, stdout: stdout(), stderr: stderr() };
}

interface LintJson {
  readonly findings: readonly Record<string, unknown>[];
  readonly summary: Record<string, unknown>;
}

async function json(argv: readonly string[] = [], cwd = "."): Promise<LintJson> {
  return JSON.parse((await lint([...argv, "--format", "json"], cwd)).stdout) as LintJson;
}

describe("the text", () => {
  it("has a line for each finding and sums up", async () => {
    open({ "dvc.yaml": broken, "sub/dvc.yaml": "stages:\n  c:\n    desc: x\n" });
    const { code, stdout, stderr } = await lint(["--select", "DVC002,DVC005"]);
    expect(stderr).toBe("");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^dvc\.yaml:4:13: error DVC005 .+ \[fixable\]$/m);
    expect(stdout).toMatch(/^dvc\.yaml:5:3: error DVC002 stage `b` has no `cmd`$/m);
    expect(stdout).toMatch(/\n\nsub\/dvc\.yaml:2:3: error DVC002/);
    expect(stdout).toMatch(
      /\n\nFound 3 errors in 2 of 2 files\.\n1 finding can be mended with --fix\.\n$/,
    );
  });

  it("has colours on a terminal alone", async () => {
    open({ "dvc.yaml": broken });
    expect((await lint()).stdout).not.toContain("\u001b");
    expect((await lint([], ".", true)).stdout).toContain("\u001b[31merror\u001b[39m");
  });

  it("says when there is nothing to say", async () => {
    open({ "dvc.yaml": good });
    expect(await lint()).toEqual({ code: 0, stdout: "No findings in 1 file.\n", stderr: "" });
  });

  it("lets no text steer the terminal", async () => {
    open({ "dvc.yaml": 'stages:\n  "a\\e[31m":\n    desc: x\n' });
    for (const format of ["text", "github", "json", "sarif", "junit"]) {
      const { stdout } = await lint(["--select", "DVC002", "--format", format]);
      expect(stdout).toContain("DVC002");
      expect(stdout).not.toContain("\u001b");
    }
  });

  it("counts by rule", async () => {
    open({ "dvc.yaml": broken + "  c:\n    desc: x\n" });
    const { stdout, code } = await lint(["--statistics", "--select", "DVC002,DVC005"]);
    expect(code).toBe(1);
    expect(stdout.split("\n").map((line) => line.split(/ {2,}/).filter(Boolean))).toEqual([
      ["count", "rule", "name", "fixable"],
      ["2", "DVC002", "missing-cmd"],
      ["1", "DVC005", "yaml11-bool", "1"],
      [],
    ]);
  });
});

describe("JSON", () => {
  it("is as documented", async () => {
    open({ "dvc.yaml": broken });
    expect(await json(["--select", "DVC002,DVC005"])).toEqual({
      findings: [
        {
          rule: "DVC005",
          severity: "error",
          confidence: "high",
          path: "dvc.yaml",
          ...{ line: 4, column: 13, endLine: 4, endColumn: 16 },
          message: expect.stringContaining("`yes`") as unknown,
          fix: {
            title: expect.any(String) as unknown,
            applicability: "safe",
            edits: [
              {
                path: "dvc.yaml",
                ...{ line: 4, column: 13, endLine: 4, endColumn: 16 },
                text: "true",
              },
            ],
          },
        },
        {
          rule: "DVC002",
          severity: "error",
          confidence: "high",
          path: "dvc.yaml",
          ...{ line: 5, column: 3, endLine: 5, endColumn: 4 },
          message: "stage `b` has no `cmd`",
        },
      ],
      summary: {
        ...{ files: 1, filesWithFindings: 1, errors: 2, warnings: 0, infos: 0, hints: 0 },
        ...{ fixable: 1, unsafelyFixable: 0, fixed: 0, rules: { DVC002: 1, DVC005: 1 } },
      },
    });
  });

  it("counts columns in UTF-16 units, as editors do", async () => {
    open({ "dvc.yaml": 'stages: {"😀": {cmd: echo, frozen: yes}}\n' });
    const { findings } = await json(["--select", "DVC005"]);
    expect(findings[0]).toMatchObject({ line: 1, column: 36 });
  });
});

describe("what is linted", () => {
  const files = {
    "dvc.yaml": broken,
    "a/dvc.yaml": broken,
    "a/b/dvc.yaml": broken,
    "c/dvc.yaml": good,
    ".hidden/dvc.yaml": broken,
  };
  const cases: readonly [argv: string[], cwd: string, expected: string[]][] = [
    [[], ".", ["a/b/dvc.yaml", "a/dvc.yaml", "dvc.yaml"]],
    [["."], "a", ["b/dvc.yaml", "dvc.yaml"]],
    [["a"], ".", ["a/b/dvc.yaml", "a/dvc.yaml"]],
    [["dvc.yaml", "a/b"], ".", ["a/b/dvc.yaml", "dvc.yaml"]],
    [[".."], "a", ["../dvc.yaml", "b/dvc.yaml", "dvc.yaml"]],
    [["c"], ".", []],
    [[".hidden/dvc.yaml"], ".", [".hidden/dvc.yaml"]],
    [["a/dvc.yaml", "./a/../a/dvc.yaml"], ".", ["a/dvc.yaml"]],
  ];
  it.each(cases)("%j from %s", async (argv, cwd, expected) => {
    open(files).git("init", "-q");
    const { findings } = await json([...argv, "--select", "DVC002"], cwd);
    expect(findings.map((finding) => finding["path"]).sort()).toEqual(expected);
  });

  it("sees what lies outside of the paths, to the top of the repository", async () => {
    const stage = (out: string): string => `stages:\n  a:\n    cmd: echo\n    outs: [${out}]\n`;
    open({ "x/dvc.yaml": stage("../o"), "y/dvc.yaml": stage("../o") }).git("init", "-q");
    const { findings } = await json(["y", "--select", "DVC201"]);
    expect(findings.map((finding) => finding["path"])).toEqual(["y/dvc.yaml"]);
  });

  it("is also a folder behind a link, and several projects", async () => {
    const { root } = open({ "one/dvc.yaml": broken, "two/dvc.yaml": broken });
    disk?.git("init", "-q", "one");
    symlinkSync(path.join(root, "two"), path.join(root, "link"));
    const { findings, summary } = await json(["one", "link", "--select", "DVC002"]);
    expect(findings.map((finding) => finding["path"])).toEqual(["one/dvc.yaml", "two/dvc.yaml"]);
    expect(summary["files"]).toBe(2);
  });

  it("follows the project's settings and, before them, the command line", async () => {
    open({ "dvc.yaml": broken, "sextant.yaml": "lint:\n  ignore: [DVC002]\n" });
    const rules = async (...argv: string[]) => Object.keys((await json(argv)).summary["rules"]!);
    expect(await rules()).toEqual(["DVC005"]);
    expect(await rules("--ignore", "DVC005")).toEqual([]);
    expect(await rules("--select", "DVC001,DVC002")).toEqual([]);
  });
});

describe("the list of tracked files", () => {
  it("stands in for git, and makes the folder the project", async () => {
    const params = "stages:\n  a:\n    cmd: python train.py\n    deps: [train.py]\n";
    open({ "p/dvc.yaml": params, list: "./train.py\ndvc.yaml\n", other: "train.py\0dvc.yaml\0" });
    const found = async (...argv: string[]) => {
      const { findings } = await json(["p", "--select", "DVC212,DVC302", ...argv]);
      return findings.length > 0;
    };
    expect(await found("--tracked-files", "list")).toBe(false);
    expect(await found("--tracked-files", "other")).toBe(false);
    expect(await found()).toBe(true);
  });

  it("is a failure when it cannot be read", async () => {
    open({});
    const { code, stderr } = await lint(["--tracked-files", "nothing"]);
    expect([code, stderr]).toEqual([3, expect.stringContaining("The list nothing cannot be read")]);
  });
});

describe("the exit code", () => {
  const cases: readonly [argv: string[], files: Record<string, string>, code: number][] = [
    [[], { "dvc.yaml": good }, 0],
    [[], {}, 0],
    [[], { "dvc.yaml": broken }, 1],
    [["--format", "sarif"], { "dvc.yaml": broken }, 1],
    [["--fail-on", "never"], { "dvc.yaml": broken }, 0],
    [["--select", "DVC009"], { "dvc.yaml": broken }, 0],
    [["--select", "NOPE"], {}, 2],
    [["--ignore", "DVC2,NOPE"], {}, 2],
    [["--explain", "NOPE"], {}, 2],
    [["--format", "yaml"], {}, 2],
    [["--fail-on", "x"], {}, 2],
    [["nowhere"], {}, 3],
  ];
  it.each(cases)("%j %j: %i", async (argv, files, code) => {
    open(files);
    expect((await lint(argv)).code).toBe(code);
  });

  const severities: readonly [severity: string, failOn: string, code: number][] = [
    ["warning", "warning", 1],
    ["info", "warning", 0],
    ["hint", "warning", 0],
    ["warning", "error", 0],
    ["info", "info", 1],
    ["hint", "hint", 1],
  ];
  it.each(severities)("for %s with --fail-on %s: %i", async (severity, failOn, code) => {
    open({ "dvc.yaml": broken, "sextant.yaml": `lint:\n  severity: {DVC002: ${severity}}\n` });
    const argv = ["--select", "DVC002", "--fail-on", failOn];
    expect((await lint(argv)).code).toBe(code);
    expect((await lint(argv)).stdout.includes("DVC002")).toBe(severity !== "hint");
  });
});

describe("a folder of someone else", () => {
  it.each(["lint", "dag"])("has no program of its own started by %s", async (command) => {
    open({ "dvc.yaml": good, "spy.sh": "#!/bin/sh\ntouch started\n" });
    chmodSync(disk?.at("spy.sh") ?? "", 0o755);
    disk?.git("init", "-q");
    disk?.git("add", ".");
    disk?.git("config", "core.fsmonitor", disk.at("spy.sh"));
    const { io } = createTestIo(disk?.root ?? "");
    expect(await run([command], io)).toBe(0);
    expect(readdirSync(disk?.root ?? "")).not.toContain("started");
  });

  it("is told of what cannot be read", async () => {
    open({});
    execFileSync("mkfifo", [disk?.at("dvc.yaml") ?? ""]);
    const { code, stderr } = await lint(["dvc.yaml"]);
    expect(stderr).toContain("dvc.yaml cannot be read");
    expect(code).toBe(0);
  });
});

describe("a rule's page", () => {
  it.each(["DVC002", "dvc002", "missing-cmd"])("is printed: %s", async (rule) => {
    open({});
    const { code, stdout } = await lint(["--explain", rule]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^# DVC002 missing-cmd\n[^]*## Why it matters\n/);
  });
});

describe("fixes", () => {
  const wide = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, "utf16le");
  const mended = broken.replace("yes", "true");
  const kept: readonly [name: string, before: Buffer, after: Buffer][] = [
    ["plain", Buffer.from(broken), Buffer.from(mended)],
    [
      "CRLF",
      Buffer.from(broken.replaceAll("\n", "\r\n")),
      Buffer.from(mended.replaceAll("\n", "\r\n")),
    ],
    ["a mark", Buffer.from(`\uFEFF${broken}`), Buffer.from(`\uFEFF${mended}`)],
    ["UTF-16", wide(broken), wide(mended)],
    ["no line end", Buffer.from(broken.trimEnd()), Buffer.from(mended.trimEnd())],
  ];
  it.each(kept)("keep everything else: %s", async (_name, before, after) => {
    open({ "dvc.yaml": before });
    chmodSync(disk?.at("dvc.yaml") ?? "", 0o640);
    const { stdout, code } = await lint(["--fix", "--select", "DVC005"]);
    expect(stdout).toBe("Fixed 1 finding in dvc.yaml.\n\nNo findings in 1 file.\n");
    expect(code).toBe(0);
    expect(readFileSync(disk?.at("dvc.yaml") ?? "").equals(after)).toBe(true);
    expect(statSync(disk?.at("dvc.yaml") ?? "").mode & 0o777).toBe(0o640);
    expect(readdirSync(disk?.root ?? "")).toEqual(["dvc.yaml"]);
  });

  it("leave alone what would not come back as it is", async () => {
    const bytes = Buffer.concat([Buffer.from(broken), Buffer.from("# caf\xe9\n", "latin1")]);
    open({ "dvc.yaml": bytes });
    const { stderr } = await lint(["--fix", "--select", "DVC005"]);
    expect(stderr).toContain("dvc.yaml was not fixed");
    expect(readFileSync(disk?.at("dvc.yaml") ?? "").equals(bytes)).toBe(true);
  });

  it("write through links inside the project, and keep them", async () => {
    open({ "real/dvc.yaml": broken });
    symlinkSync("real/dvc.yaml", disk?.at("dvc.yaml") ?? "");
    await lint(["--fix", "--select", "DVC005"]);
    expect(readFileSync(disk?.at("real/dvc.yaml") ?? "", "utf8")).toBe(mended);
    expect(readFileSync(disk?.at("dvc.yaml") ?? "", "utf8")).toBe(mended);
  });

  it.each([
    [
      "a fault of syntax",
      "stages:\n  a:\n    cmd: x\n    outs:\n      - o: ~\n          cache: [b]\n",
    ],
    [
      "a key that stands twice",
      "stages:\n  a:\n    cmd: python a.py\n    deps: x\n    deps:\n      - b\n",
    ],
  ])("write nothing on top of %s again and again", async (_name, text) => {
    open({ "dvc.yaml": text, "a.py": "" });
    await lint(["--fix", "--unsafe-fixes"]);
    const once = readFileSync(disk?.at("dvc.yaml") ?? "", "utf8");
    expect(once.length).toBeLessThan(text.length + 20);
    await lint(["--fix", "--unsafe-fixes"]);
    expect(readFileSync(disk?.at("dvc.yaml") ?? "", "utf8")).toBe(once);
  });

  it("are only of what is asked for", async () => {
    open({ "dvc.yaml": broken, "a/dvc.yaml": broken });
    await lint(["a", "--fix"]);
    await lint(["--unsafe-fixes"]);
    expect(readFileSync(disk?.at("dvc.yaml") ?? "", "utf8")).toBe(broken);
    expect(readFileSync(disk?.at("a/dvc.yaml") ?? "", "utf8")).toBe(mended);
  });
});
