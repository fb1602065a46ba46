import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { describeOldNode } from "../../../src/cli/nodeVersion.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "sextant wrapper "));
  cpSync("bin", path.join(folder, "bin"), { recursive: true });
  mkdirSync(path.join(folder, "dist"));
  writeFileSync(
    path.join(folder, "dist", "cli.cjs"),
    "console.log(JSON.stringify([process.argv.slice(2), process.env.ELECTRON_RUN_AS_NODE ?? null]));",
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const isWindows = process.platform === "win32";
const words = ["run", "--", "a b", isWindows ? "c" : "$HOME \"'", ""];

function call(program: string, env: NodeJS.ProcessEnv): unknown {
  const options = { env, encoding: "utf8", shell: isWindows } as const;
  return JSON.parse(execFileSync(program, words, options));
}

describe("the sextant on the PATH of a terminal", () => {
  const program = (): string => path.join(folder, "bin", isWindows ? "sextant.cmd" : "sextant");

  it("runs with the editor's Node, arguments as they are", () => {
    const env = { ...process.env, SEXTANT_NODE: process.execPath };
    expect(call(program(), env)).toEqual([words, "1"]);
  });

  it("runs with the Node of the PATH, where the editor's is gone", () => {
    const PATH = path.dirname(process.execPath) + path.delimiter + (process.env["PATH"] ?? "");
    const env = { ...process.env, PATH, SEXTANT_NODE: "/no/such/node" };
    expect(call(program(), env)).toEqual([words, null]);
  });

  it("is found behind a link", () => {
    const link = path.join(folder, "link");
    if (isWindows) symlinkSync(path.join(folder, "bin"), link, "junction");
    else symlinkSync(program(), link);
    const linked = isWindows ? path.join(link, "sextant.cmd") : link;
    expect(call(linked, { ...process.env, SEXTANT_NODE: process.execPath })).toEqual([words, "1"]);
  });

  it("says when there is no Node", () => {
    const result = spawnSync(program(), [], {
      env: { ...(isWindows ? process.env : {}), SEXTANT_NODE: "", PATH: pathWithoutNode() },
      encoding: "utf8",
      shell: isWindows,
    });
    expect(result.status).toBe(3);
    expect(result.stderr).toMatch(/^sextant: Node was not found\./);
  });
});

/** The tools that the wrapper needs, and nothing else. */
function pathWithoutNode(): string {
  if (isWindows) return path.join(process.env["SystemRoot"] ?? "C:\\Windows", "System32");
  const tools = path.join(folder, "tools");
  mkdirSync(tools);
  for (const tool of ["sh", "dirname", "readlink"]) {
    const script = `#!/bin/sh\nPATH=/usr/bin:/bin exec ${tool} "$@"\n`;
    writeFileSync(path.join(tools, tool), script);
    chmodSync(path.join(tools, tool), 0o755);
  }
  return tools;
}

describe("the version of Node", () => {
  it.each(["22.13.0", "22.20.1", "24.0.0", "100.0.0"])("%s will do", (version) => {
    expect(describeOldNode(version)).toBeNull();
  });
  it.each(["22.12.9", "20.19.0", "18.0.0", ""])("%s is too old", (version) => {
    expect(describeOldNode(version)).toContain("Sextant needs Node 22.13 or newer");
  });
});
