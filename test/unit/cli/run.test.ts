import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { run } from "../../../src/cli/main.ts";
import { readParameters } from "../../../src/core/launch/parameters.ts";
import { superviseRun } from "../../../src/platform/runs/supervisor.ts";
import { bundleCli, type BundledCli } from "../../support/bundledCli.ts";
import { TestProject } from "../supervisor/testProject.ts";
import { createTestIo } from "./testIo.ts";

let cli: BundledCli;
let project: TestProject;
beforeAll(async () => {
  cli = await bundleCli();
});
afterAll(() => cli.dispose());
beforeEach(() => {
  project = new TestProject();
});
afterEach(() => project.dispose());

interface Case {
  readonly label: string;
  readonly source: string;
  readonly args?: readonly string[];
  readonly exitCode: number;
  readonly status: string;
  readonly output: string;
  readonly params?: Readonly<Record<string, string>>;
}

/** What a script does, and what every way of running it must say. */
const cases: readonly Case[] = [
  {
    label: "a script that succeeds",
    source: 'console.log("hello");',
    exitCode: 0,
    status: "finished",
    output: "hello\n",
  },
  {
    label: "a script that fails",
    source: 'console.error("no"); process.exit(7);',
    exitCode: 7,
    status: "failed",
    output: "no\n",
  },
  {
    label: "a script that throws",
    source: 'process.stderr.write = () => true; throw new Error("boom");',
    exitCode: 1,
    status: "failed",
    output: "",
  },
  {
    label: "a script that is killed",
    source:
      'require("fs").writeSync(1, "bye"); process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1e3);',
    exitCode: 143,
    status: "failed",
    output: "bye",
  },
  {
    label: "arguments of any kind",
    source: "console.log(JSON.stringify(process.argv.slice(2)));",
    args: ["--lr", "0.1", "--note", "zwei 'Wörter' $HOME", "depth=3", "--flag", "--", "--help"],
    exitCode: 0,
    status: "finished",
    output: `${JSON.stringify(["--lr", "0.1", "--note", "zwei 'Wörter' $HOME", "depth=3", "--flag", "--", "--help"])}\n`,
    params: { lr: "0.1", note: "zwei 'Wörter' $HOME", depth: "3", flag: "true" },
  },
];

function checkRecord(expected: Case): void {
  const [runId = ""] = project.runIds();
  expect(project.lastStatus(runId)?.["status"]).toBe(expected.status);
  expect(project.log(runId).endsWith(expected.output)).toBe(true);
  expect(project.entries(runId, "params")[0]?.["params"]).toEqual(expected.params);
}

describe.each(cases)("$label", (expected) => {
  const argv = (): readonly string[] => [
    ...project.script(expected.source),
    ...(expected.args ?? []),
  ];

  it("by the supervisor", async () => {
    const command = argv();
    const options = project.options(command, { params: readParameters(command) });
    expect((await superviseRun(options)).status).toBe(expected.status);
    checkRecord(expected);
  });

  it("by the command line", async () => {
    const { io, stdout, stderr } = createTestIo(project.root);
    const exitCode = await run(["run", "--no-snapshot", "--", ...argv()], io);
    expect({ exitCode, stderr: stderr() }).toMatchObject({ exitCode: expected.exitCode });
    expect(stdout().endsWith(expected.output)).toBe(true);
    checkRecord(expected);
  });

  it("by the bundled program", async () => {
    const args = ["run", "--no-snapshot", "--", ...argv()];
    const result = await cli.run(args, { cwd: project.root });
    expect(result.exitCode).toBe(expected.exitCode);
    expect(result.stdout.endsWith(expected.output)).toBe(true);
    checkRecord(expected);
  });
});

describe("sextant run", () => {
  async function launch(
    ...args: readonly string[]
  ): Promise<{ exitCode: number; stderr: string; stdout: string }> {
    const { io, stdout, stderr } = createTestIo(project.root);
    const exitCode = await run(["run", "--no-snapshot", ...args], io);
    return { exitCode, stdout: stdout(), stderr: stderr() };
  }

  it("says what it recorded, away from the script's output", async () => {
    const { stdout, stderr } = await launch(
      "--name",
      "mine",
      "--id",
      "r1",
      "--",
      ...project.script("console.log(1)"),
    );
    expect(stdout).toBe("1\n");
    expect(stderr).toBe("sextant: run mine (r1)\nsextant: run mine finished\n");
  });

  it("needs no -- and no name", async () => {
    const { exitCode, stderr } = await launch(
      ...project.script("process.exit(process.argv[3] - 5)"),
      "--code",
      "8",
    );
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/^sextant: run [a-z]+-[a-z]+ \(\d{8}-\d{6}-[a-z\d]{6}\)\n/);
  });

  it("records name, experiment, tags and entry point", async () => {
    await launch(
      ...[
        "--name",
        "n",
        "--experiment",
        "e",
        "--tag",
        "a=1",
        "--tag",
        "b=x=y",
        "--entry-point",
        "train",
      ],
      ...["--id", "r1", "--", ...project.script("")],
    );
    expect(project.journal("r1")[0]).toMatchObject({
      name: "n",
      experiment: "e",
      entryPoint: "train",
    });
    expect(project.entries("r1", "tags")[0]?.["tags"]).toEqual({ a: "1", b: "x=y" });
  });

  it("puts a parameter where the command mentions it, and records it in any case", async () => {
    const source = "console.log(process.argv.slice(2).join(' '), process.env.SEXTANT_PARAMS)";
    const { stdout } = await launch(
      ...["--param", "batch_size=64", "--param", "seed=7", "--id", "r1", "--"],
      ...[...project.script(source), "--lr=0.1", "--batch-size", "32"],
    );
    const [lr, size, value, params = ""] = stdout.trim().split(" ");
    expect([lr, size, value]).toEqual(["--lr=0.1", "--batch-size", "64"]);
    expect(JSON.parse(params)).toEqual({
      lr: "0.1",
      "batch-size": "64",
      seed: "7",
    });
  });

  it("records params.yaml, under what the command line says, and edits files first", async () => {
    const file = path.join(project.root, "params.yaml");
    writeFileSync(file, "lr: 0.1 # why\nmodel:\n  depth: 3\n");
    await launch(
      "--set",
      "params.yaml:model.depth=4",
      "--id",
      "r1",
      "--",
      ...project.script(""),
      "--lr",
      "0.9",
    );
    expect(readFileSync(file, "utf8")).toBe("lr: 0.1 # why\nmodel:\n  depth: 4\n");
    expect(project.entries("r1", "params")[0]?.["params"]).toEqual({
      lr: "0.9",
      "model.depth": "4",
    });
  });

  it.each([
    [["--set", "none.yaml:a=1"], 3, /The parameters file none\.yaml cannot be read/],
    [["--set", "p.yaml:nope=1"], 3, /p\.yaml has no value under "nope"/],
    [["--set", "nonsense"], 2, /It must have the form file:key=value/],
    [["--param", "nonsense"], 2, /It must have the form key=value/],
    [["--id", "../x"], 2, /argument '\.\.\/x' is invalid\. Use letters/],
    [["--name", " "], 2, /A name must not be empty/],
    [["--experiment", ""], 2, /A name must not be empty/],
    [["--project", "no-such-folder"], 3, /There is no folder .*no-such-folder\./],
    [["--project", "p.yaml"], 3, /There is no folder .*p\.yaml\./],
    [["--wrong"], 2, /unknown option '--wrong'/],
  ])("refuses %j before anything starts", async (args, exitCode, message) => {
    writeFileSync(path.join(project.root, "p.yaml"), "a: 1\n");
    const started = project.script('require("fs").writeFileSync("started", "")');
    const result = await launch(...args, "--", ...started);
    expect(result).toMatchObject({ exitCode, stdout: "" });
    expect(result.stderr).toMatch(message);
    expect(result.stderr).toMatch(/^sextant: /);
    expect(existsSync(path.join(project.root, "started"))).toBe(false);
    expect(existsSync(path.join(project.root, ".sextant", "runs")) ? project.runIds() : []).toEqual(
      [],
    );
  });

  it.each([
    ["is not YAML", (file: string) => writeFileSync(file, "{{{")],
    ["has an alias that never ends", (file: string) => writeFileSync(file, "a: &a [*a]\n")],
    ["cannot be looked at", (file: string) => symlinkSync(file, file)],
  ])("goes on without a params.yaml that %s, and says so", async (_label, make) => {
    make(path.join(project.root, "params.yaml"));
    const { exitCode, stderr } = await launch("--id", "r1", "--", ...project.script(""));
    expect(exitCode).toBe(0);
    expect(stderr).toContain("sextant: The parameters of params.yaml are not recorded: ");
    expect(project.entries("r1", "params")).toEqual([]);
  });

  it("says so where git cannot read the repository, and keeps the reason", async () => {
    writeFileSync(path.join(project.root, ".git"), "gitdir: /no/such/folder\n");
    const { io, stderr } = createTestIo(project.root);
    expect(await run(["run", "--id", "r1", "--", ...project.script("")], io)).toBe(0);
    expect(stderr()).toMatch(/The code of this run could not be recorded: .*`git status`/);
    expect(project.entries("r1", "tags")[0]?.["tags"]).toMatchObject({
      "sextant.snapshotError": expect.stringContaining("is not the repository") as string,
    });
  });

  it("says so outside git, and keeps the reason", async () => {
    const { io, stderr } = createTestIo(project.root);
    expect(await run(["run", "--id", "r1", "--", ...project.script("")], io)).toBe(0);
    expect(stderr()).toContain("could not be recorded: it ran outside a git repository.");
    expect(project.entries("r1", "tags")[0]?.["tags"]).toMatchObject({
      "sextant.snapshotError": "it ran outside a git repository.",
    });
  });

  it("needs a command", async () => {
    expect(await launch()).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("missing required argument 'command'") as string,
    });
  });

  it("gives 127 for a command that is not there", async () => {
    const { exitCode, stderr } = await launch("--id", "r1", "--", "no-such-command");
    expect(exitCode).toBe(127);
    expect(stderr).toContain('sextant: The command "no-such-command" was not found.');
    expect(project.lastStatus("r1")).toMatchObject({ status: "failed", exitCode: 127 });
  });

  it("does not repeat the output when asked not to", async () => {
    const { stdout } = await launch(
      "--quiet",
      "--id",
      "r1",
      "--",
      ...project.script("console.log(1)"),
    );
    expect(stdout).toBe("");
    expect(project.log("r1")).toBe("1\n");
  });

  it("belongs to the run that starts it", async () => {
    const inner = project.script("", "inner.cjs").map((word) => JSON.stringify(word));
    const outer = project.script(
      `require("child_process").execFileSync(process.execPath, [${JSON.stringify(cli.path)}, "run", "--no-snapshot", "--id", "inner", "--", ${inner.join(",")}])`,
      "outer.cjs",
    );
    await launch("--id", "outer", "--", ...outer);
    expect(project.journal("inner")[0]).toMatchObject({ parentId: "outer" });
    expect(project.journal("outer")[0]).not.toHaveProperty("parentId");
  });

  it("keeps runs of a sub-folder in the project", async () => {
    const cwd = path.join(project.root, "a b", "c");
    mkdirSync(cwd, { recursive: true });
    const { io } = createTestIo(cwd);
    await run(["run", "--no-snapshot", "--id", "r1", "--", ...project.script("")], io);
    expect(project.journal("r1")[0]?.["command"]).toMatchObject({ cwd: "a b/c" });
  });
});

describe("sextant", () => {
  it("prints help that a newcomer can use, and its version", async () => {
    const { io, stdout } = createTestIo(project.root);
    expect(await run(["--help"], io)).toBe(0);
    for (const command of ["run", "stop", "logs", "runs"])
      expect(stdout()).toMatch(new RegExp(`^ {2}${command} `, "m"));
    expect(stdout()).not.toContain("adopt");
    const version = await cli.run(["--version"], { cwd: project.root });
    const manifest = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect(version).toEqual({ exitCode: 0, stdout: `${manifest.version}\n`, stderr: "" });
  });

  it("gives 2 for a command it does not know", async () => {
    const { io, stderr } = createTestIo(project.root);
    expect(await run(["trian"], io)).toBe(2);
    expect(stderr()).toContain("sextant: unknown command 'trian'");
  });
});
