import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as YAML from "yaml";
import * as z from "zod";
import { run } from "../../../src/cli/main.ts";
import { LintFolder } from "../lint/lintFolder.ts";
import { createTestIo } from "./testIo.ts";

const root = path.join(import.meta.dirname, "../../..");
const action = path.join(root, ".github/actions/lint/action.yml");
const hooks = path.join(root, ".pre-commit-hooks.yaml");

let built: string;
let disk: LintFolder;

beforeAll(() => {
  built = mkdtempSync(path.join(tmpdir(), "sextant-cli-"));
  const build = ["scripts/build.mjs", "cli", `--out=${built}`];
  execFileSync(process.execPath, build, { cwd: root, stdio: "ignore" });
  disk = new LintFolder({
    "dvc.yaml": "stages:\n  a:\n    desc: x\n    frozen: yes\n",
    "sub folder/dvc.yaml": "stages:\n  a:\n    cmd: echo 1\n",
  });
  disk.git("init", "-q");
  disk.git("add", ".");
}, 60_000);

afterAll(() => {
  rmSync(built, { recursive: true });
  disk.dispose();
});

function sextant(...argv: readonly string[]) {
  const cli = [path.join(built, "cli.cjs"), ...argv];
  const { status, stdout, stderr } = spawnSync(process.execPath, cli, {
    cwd: disk.root,
    encoding: "utf8",
  });
  return { code: status, stdout, stderr };
}

describe("the real process", () => {
  const cases: readonly (readonly string[])[] = [
    ["lint"],
    ["lint", "--format", "json"],
    ["lint", "--format", "sarif"],
    ["lint", "sub folder"],
    ["lint", "nowhere"],
    ["lint", "--select", "NOPE"],
    ["lint", "--explain", "DVC002"],
    ["dag"],
    ["dag", "--format", "json"],
  ];
  it.each(cases)("does as it does in tests: %s %s %s", async (...argv) => {
    const { io, stdout, stderr } = createTestIo(disk.root);
    const code = await run(argv, io);
    expect(sextant(...argv)).toEqual({ code, stdout: stdout(), stderr: stderr() });
  });
});

/** The options that a command line names are options of `sextant lint`. */
function expectKnownOptions(text: string): void {
  const help = sextant("lint", "--help").stdout;
  const named = text.match(/(?<= )--[a-z-]+(?= )/g) ?? [];
  for (const option of named) if (option !== "--") expect(help).toContain(option);
}

describe("the hooks for pre-commit", () => {
  const schema = z.array(
    z.object({
      id: z.string(),
      entry: z.string(),
      language: z.literal("node"),
      files: z.string(),
      pass_filenames: z.literal(false),
    }),
  );
  const read = () => schema.parse(YAML.parse(readFileSync(hooks, "utf8")));

  it("start the command, with options that it has", () => {
    expect(read().map(({ id }) => id)).toEqual(["sextant-lint", "sextant-lint-fix"]);
    for (const { entry } of read()) {
      const [program, ...argv] = entry.split(" ");
      expect(program).toBe("sextant");
      expectKnownOptions(`${entry} `);
      if (!argv.includes("--fix")) {
        expect(sextant(...argv)).toMatchObject({
          code: 1,
          stdout: expect.stringContaining("DVC002") as unknown,
        });
      }
    }
  });

  const files: readonly [name: string, isLookedAt: boolean][] = [
    ["dvc.yaml", true],
    ["data/a.csv.dvc", true],
    ["dvc.lock", true],
    [".dvc/config", true],
    ["sub/MLproject", true],
    ["requirements-dev.txt", true],
    ["conf/a.yml", true],
    [".env.local", true],
    ["train.py", false],
    ["README.md", false],
    ["data/notes.txt", false],
  ];
  it.each(files)("%s: %s", (name, isLookedAt) => {
    for (const { files: pattern } of read()) {
      // Python's verbose patterns have no meaning for blanks.
      const plain = pattern.replace("(?x)", "").replace(/\s+/g, "");
      expect(new RegExp(plain).test(name)).toBe(isLookedAt);
    }
  });

  it("are installed with what the package of Node's holds", () => {
    const listed = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      shell: process.platform === "win32",
    });
    const [{ files: packed }] = z
      .tuple([z.object({ files: z.array(z.object({ path: z.string() })) })])
      .parse(JSON.parse(listed));
    const names = packed.map((file) => file.path).filter((name) => name !== "dist/cli.cjs");
    expect(names.sort()).toEqual(["LICENSE", "README.md", "package.json"]);
  });
});

describe("the action for GitHub", () => {
  const step = z.object({
    name: z.string().optional(),
    uses: z.string().optional(),
    run: z.string().optional(),
    env: z.record(z.string(), z.string()).optional(),
  });
  const schema = z.object({
    inputs: z.record(z.string(), z.object({ description: z.string(), default: z.string() })),
    runs: z.object({ using: z.literal("composite"), steps: z.array(step) }),
  });
  const read = () => schema.parse(YAML.parse(readFileSync(action, "utf8")));

  it("names options and inputs that there are, and puts no input into a script", () => {
    const text = readFileSync(action, "utf8");
    const { inputs, runs } = read();
    for (const [, name = ""] of text.matchAll(/inputs\.([\w-]+)/g)) {
      expect(Object.keys(inputs)).toContain(name);
    }
    for (const { run: script = "" } of runs.steps) {
      expect(script).not.toContain("${{");
      if (script.includes("SEXTANT_CLI")) expectKnownOptions(script);
    }
  });

  const isPosix = process.platform !== "win32";
  it.runIf(isPosix)("runs: SARIF first, then annotations with the exit code", () => {
    const scripts = read().runs.steps.filter(({ run: script }) => script?.includes("SEXTANT_CLI"));
    const output = path.join(built, "output");
    const env = {
      ...process.env,
      SEXTANT_CLI: path.join(built, "cli.cjs"),
      SEXTANT_PATHS: "dvc.yaml sub*",
      SEXTANT_SELECT: "",
      SEXTANT_IGNORE: "DVC005",
      SEXTANT_FAIL_ON: "warning",
      SEXTANT_SARIF: path.join(built, "found.sarif"),
      GITHUB_OUTPUT: output,
    };
    const results = ["dvc.yaml sub*", "dvc.yaml ."].map((paths) =>
      scripts.map(({ run: script = "" }) =>
        spawnSync("bash", ["-e", "-c", script], {
          cwd: disk.root,
          encoding: "utf8",
          env: { ...env, SEXTANT_PATHS: paths },
        }),
      ),
    );
    // The pattern is a name that does not exist.
    expect(results[0]?.map(({ status }) => status)).toEqual([3, 3]);
    expect(results[1]?.map(({ status }) => status)).toEqual([0, 1]);
    expect(results[1]?.[1]?.stdout).toMatch(/^::error title=Sextant DVC002,file=dvc\.yaml,line=2,/);
    const { runs } = JSON.parse(readFileSync(env.SEXTANT_SARIF, "utf8")) as { runs: unknown[] };
    expect(runs).toHaveLength(1);
    expect(readFileSync(output, "utf8")).toMatch(/^file=\/.*found\.sarif\n$/);
  });
});
