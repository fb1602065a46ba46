import { thisMachine, type ProcessHost } from "./processHost.ts";

/**
 * A process for as long as it lives. A pid alone is used again by the system; together with the
 * time the process started it is not.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque and stable while the process lives; only ever compared. */
  readonly startedAt: string;
}

export interface ProcessEntry extends ProcessIdentity {
  readonly parentPid: number;
  /** Process group; null where the system has none (Windows). */
  readonly groupId: number | null;
}

/** The living processes by pid. What has ended and only waits for its parent is left out. */
export type ProcessTable = ReadonlyMap<number, ProcessEntry>;

export async function readProcessTable(host: ProcessHost = thisMachine): Promise<ProcessTable> {
  const entries = await readEntries(host);
  return new Map(entries.map((entry) => [entry.pid, entry]));
}

/** Null when no such process lives. */
export async function readProcessIdentity(
  pid: number,
  host: ProcessHost = thisMachine,
): Promise<ProcessIdentity | null> {
  const entry =
    host.platform === "linux"
      ? readProcEntry(pid, host, readBootId(host))
      : (await readProcessTable(host)).get(pid);
  return entry ? { pid: entry.pid, startedAt: entry.startedAt } : null;
}

export async function isProcessAlive(
  identity: ProcessIdentity,
  host: ProcessHost = thisMachine,
): Promise<boolean> {
  const current = await readProcessIdentity(identity.pid, host);
  return current?.startedAt === identity.startedAt;
}

/** Pids of the process and of all that descend from it or share its group, itself first. */
export function collectTree(table: ProcessTable, rootPid: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const { pid, parentPid } of table.values()) {
    const siblings = children.get(parentPid);
    if (siblings) siblings.push(pid);
    else children.set(parentPid, [pid]);
  }
  const found = new Set([rootPid]);
  for (const { pid, groupId } of table.values()) if (groupId === rootPid) found.add(pid);
  // A Set walks what is added to it on the way.
  for (const pid of found) for (const child of children.get(pid) ?? []) found.add(child);
  return [...found].filter((pid) => table.has(pid));
}

async function readEntries(host: ProcessHost): Promise<readonly ProcessEntry[]> {
  switch (host.platform) {
    case "linux":
      return readProcFolder(host);
    case "win32":
      return parseWindowsProcesses(await host.run("powershell.exe", windowsArguments));
    default:
      return parsePs(await host.run("ps", ["-A", "-o", "pid=,ppid=,pgid=,stat=,lstart="]));
  }
}

function readProcFolder(host: ProcessHost): readonly ProcessEntry[] {
  const bootId = readBootId(host);
  return host
    .listFolder("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcEntry(Number(name), host, bootId))
    .filter((entry) => entry !== null);
}

function readProcEntry(pid: number, host: ProcessHost, bootId: string): ProcessEntry | null {
  const stat = host.readText(`/proc/${pid}/stat`);
  return stat === null ? null : parseProcStat(stat, bootId);
}

/** Start times count from the boot: after another one they may come again. */
function readBootId(host: ProcessHost): string {
  return host.readText("/proc/sys/kernel/random/boot_id")?.trim() ?? "";
}

/**
 * One `/proc/<pid>/stat`: `pid (name) state ppid pgrp …`, the start time in clock ticks since boot
 * as field 22 (proc_pid_stat(5)). The name may itself hold spaces and brackets.
 */
export function parseProcStat(stat: string, bootId: string): ProcessEntry | null {
  const pid = Number.parseInt(stat, 10);
  const [state, parentPid, groupId, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  // `rest` begins with field 6.
  const startTicks = rest[16];
  if (Number.isNaN(pid) || startTicks === undefined || state === "Z" || state === "X") return null;
  return {
    pid,
    parentPid: Number(parentPid),
    groupId: Number(groupId),
    startedAt: `${bootId}/${startTicks}`,
  };
}

/** Lines of `ps -o pid=,ppid=,pgid=,stat=,lstart=`. */
export function parsePs(output: string): readonly ProcessEntry[] {
  return output.split("\n").flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S.*?)\s*$/.exec(line);
    if (!match || match[4]?.startsWith("Z") === true) return [];
    return [
      {
        pid: Number(match[1]),
        parentPid: Number(match[2]),
        groupId: Number(match[3]),
        startedAt: match[5] ?? "",
      },
    ];
  });
}

const windowsArguments = [
  "-NoProfile",
  "-NonInteractive",
  "-Command",
  "Get-CimInstance Win32_Process | ForEach-Object { " +
    "'{0} {1} {2}' -f $_.ProcessId, $_.ParentProcessId, $_.CreationDate.ToFileTimeUtc() }",
];

/** Lines of `pid parent-pid creation-time`; system processes have no time and are left out. */
export function parseWindowsProcesses(output: string): readonly ProcessEntry[] {
  return output.split(/\r?\n/).flatMap((line) => {
    const match = /^(\d+) (\d+) (\d+)$/.exec(line.trim());
    if (!match) return [];
    return [
      {
        pid: Number(match[1]),
        parentPid: Number(match[2]),
        groupId: null,
        startedAt: match[3] ?? "",
      },
    ];
  });
}
