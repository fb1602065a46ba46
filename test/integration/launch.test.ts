import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import type { CommandId, CommandTable } from "../../src/extension/ids.ts";
import { waitFor } from "../support/waitFor.ts";

/** Launching, following, repeating and stopping, through the commands a user has. */
describe("launching a run", () => {
  let root = "";

  before(() => {
    root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
    assert.ok(root !== "", "no folder is open");
    mkdirSync(path.join(root, "launching"), { recursive: true });
    write("launching/sextant.yaml", sextantYaml);
    write("launching/hello.sh", 'echo "hello $*"\n');
    write("launching/slow.sh", "echo started\nsleep 600 &\nwait\n");
  });

  it("runs an entry point with other parameters, and records what it ran", async () => {
    const runId = await execute("sextant.runs.launch", {
      target: "greet",
      params: { word: "it's $HOME" },
      name: "greeting",
    });
    const journal = await ended(runId);
    assert.match(readLog(runId), /^hello --word it's \$HOME\n$/);
    const run = journal.find(({ type }) => type === "run");
    assert.equal(run?.["name"], "greeting");
    assert.equal(run["entryPoint"], "greet");
    assert.deepEqual(run["command"], {
      argv: ["sh", "hello.sh", "--word", "it's $HOME"],
      cwd: "launching",
    });
    assert.equal(statusOf(journal), "finished");
  });

  it("runs a file by its language", async () => {
    const file = path.join(root, "launching", "hello.sh");
    const runId = await execute("sextant.runs.launchCurrentFile", { file, params: {} });
    assert.equal(statusOf(await ended(runId)), "finished");
    assert.match(readLog(runId), /^hello \n$/);
  });

  it("repeats a run with the command that was recorded", async () => {
    const first = await execute("sextant.runs.launch", {
      target: "greet",
      params: { word: "a b" },
    });
    await ended(first);
    const again = await execute("sextant.runs.rerun", { root, runIds: [first ?? ""] });
    assert.notEqual(again, first);
    await ended(again);
    assert.equal(readLog(again), readLog(first));
    const other = await execute("sextant.runs.rerunWithParameters", {
      root,
      runIds: [first ?? ""],
      params: { word: "c" },
    });
    await ended(other);
    assert.match(readLog(other), /^hello --word c\n$/);
  });

  it("stops a run with all that it started, and shows its log", async () => {
    const runId = await execute("sextant.runs.launch", { target: "slow", params: {} });
    await waitFor(() => readLog(runId).includes("started"), { timeoutMs: 20_000, label: "output" });
    await execute("sextant.runs.openLog", { root, runIds: [runId ?? ""] });
    const stopped = await execute("sextant.runs.stop", { root, runIds: [runId ?? ""] });
    assert.deepEqual(stopped, [runId]);
    assert.equal(statusOf(await ended(runId)), "stopped");
  });

  function write(name: string, text: string): void {
    writeFileSync(path.join(root, name), text);
  }

  function fileOf(runId: string | undefined, name: string): string {
    assert.ok(runId !== undefined, "nothing was launched");
    return path.join(root, ".sextant", "runs", runId, name);
  }

  /** Empty until the script's process has been started. */
  function readLog(runId: string | undefined): string {
    const file = fileOf(runId, "log");
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  }

  async function ended(runId: string | undefined): Promise<readonly Entry[]> {
    const supervisor = fileOf(runId, "supervisor.json");
    await waitFor(() => !existsSync(supervisor), { timeoutMs: 40_000, label: `end of ${runId}` });
    const lines = readFileSync(fileOf(runId, "journal.jsonl"), "utf8").trim().split("\n");
    return lines.map((line) => JSON.parse(line) as Entry);
  }
});

type Entry = Readonly<Record<string, unknown>>;

function statusOf(journal: readonly Entry[]): unknown {
  return journal.findLast(({ type }) => type === "status")?.["status"];
}

async function execute<Id extends CommandId>(
  id: Id,
  argument: CommandTable[Id]["argument"],
): Promise<CommandTable[Id]["result"]> {
  return await vscode.commands.executeCommand<CommandTable[Id]["result"]>(id, argument);
}

const sextantYaml = `
entryPoints:
  greet:
    command: sh hello.sh
    params: { word: world }
  slow: sh slow.sh
`;
