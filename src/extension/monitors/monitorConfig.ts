import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { describeError, type Problem } from "../../base/errors.ts";
import {
  monitorLocator,
  parseSextantConfig,
  type LocateMonitor,
} from "../../core/config/parseSextantConfig.ts";
import { emptyConfig, sextantConfigName } from "../../core/config/sextantConfig.ts";
import type { Monitor } from "../../core/monitors/monitor.ts";

const maxBytes = 4 * 1024 * 1024;

/** A project's `sextant.yaml` as it is on the disk. */
export interface MonitorConfig {
  /** Where parts of monitors stand in it. */
  readonly locate: LocateMonitor;
  readonly monitors: readonly Monitor[];
  /** What is wrong with the monitors, a sentence. */
  readonly problem: string | null;
}

export const noMonitorConfig: MonitorConfig = {
  locate: monitorLocator(""),
  monitors: emptyConfig.monitors,
  problem: null,
};

export function readMonitorConfig(root: string): MonitorConfig {
  const file = path.join(root, sextantConfigName);
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats?.isFile() !== true) return noMonitorConfig;
    if (stats.size > maxBytes) {
      const problem = vscode.l10n.t("sextant.yaml is too large to be read.");
      return { ...noMonitorConfig, problem };
    }
    return parse(readFileSync(file, "utf8"));
  } catch (error) {
    const problem = vscode.l10n.t("sextant.yaml cannot be read: {0}", describeError(error));
    return { ...noMonitorConfig, problem };
  }
}

function parse(text: string): MonitorConfig {
  const { value, problems } = parseSextantConfig(text);
  const locate = monitorLocator(text);
  const line = /^monitors\s*:/m.test(text) ? (locate("").line ?? null) : null;
  const serious = problems.filter((problem) => isAboutMonitors(problem, line));
  const [first] = serious;
  return {
    locate,
    monitors: value.monitors,
    problem: first === undefined ? null : describe(first, serious.length),
  };
}

function describe({ message, location }: Problem, count: number): string {
  const line = (location?.line ?? 0) + 1;
  return count === 1
    ? vscode.l10n.t("sextant.yaml, line {0}: {1}", line, message)
    : vscode.l10n.t("sextant.yaml, line {0}: {1} (and {2} more)", line, message, count - 1);
}

/** Errors that leave monitors out: those of the section, and those that leave out everything. */
function isAboutMonitors({ severity, message, code }: Problem, line: number | null): boolean {
  if (severity !== "error") return false;
  return line === null || message.includes("monitor") || !code.startsWith("config-");
}

/** The line from 0 of a part of a monitor; of the monitor where the part is not there. */
export function lineOfPart(
  { locate }: MonitorConfig,
  monitor: string,
  part: readonly (string | number)[] = [],
): number {
  return locate(monitor, part).line ?? 0;
}
