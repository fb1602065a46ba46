import { statSync } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { AppError, CancelledError } from "../../base/errors.ts";
import { collectConfigTargets } from "../../core/launch/configTargets.ts";
import { composeLaunch } from "../../core/launch/composeLaunch.ts";
import { findLaunchProblems } from "../../core/launch/launchProblems.ts";
import { resolveParameterKeys } from "../../core/launch/parameterLines.ts";
import type { LaunchTarget } from "../../core/launch/target.ts";
import { wakeAlerts } from "../../core/monitors/alertLog.ts";
import type { Monitor, RetrainOptions } from "../../core/monitors/monitor.ts";
import { decideRetraining, type RetrainDecision } from "../../core/monitors/retrainPolicy.ts";
import { createRunId } from "../../core/runs/runId.ts";
import { parseSextantConfig } from "../../core/config/parseSextantConfig.ts";
import { sextantConfigName } from "../../core/config/sextantConfig.ts";
import type { MonitorHost } from "../../platform/monitors/checkMonitor.ts";
import { compareRetrained } from "../../platform/monitors/compareRetrained.ts";
import { MonitorStore } from "../../platform/monitors/monitorStore.ts";
import {
  findLaunchEnvironment,
  type LaunchEnvironment,
} from "../../platform/process/pythonPrograms.ts";
import { systemClock, systemRandom } from "../../platform/runs/systemPorts.ts";
import { registerRun } from "../commands/run.ts";
import { exitCodes, type CliIo } from "../io.ts";
import type { Retrained } from "./driftOutcome.ts";
import { jobCall } from "./monitorHost.ts";
import type { MonitorProject } from "./monitorProject.ts";
import type { ProgressLine } from "./progressLine.ts";

export interface RetrainRequest {
  readonly io: CliIo;
  readonly project: MonitorProject;
  readonly host: MonitorHost;
  readonly progress: ProgressLine;
}

/**
 * Launches what a monitor is retrained by as a recorded run, waits for it, and compares the new
 * model with the one in use. The script's output goes to standard error: the comparison is what is
 * asked for. Throws AppErrors where nothing could be launched: `no-retraining`, `no-such-target`,
 * `folder-not-found`, and what `findLaunchProblems` names.
 */
export async function retrainMonitor(
  monitor: Monitor,
  decision: RetrainDecision | null,
  request: RetrainRequest,
): Promise<Retrained> {
  const { io, host } = request;
  const launch = composeRetraining(monitor, decision, request);
  const runId = createRunId(systemClock, systemRandom);
  const store = new MonitorStore(host.root);
  const evidence = decision?.document?.evidence ?? "";
  const alertKeys = decision?.alertKeys ?? [];
  await store.recordLaunch(monitor.name, { run: runId, time: host.now(), evidence }, alertKeys);
  const args = ["--id", runId, "--project", host.root, ...launch.args];
  const exitCode = await runRecorded(args, {
    ...io,
    ...{ cwd: launch.cwd, env: { ...io.env, ...launch.env } },
    stdout: io.stderr,
  });
  if (io.signal.aborted) throw new CancelledError();
  const ended = { monitor: monitor.name, run: runId, exitCode };
  if (exitCode !== 0) {
    const problem = `The retraining ended with exit code ${exitCode}, so there is no new model.`;
    return { ...ended, comparison: null, problem };
  }
  return { ...ended, ...(await compareModels(monitor, runId, request)) };
}

/** What the last check says of a launch that somebody asked for; null before the first check. */
export function decideFromStore(monitor: Monitor, host: MonitorHost): RetrainDecision | null {
  const store = new MonitorStore(host.root);
  const { report } = store.readReport(monitor.name);
  if (report === null) return null;
  const now = host.now();
  return decideRetraining({
    ...{ monitor, report, now },
    alerts: wakeAlerts(store.readAlerts(monitor.name), now),
    launches: store.readLaunches(monitor.name),
    runningRun: null,
  });
}

async function compareModels(
  monitor: Monitor,
  runId: string,
  { io, host, progress }: RetrainRequest,
): Promise<Pick<Retrained, "comparison" | "problem">> {
  try {
    const call = jobCall(io, progress, monitor.name);
    const { comparison } = await compareRetrained(monitor, runId, { host, call });
    return { comparison, problem: null };
  } catch (error) {
    if (!AppError.is(error)) throw error;
    return { comparison: null, problem: error.message };
  } finally {
    progress.clear();
  }
}

interface Launch {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

function composeRetraining(
  monitor: Monitor,
  decision: RetrainDecision | null,
  { project, host }: RetrainRequest,
): Launch {
  const { name, retrain } = monitor;
  if (retrain === null) {
    throw new AppError(
      "no-retraining",
      `The monitor ${name} does not say what to launch: add \`retrain\` to it in ${sextantConfigName}.`,
    );
  }
  const environment = findLaunchEnvironment(host.root, { chosen: null, prefersActive: true });
  const target = findTarget(monitor, retrain, { project, environment });
  const edits = {
    params: resolveParameterKeys(target, retrain.params),
    tags: { ...tagsOfHand(name), ...decision?.tags },
  };
  const { isWindows } = environment.tools;
  const [problem] = findLaunchProblems(target, edits, { isWindows });
  if (problem !== undefined) throw new AppError(problem.code, problem.message);
  const { replacements, variables } = environment;
  const composed = composeLaunch(target, edits, { isWindows, replacements });
  return {
    args: composed.args,
    cwd: workingFolder(target),
    env: { ...variables, ...composed.env },
  };
}

function findTarget(
  { name }: Monitor,
  { run }: RetrainOptions,
  context: { readonly project: MonitorProject; readonly environment: LaunchEnvironment },
): LaunchTarget {
  const { root, text } = context.project;
  const { tools } = context.environment;
  const config = parseSextantConfig(text).value;
  const targets = collectConfigTargets(config, { root, source: sextantConfigName, tools });
  const found = targets.find(({ id, label }) => id === run || label === run);
  if (found !== undefined) return found;
  const known = targets.map(({ label }) => label).join(", ");
  throw new AppError(
    "no-such-target",
    `The monitor ${name} is retrained by \`${run}\`, which is no entry point of ${sextantConfigName}. ${known === "" ? "There are none: describe one under `entryPoints:`." : `Known are ${known}.`}`,
  );
}

/** What the run is told to be when no check gives better reasons. */
function tagsOfHand(monitor: string): Readonly<Record<string, string>> {
  return {
    "sextant.retrain.monitor": monitor,
    "sextant.retrain.reason": "Launched by hand.",
  };
}

function workingFolder({ root, cwd }: LaunchTarget): string {
  const folder = path.resolve(root, cwd);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return folder;
  throw new AppError(
    "folder-not-found",
    `The folder ${folder}, in which the run should start, does not exist.`,
  );
}

/** `sextant run` with these arguments, in this process: its exit code. */
async function runRecorded(args: readonly string[], io: CliIo): Promise<number> {
  let exitCode: number = exitCodes.ok;
  const program = new Command("sextant").enablePositionalOptions().exitOverride();
  registerRun(program, { io, setExitCode: (code) => (exitCode = code) });
  await program.parseAsync(["run", ...args], { from: "user" });
  return exitCode;
}
