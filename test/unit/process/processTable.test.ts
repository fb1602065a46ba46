import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import type { ProcessHost } from "../../../src/platform/process/processHost.ts";
import {
  collectTree,
  isProcessAlive,
  parseProcStat,
  parsePs,
  parseWindowsProcesses,
  readProcessIdentity,
  readProcessTable,
  type ProcessEntry,
} from "../../../src/platform/process/processTable.ts";
import { fakeHost } from "./fakeHost.ts";

describe("the process table", () => {
  it("knows this process and tells another one of the same pid apart", async () => {
    const identity = await readProcessIdentity(process.pid);
    expect(identity?.pid).toBe(process.pid);
    expect(await isProcessAlive(identity!)).toBe(true);
    expect(await isProcessAlive({ pid: process.pid, startedAt: "earlier" })).toBe(false);
    expect((await readProcessTable()).get(process.pid)?.startedAt).toBe(identity?.startedAt);
  });

  it("does not know a process that has ended", async () => {
    const child = spawn(process.execPath, ["-e", ""], { stdio: "ignore" });
    const pid = child.pid!;
    await once(child, "exit");
    expect(await readProcessIdentity(pid)).toBeNull();
  });

  it("reads /proc/<pid>/stat, whatever the name holds", () => {
    const fields = Array.from({ length: 30 }, (_, index) => String(index + 6));
    const stat = (state: string) => `41 (a) b) R ( c) ${state} 40 39 ${fields.join(" ")}`;
    expect(parseProcStat(stat("S"), "boot")).toEqual({
      pid: 41,
      parentPid: 40,
      groupId: 39,
      startedAt: "boot/22",
    });
    expect(parseProcStat(stat("Z"), "boot")).toBeNull();
    expect(parseProcStat("", "boot")).toBeNull();
    expect(parseProcStat("41 (a) S 1", "boot")).toBeNull();
  });

  it("reads ps", () => {
    const output = [
      "    1     0     1 Ss   Fri Nov 20 18:22:10 2026    ",
      "  501     1   501 S+   Fri Nov 20 18:40:48 2026",
      "  502   501   501 Z    Fri Nov 20 18:40:49 2026",
      "rubbish",
      "",
    ].join("\n");
    expect(parsePs(output)).toEqual([
      { pid: 1, parentPid: 0, groupId: 1, startedAt: "Fri Nov 20 18:22:10 2026" },
      { pid: 501, parentPid: 1, groupId: 501, startedAt: "Fri Nov 20 18:40:48 2026" },
    ]);
  });

  it("reads PowerShell's list", () => {
    const output = "4 0 \r\n812 4 133770000000000000\r\n900 812 133770000000000001\r\n\r\n";
    expect(parseWindowsProcesses(output)).toEqual([
      { pid: 812, parentPid: 4, groupId: null, startedAt: "133770000000000000" },
      { pid: 900, parentPid: 812, groupId: null, startedAt: "133770000000000001" },
    ]);
  });

  it.each([
    ["darwin", "ps", " 7 1 7 S Fri Nov 20 18:22:10 2026\n", "Fri Nov 20 18:22:10 2026"],
    ["win32", "powershell.exe", "7 1 133\r\n", "133"],
  ] as const)("asks the right program on %s", async (platform, command, output, startedAt) => {
    const asked: string[] = [];
    const host: ProcessHost = {
      ...fakeHost(platform),
      run(name) {
        asked.push(name);
        return Promise.resolve(output);
      },
    };
    expect(await readProcessIdentity(7, host)).toEqual({ pid: 7, startedAt });
    expect(await readProcessIdentity(8, host)).toBeNull();
    expect(asked).toEqual([command, command]);
  });
});

describe("a process tree", () => {
  const entries: readonly ProcessEntry[] = [
    { pid: 1, parentPid: 0, groupId: 1, startedAt: "" },
    { pid: 10, parentPid: 1, groupId: 10, startedAt: "" },
    { pid: 11, parentPid: 10, groupId: 10, startedAt: "" },
    { pid: 12, parentPid: 11, groupId: 12, startedAt: "" },
    { pid: 13, parentPid: 1, groupId: 10, startedAt: "" },
    { pid: 14, parentPid: 13, groupId: 14, startedAt: "" },
    { pid: 20, parentPid: 1, groupId: 20, startedAt: "" },
  ];
  const table = new Map(entries.map((entry) => [entry.pid, entry]));

  it("holds descendants, the group, and descendants of the group", () => {
    expect([...collectTree(table, 10)].sort()).toEqual([10, 11, 12, 13, 14]);
    expect(collectTree(table, 99)).toEqual([]);
  });

  it("still holds the group when its leader has ended", () => {
    const orphans = new Map([...table].filter(([pid]) => pid !== 10));
    expect([...collectTree(orphans, 10)].sort()).toEqual([11, 12, 13, 14]);
  });
});
