import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { AppError, describeError, type Problem } from "../../base/errors.ts";
import { readBoundedYaml } from "../../core/config/boundedYaml.ts";
import { isRecord } from "../../core/config/checkConfig.ts";
import { locateMonitor, parseSextantConfig } from "../../core/config/parseSextantConfig.ts";
import { sextantConfigName, type EntryPoint } from "../../core/config/sextantConfig.ts";
import { didYouMean, findSimilar } from "../../core/lint/similarNames.ts";
import type { Monitor } from "../../core/monitors/monitor.ts";
import { findProjectRoot, isFolder } from "../../platform/runs/project.ts";
import { createCliLog } from "../cliLog.ts";
import type { CliIo } from "../io.ts";
import { usageError } from "./usageError.ts";

const maxBytes = 4 * 1024 * 1024;

/** A monitor as `sextant.yaml` has it. */
export interface WrittenMonitor {
  readonly name: string;
  /** Null where something in it is wrong. */
  readonly monitor: Monitor | null;
  /** What is wrong, a sentence with its line; null where nothing is. */
  readonly fault: string | null;
  /** From 0. */
  readonly line: number;
}

/** What a project says of its monitors. */
export interface MonitorProject {
  readonly root: string;
  /** The text of `sextant.yaml`. */
  readonly text: string;
  readonly monitors: readonly WrittenMonitor[];
  readonly entryPoints: readonly EntryPoint[];
}

/**
 * The monitors of the project that a folder lies in. Throws AppErrors: `folder-not-found`,
 * `config-unreadable`, `no-monitors`.
 */
export function readMonitorProject(io: CliIo, folder: string | undefined): MonitorProject {
  const start = path.resolve(io.cwd, folder ?? ".");
  if (!isFolder(start)) throw new AppError("folder-not-found", `There is no folder ${start}.`);
  const root = findProjectRoot(start);
  const text = readConfig(path.join(root, sextantConfigName));
  const { value, problems } = parseSextantConfig(text);
  const names = namesOf(text);
  const lines = new Map(names.map((name) => [name, locateMonitor(text, name).line ?? 0]));
  const monitors = names.map((name): WrittenMonitor => {
    const monitor = value.monitors.find((one) => one.name === name) ?? null;
    const own = problems.filter((problem) => ownerOf(problem, lines) === name);
    warn(io, own);
    const fault = monitor === null ? describeFaults(own) : null;
    return { name, monitor, fault, line: lines.get(name) ?? 0 };
  });
  if (monitors.length === 0) throw noMonitors(root, text, problems);
  return { root, text, monitors, entryPoints: value.entryPoints };
}

/** The named monitors, or all of them; a name that is not there is wrong usage. */
export function chooseMonitors(
  { monitors }: MonitorProject,
  names: readonly string[],
  io: CliIo,
): readonly WrittenMonitor[] {
  if (names.length === 0) return monitors;
  return [...new Set(names)].map((name) => {
    const found = monitors.find((one) => one.name === name);
    if (found !== undefined) return found;
    throw usageError(io, describeUnknown(name, monitors));
  });
}

/** One monitor, which must be right. */
export function requireMonitor(project: MonitorProject, name: string, io: CliIo): Monitor {
  const [found] = chooseMonitors(project, [name], io);
  if (found?.monitor) return found.monitor;
  throw new AppError("monitor-broken", `The monitor ${name} cannot be used: ${found?.fault ?? ""}`);
}

function describeUnknown(name: string, monitors: readonly WrittenMonitor[]): string {
  const names = monitors.map((one) => one.name);
  const similar = didYouMean(findSimilar(name, names));
  if (similar !== "") return `There is no monitor \`${name}\` in ${sextantConfigName}${similar}?`;
  return `There is no monitor \`${name}\` in ${sextantConfigName}. It has ${listed(names)}.`;
}

const maxListed = 10;

function listed(names: readonly string[]): string {
  const more = names.length > maxListed ? ` and ${names.length - maxListed} more` : "";
  return `${names.slice(0, maxListed).join(", ")}${more}`;
}

function readConfig(file: string): string {
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats === undefined) return "";
    if (stats.size > maxBytes) throw new Error("it is too large");
    return readFileSync(file, "utf8");
  } catch (error) {
    const message = `${file} cannot be read: ${describeError(error)}.`;
    throw new AppError("config-unreadable", message, { cause: error });
  }
}

function namesOf(text: string): readonly string[] {
  const { value } = readBoundedYaml(text, sextantConfigName);
  const monitors = isRecord(value) ? value["monitors"] : undefined;
  return isRecord(monitors) ? Object.keys(monitors) : [];
}

/** The monitor in whose lines a problem lies. */
function ownerOf({ location }: Problem, lines: ReadonlyMap<string, number>): string | null {
  const line = location?.line ?? -1;
  let owner: string | null = null;
  let nearest = -1;
  for (const [name, start] of lines) {
    if (start > line || start <= nearest) continue;
    owner = name;
    nearest = start;
  }
  return owner;
}

function warn(io: CliIo, problems: readonly Problem[]): void {
  const log = createCliLog(io);
  for (const problem of problems) {
    if (problem.severity !== "error") log.warn(describeProblem(problem));
  }
}

const maxFaults = 3;

function describeFaults(problems: readonly Problem[]): string {
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length === 0) {
    return `${sextantConfigName} does not describe it in a way that is known.`;
  }
  const told = errors.slice(0, maxFaults).map(describeProblem).join("; ");
  const more = errors.length > maxFaults ? ` (and ${errors.length - maxFaults} more)` : "";
  return `${told}${more}.`;
}

function describeProblem({ message, location }: Problem): string {
  return `${sextantConfigName}, line ${(location?.line ?? 0) + 1}: ${message}`;
}

function noMonitors(root: string, text: string, problems: readonly Problem[]): AppError {
  const fault = problems.find(({ severity }) => severity === "error");
  if (fault !== undefined && text !== "") {
    return new AppError(
      "config-unreadable",
      `${describeProblem(fault)}. No monitor could be read.`,
    );
  }
  const where = path.join(root, sextantConfigName);
  return new AppError(
    "no-monitors",
    `There are no monitors in ${where}. Describe what to watch there under \`monitors:\`, or compare two data sets with \`sextant drift compare REFERENCE CURRENT\`.`,
  );
}
