import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isProcessAlive, readProcessIdentity } from "../../../src/platform/process/processTable.ts";
import { stopProcessTree } from "../../../src/platform/process/stopProcessTree.ts";
import { waitFor } from "../../support/waitFor.ts";
import { fakeHost } from "./fakeHost.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "sextant-tree-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const graces = { afterInterruptMs: 400, afterTerminateMs: 400 };

/** Starts a script as the leader of its own group and waits until it has written `ready`. */
async function start(source: string): Promise<{ pid: number; startedAt: string }> {
  const script = path.join(folder, "script.cjs");
  writeFileSync(script, source);
  const child = spawn(process.execPath, [script], { detached: true, stdio: "ignore", cwd: folder });
  await once(child, "spawn");
  await waitFor(() => read("ready") !== "", { label: "script is ready" });
  return (await readProcessIdentity(child.pid!))!;
}

function read(name: string): string {
  try {
    return readFileSync(path.join(folder, name), "utf8");
  } catch {
    return "";
  }
}

describe("stopping a process tree", () => {
  it("lets a script save what it has", async () => {
    const script = await start(`
      const fs = require("node:fs");
      process.on("SIGINT", () => { fs.appendFileSync("said", "SIGINT "); process.exit(0); });
      setInterval(() => {}, 1000);
      fs.writeFileSync("ready", "yes");`);
    expect(await stopProcessTree(script, { graces })).toBe(true);
    expect(read("said")).toBe("SIGINT ");
    expect(await isProcessAlive(script)).toBe(false);
  });

  it("interrupts each process of the tree once, then gets firmer", async () => {
    const script = await start(`
      const fs = require("node:fs");
      for (const signal of ["SIGINT", "SIGTERM"])
        process.on(signal, () => fs.appendFileSync("said", signal + " "));
      setInterval(() => {}, 1000);
      fs.writeFileSync("ready", "yes");`);
    expect(await stopProcessTree(script, { graces })).toBe(true);
    expect(read("said")).toBe("SIGINT SIGTERM ");
  });

  it("ends grandchildren that ignore signals, inside and outside the group", async () => {
    const script = await start(`
      const fs = require("node:fs");
      const { spawn } = require("node:child_process");
      const deaf = 'process.on("SIGINT",()=>{});process.on("SIGTERM",()=>{});setInterval(()=>{},1000);'
        + 'require("node:fs").appendFileSync("ready", process.pid + "\\\\n");';
      const middle = 'const { spawn } = require("node:child_process");'
        + 'process.on("SIGINT",()=>{});process.on("SIGTERM",()=>{});setInterval(()=>{},1000);'
        + 'spawn(process.execPath, ["-e", process.env.DEAF], { stdio: "ignore" });'
        + 'spawn(process.execPath, ["-e", process.env.DEAF], { stdio: "ignore", detached: true });';
      process.on("SIGINT", () => process.exit(130));
      spawn(process.execPath, ["-e", middle], { stdio: "ignore", env: { ...process.env, DEAF: deaf } });
      setInterval(() => {}, 1000);`);
    await waitFor(() => read("ready").trim().split("\n").length === 2, { label: "grandchildren" });
    const grandchildren = await Promise.all(
      read("ready")
        .trim()
        .split("\n")
        .map(async (pid) => (await readProcessIdentity(Number(pid)))!),
    );
    expect(await stopProcessTree(script, { graces })).toBe(true);
    for (const grandchild of grandchildren) expect(await isProcessAlive(grandchild)).toBe(false);
  });

  it("kills at once when forced, also in the middle of a grace", async () => {
    const script = await start(`
      process.on("SIGINT", () => {});
      setInterval(() => {}, 1000);
      require("node:fs").writeFileSync("ready", "yes");`);
    const force = new AbortController();
    const long = { afterInterruptMs: 600_000, afterTerminateMs: 600_000 };
    const stopping = stopProcessTree(script, { graces: long, force: force.signal });
    force.abort();
    expect(await stopping).toBe(true);
  });

  it("touches nobody when the pid belongs to another process by now", async () => {
    const earlier = { pid: process.pid, startedAt: "earlier" };
    expect(await stopProcessTree(earlier, { graces })).toBe(true);
  });

  it("uses taskkill on Windows, first without force", async () => {
    const calls: string[] = [];
    let isRunning = true;
    const host = {
      ...fakeHost("win32"),
      run(command: string, args: readonly string[]) {
        if (command !== "taskkill") {
          return Promise.resolve(isRunning ? "7 1 133\r\n8 7 134\r\n9 1 135\r\n" : "9 1 135\r\n");
        }
        calls.push(args.join(" "));
        if (args.includes("/F")) isRunning = false;
        return Promise.reject(new Error("could not be terminated"));
      },
    };
    const short = { afterInterruptMs: 1, afterTerminateMs: 1 };
    const isGone = await stopProcessTree({ pid: 7, startedAt: "133" }, { graces: short, host });
    expect(isGone).toBe(true);
    expect(calls).toEqual(["/PID 7 /PID 8 /T", "/PID 7 /PID 8 /T /F"]);
  });
});
