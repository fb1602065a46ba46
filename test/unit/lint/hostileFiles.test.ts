import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { silentLog } from "../../../src/base/logging.ts";
import { LintService } from "../../../src/platform/lint/lintService.ts";
import { LintFolder } from "./lintFolder.ts";

const good = "stages:\n  a:\n    cmd: echo 1\n";
/** With one finding that must not be hidden by what is wrong elsewhere. */
const bad = "stages:\n  a:\n    desc: x\n";
const maxMs = 4000;

let disk: LintFolder;
afterEach(() => disk.dispose());

async function findingsOf(files: Readonly<Record<string, string | Buffer>>) {
  disk = new LintFolder({ "sound/dvc.yaml": bad, ...files });
  return lintAll();
}

/** Rules found, by file; fails when a rule threw, or it took too long. */
async function lintAll(): Promise<Record<string, string[]>> {
  const errors: unknown[] = [];
  const log = { ...silentLog, error: (...said: unknown[]) => void errors.push(said) };
  const service = await LintService.open({ root: disk.root, isTrusted: false, log });
  const start = performance.now();
  const found: Record<string, string[]> = {};
  for (const path of service.paths) {
    const rules = service.findings(path).findings.map(({ rule }) => rule);
    if (rules.length > 0) found[path] = [...new Set(rules)].sort();
  }
  expect(errors).toEqual([]);
  expect(performance.now() - start).toBeLessThan(maxMs);
  expect(found["sound/dvc.yaml"]).toContain("DVC002");
  return found;
}

const bomb = (() => {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let level = 1; level < 12; level++) {
    const one = `*a${level - 1}`;
    lines.push(`a${level}: &a${level} [${Array.from({ length: 10 }, () => one).join(", ")}]`);
  }
  return `${lines.join("\n")}\n`;
})();
const mergeBomb = (() => {
  const lines = ["m0: &m0 {k0: 0}"];
  for (let level = 1; level < 25; level++) {
    lines.push(`m${level}: &m${level} {k${level}: 0, <<: [*m${level - 1}, *m${level - 1}]}`);
  }
  return `${lines.join("\n")}\nstages: *m24\n`;
})();

const texts: Readonly<Record<string, string | Buffer>> = {
  "alias bomb": bomb,
  "alias bomb as stages": `${bomb}stages: *a11\n`,
  "bomb of merge keys": mergeBomb,
  "10,000 lists deep": "[".repeat(10_000),
  "10,000 lists deep, closed": `a: ${"[".repeat(10_000)}${"]".repeat(10_000)}\n`,
  "10,000 mappings deep": `a: ${"{a: ".repeat(10_000)}`,
  "10,000 blocks deep": Array.from({ length: 3000 }, (_, at) => `${" ".repeat(at)}a:`).join("\n"),
  "10,000 dashes": "- ".repeat(10_000),
  "an anchor that holds itself": "a: &x {b: *x}\nstages: &y\n  s: *y\n",
  "a merge that holds itself": "a: &x\n  <<: *x\nstages: &y\n  <<: *y\n",
  "an anchor that is not there": "stages: *nothing\n",
  binary: Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 7919) % 256)),
  NUL: "stages:\n  a:\n    cmd: \0\n",
  "UTF-16": Buffer.from(`\uFEFF${bad}`, "utf16le"),
  "UTF-16 cut": Buffer.from(`\uFEFF${bad}`, "utf16le").subarray(0, 31),
  "no UTF-8": Buffer.from("stages:\n  \xe9:\n    cmd: \xff\xfe\n", "latin1"),
  "lone surrogates": 'stages:\n  "\\ud800": {cmd: "\\udfff"}\n',
  "mixed line ends": "stages:\r\n  a:\n    cmd: x\r  b:\r\n    cmd: y\n",
  tabs: "stages:\n\ta:\n\t\tcmd: x\n",
  "merge conflict": `${good}<<<<<<< HEAD\n  b:\n=======\n  c:\n>>>>>>> other\n    cmd: x\n`,
  "much of one line": `stages: {a: {cmd: "${"x".repeat(2_000_000)}"}}\n`,
  "very many templates": `stages:\n  a:\n    cmd: ${"${a.b[0]}".repeat(20_000)}\n`,
  "templates that are not closed": `stages:\n  a:\n    cmd: ${"${".repeat(50_000)}\n`,
  "blanks and dollars": `stages:\n  a:\n    cmd: "${"$ {".repeat(50_000)} \\t"\n`,
  "a matrix without end": `stages:\n  a:\n    matrix:\n${Array.from(
    { length: 12 },
    (_, at) => `      k${at}: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]\n`,
  ).join("")}    cmd: echo \${item.k0}\n`,
  "several documents": `${good}---\n${bad}---\n`,
  "no document": "# nothing\n",
  "a list": "- a\n- b\n",
  "a string": "just words\n",
  "odd keys": "? [a, b]\n: c\n? {x: y}\n: z\nstages:\n  ? [a]\n  : cmd: x\n",
  directives: "%YAML 1.1\n%TAG ! tag:x,2000:\n---\nstages: !!set {a, b}\n",
  "tags of Python": "stages: !!python/object/apply:os.system ['echo x']\n",
  __proto__: "__proto__:\n  cmd: x\nstages:\n  __proto__: {cmd: x}\n  constructor: {cmd: y}\n",
};

const names = [
  "dvc.yaml",
  "dvc.lock",
  "params.yaml",
  "a.dvc",
  "MLproject",
  "conda.yaml",
  "data.yaml",
  "conf/base/catalog.yml",
  "conf/config.yaml",
  "sextant.yaml",
  ".dvc/config",
  ".gitignore",
  ".dvcignore",
  "params.py",
  "params.toml",
  "params.json",
  "ds_config.json",
  "requirements.txt",
  ".env",
];

describe("files that nobody should write", () => {
  it.each(Object.keys(texts))("%s", async (name) => {
    const text = texts[name] ?? "";
    await findingsOf(Object.fromEntries(names.map((file) => [file, text])));
  });
});

describe("what has a file's name", () => {
  it("may be a folder, a pipe, a link to nowhere or to itself", async () => {
    disk = new LintFolder({ "sound/dvc.yaml": bad });
    mkdirSync(disk.at("dvc.yaml/dvc.yaml"), { recursive: true });
    mkdirSync(disk.at("params.yaml"));
    mkdirSync(disk.at(".dvc/config"), { recursive: true });
    mkdirSync(disk.at(".gitignore"));
    mkdirSync(disk.at("b"));
    execFileSync("mkfifo", [disk.at("b/dvc.yaml"), disk.at("b/params.yaml")]);
    symlinkSync("nowhere", disk.at("b/dvc.lock"));
    symlinkSync("data.yaml", disk.at("b/data.yaml"));
    symlinkSync("..", disk.at("b/up"));
    expect(Object.keys(await lintAll())).toEqual(["sound/dvc.yaml"]);
  });
});

describe("a file that changes while it is linted", () => {
  it("is one of its states", async () => {
    disk = new LintFolder({ "dvc.yaml": good, "params.yaml": "a: 1\n", "sound/dvc.yaml": bad });
    const service = await LintService.open({ root: disk.root, isTrusted: false, log: silentLog });
    for (let round = 0; round < 50; round++) {
      const { paths } = service;
      if (round % 5 === 0) rmSync(disk.at("dvc.yaml"), { force: true, recursive: true });
      else if (round % 5 === 1) mkdirSync(disk.at("dvc.yaml"));
      else if (round % 5 === 2) rmSync(disk.at("dvc.yaml"), { recursive: true });
      else if (round % 5 === 3) writeFileSync(disk.at("dvc.yaml"), bad);
      else {
        writeFileSync(disk.at("new.yaml"), good.slice(0, round));
        renameSync(disk.at("new.yaml"), disk.at("dvc.yaml"));
      }
      if (round % 2 === 0) await service.refresh(["dvc.yaml"]);
      for (const path of paths) service.findings(path);
    }
    await service.refresh(null);
    expect(service.failureCount).toBe(0);
  });
});
