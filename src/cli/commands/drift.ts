import { Option, type Command } from "commander";
import { renderJson } from "../../core/drift/report/renderJson.ts";
import { behaviours } from "../../core/drift/report/driftReport.ts";
import { acceptReference, writeConfig } from "../../platform/monitors/acceptReference.ts";
import { MonitorStore } from "../../platform/monitors/monitorStore.ts";
import { changeAlert, readAlertChange, type AlertChangeFlags } from "../drift/alertChanges.ts";
import { checkMonitors } from "../drift/checkMonitors.ts";
import { compareData, type CompareFlags } from "../drift/compareData.ts";
import {
  isFinding,
  type CheckedMonitor,
  type FailOn,
  type Retrained,
} from "../drift/driftOutcome.ts";
import type { DataFlags } from "../drift/jobSettings.ts";
import { createMonitorHost, jobCall } from "../drift/monitorHost.ts";
import { chooseMonitors, readMonitorProject, requireMonitor } from "../drift/monitorProject.ts";
import {
  collectTypes,
  parseDurationMs,
  parseMemory,
  parseNames,
  parseTest,
  parseThreshold,
} from "../drift/parsers.ts";
import { driftFormats, printOutcome, printText, type PrintFlags } from "../drift/printOutcome.ts";
import { createProgressLine } from "../drift/progressLine.ts";
import { decideFromStore, retrainMonitor } from "../drift/retrainMonitor.ts";
import { exitCodes, type CliContext, type CliIo } from "../io.ts";
import {
  describeAlert,
  renderAlertsJson,
  renderAlertsText,
} from "../reporters/drift/alertsText.ts";
import { renderAccepted } from "../reporters/drift/acceptedText.ts";
import { renderRetrained } from "../reporters/drift/retrainedText.ts";
import { formatOption } from "./runs.ts";

interface ProjectFlags extends DataFlags {
  readonly path?: string;
}

export function registerDrift(program: Command, context: CliContext): void {
  const drift = program
    .command("drift")
    .summary("watch data and models for change")
    .description(
      "Checks the monitors that sextant.yaml describes, or compares two data sets. " +
        "What monitors are, and what verdicts mean: docs/drift.md.",
    )
    .helpCommand("help [command]", "print the help of a command");
  registerCheck(drift, context);
  registerCompare(drift, context);
  registerRetrain(drift, context);
  registerAccept(drift, context);
  registerAlerts(drift, context);
}

interface CheckFlags extends ProjectFlags, PrintFlags {
  readonly failOn: FailOn;
  readonly retrain?: "auto" | "offered";
}

function registerCheck(drift: Command, context: CliContext): void {
  const command = drift
    .command("check")
    .summary("check the monitors of sextant.yaml")
    .description(
      "Checks what sextant.yaml describes under `monitors`: drift, performance, rules about the data, " +
        "health, and logs of language models. Keeps history and alerts as the editor does. Ends with 1 " +
        "when something was found, and with 3 when a monitor could not be checked.",
    )
    .argument("[monitor...]", "names of monitors (default: all)")
    .addOption(
      new Option("--retrain [which]", "launch the retrainings that are due")
        .choices(["auto", "offered"])
        .preset("auto"),
    );
  addReportOptions(command);
  addProjectOptions(command).action((names: readonly string[], flags: CheckFlags) =>
    check(names, flags, context),
  );
}

async function check(
  names: readonly string[],
  flags: CheckFlags,
  context: CliContext,
): Promise<void> {
  const { io } = context;
  const project = readMonitorProject(io, flags.path);
  const chosen = chooseMonitors(project, names, io);
  const host = createMonitorHost(io, project.root, flags);
  const request = { io, project, host, progress: createProgressLine(io.stderr) };
  const monitors = await checkMonitors(chosen, {
    ...request,
    async retrain(monitor, { retraining }) {
      const isDue = retraining.action === "launch";
      const isOffered = retraining.action === "offer" && flags.retrain === "offered";
      if (flags.retrain === undefined || (!isDue && !isOffered)) return null;
      return await retrainMonitor(monitor, retraining, request);
    },
  });
  printOutcome({ monitors }, flags, io);
  context.setExitCode(exitCodeOf(monitors, flags.failOn));
}

function exitCodeOf(monitors: readonly CheckedMonitor[], failOn: FailOn): number {
  const isFailed = monitors.some(
    ({ failure, retrained }) => failure !== null || (retrained?.exitCode ?? 0) !== 0,
  );
  if (isFailed) return exitCodes.failure;
  const isFound = monitors.some((checked) => isFinding(checked, failOn));
  return isFound ? exitCodes.findings : exitCodes.ok;
}

interface ComparisonFlags extends CompareFlags, PrintFlags {
  readonly failOn: FailOn;
}

function registerCompare(drift: Command, context: CliContext): void {
  const command = drift
    .command("compare")
    .summary("compare two data sets")
    .description(
      "Compares current data with reference data, once: nothing of it is kept. Each is a file, a " +
        "folder, a quoted glob, or a profile that `sextant profile` wrote (.json).",
    )
    .argument("<reference>", "data that are as they should be")
    .argument("<current>", "data that may have moved")
    .addOption(
      new Option("--behaviour <name>", "decide as Sextant does, or as another tool").choices(
        behaviours,
      ),
    )
    .option("--test <id>", "the test of all columns that it suits", parseTest)
    .option("--threshold <number>", "the least effect, or the test's threshold", parseThreshold)
    .option("--types <column=type>", "how a column is compared. Repeatable", collectTypes)
    .option("--columns <names>", "only these columns, with commas between them", parseNames)
    .option("--target <column>", "the column with the true answer")
    .option("--prediction <column>", "the column with the model's answer");
  addReportOptions(command);
  addDataOptions(command).action((reference: string, current: string, flags: ComparisonFlags) =>
    compare({ reference, current }, flags, context),
  );
}

async function compare(
  sides: { readonly reference: string; readonly current: string },
  flags: ComparisonFlags,
  context: CliContext,
): Promise<void> {
  const { io } = context;
  const { report, checked } = await compareData(sides, flags, io);
  if (flags.format === "json") printText(renderJson(report), flags, io);
  else printOutcome({ monitors: [checked] }, flags, io);
  context.setExitCode(exitCodeOf([checked], flags.failOn));
}

interface RetrainFlags extends ProjectFlags {
  readonly verbose?: boolean;
  readonly format: "text" | "json";
}

function registerRetrain(drift: Command, context: CliContext): void {
  const command = drift
    .command("retrain")
    .summary("retrain a monitor's model, and compare")
    .description(
      "Launches what the monitor is retrained by as a recorded run, with the reasons as its tags. Its " +
        "output goes to standard error. Then compares the new model with the one in use on the current " +
        "data, overall and by slice. Ends with 0 when it is no worse, 1 when it is, 3 when it failed.",
    )
    .argument("<monitor>", "name of the monitor")
    .addOption(formatOption(["text", "json"]))
    .option("-v, --verbose", "in text: all groups");
  addProjectOptions(command).action((name: string, flags: RetrainFlags) =>
    retrain(name, flags, context),
  );
}

async function retrain(name: string, flags: RetrainFlags, context: CliContext): Promise<void> {
  const { io } = context;
  const project = readMonitorProject(io, flags.path);
  const monitor = requireMonitor(project, name, io);
  const host = createMonitorHost(io, project.root, flags);
  const request = { io, project, host, progress: createProgressLine(io.stderr) };
  const retrained = await retrainMonitor(monitor, decideFromStore(monitor, host), request);
  const options = { hasColors: hasColors(io), isVerbose: flags.verbose === true };
  io.stdout.write(
    flags.format === "json"
      ? `${JSON.stringify(retrained, null, 2)}\n`
      : renderRetrained(retrained, { output: io.stdout, ...options }),
  );
  context.setExitCode(retrainedExitCode(retrained, monitor.retrain?.evaluate != null));
}

/** A model that should have been compared and was not is a failure. */
function retrainedExitCode({ exitCode, comparison }: Retrained, isCompared: boolean): number {
  if (exitCode !== 0 || (comparison === null && isCompared)) return exitCodes.failure;
  return comparison?.verdict === "worse" ? exitCodes.findings : exitCodes.ok;
}

function registerAccept(drift: Command, context: CliContext): void {
  const command = drift
    .command("accept")
    .summary("make the current data the reference")
    .description(
      "Writes a profile of the monitor's current data, and names it in sextant.yaml as the reference. " +
        "Both are files to commit, so that the change is reviewed.",
    )
    .argument("<monitor>", "name of the monitor");
  addProjectOptions(command).action((name: string, flags: ProjectFlags) =>
    accept(name, flags, context.io),
  );
}

async function accept(name: string, flags: ProjectFlags, io: CliIo): Promise<void> {
  const project = readMonitorProject(io, flags.path);
  const monitor = requireMonitor(project, name, io);
  const progress = createProgressLine(io.stderr);
  const host = createMonitorHost(io, project.root, flags);
  try {
    const accepted = await acceptReference(monitor, host, jobCall(io, progress, name));
    if (accepted.configText !== null) writeConfig(project.root, accepted.configText);
    progress.clear();
    io.stdout.write(renderAccepted(name, accepted));
  } finally {
    progress.clear();
  }
}

interface AlertsFlags extends AlertChangeFlags {
  readonly path?: string;
  readonly all?: boolean;
  readonly format: "text" | "json";
}

function registerAlerts(drift: Command, context: CliContext): void {
  drift
    .command("alerts")
    .summary("list alerts, and say what becomes of one")
    .description("Lists the alerts of the last checks, or changes one of them. Checks nothing.")
    .argument("[monitor...]", "names of monitors (default: all)")
    .option("--acknowledge <key>", "somebody takes care of it: quiet until it gets worse")
    .option("--snooze <key>", "quiet for the time that --for says")
    .option("--for <duration>", "how long: 30m, 6h, 7d", parseDurationMs)
    .option("--mute <key>", "quiet until it is reopened")
    .option("--reopen <key>", "takes any of these back")
    .option("--note <text>", "why, for others to read")
    .option("--all", "those that are resolved too")
    .addOption(formatOption(["text", "json"]))
    .option("--path <folder>", "the project, or a folder inside it")
    .action((names: readonly string[], flags: AlertsFlags) => alerts(names, flags, context.io));
}

async function alerts(names: readonly string[], flags: AlertsFlags, io: CliIo): Promise<void> {
  const project = readMonitorProject(io, flags.path);
  const { root } = project;
  const chosen = chooseMonitors(project, names, io);
  const change = readAlertChange(flags, io, Date.now());
  if (change !== null) {
    const changed = await changeAlert(change, chosen, { io, root });
    io.stdout.write(flags.format === "json" ? renderAlertsJson([changed]) : describeAlert(changed));
    return;
  }
  const store = new MonitorStore(root);
  const found = chosen
    .flatMap(({ name }) => store.readAlerts(name))
    .filter(({ state }) => flags.all === true || state !== "resolved");
  io.stdout.write(
    flags.format === "json" ? renderAlertsJson(found) : renderAlertsText(found, io.stdout),
  );
}

function addReportOptions(command: Command): Command {
  return command
    .addOption(formatOption(driftFormats))
    .option("-o, --output <file>", "write to a file instead of standard output")
    .addOption(
      new Option("--fail-on <verdict>", "the least verdict that makes the exit code 1")
        .choices(["drift", "watch", "never"])
        .default("drift"),
    )
    .option("-v, --verbose", "in text: stable columns and p-values too");
}

function addDataOptions(command: Command): Command {
  return command
    .option("--memory <MB>", "memory that reading may take (default: 1024)", parseMemory)
    .option("--allow-network", "let DuckDB load extensions for object storage");
}

function addProjectOptions(command: Command): Command {
  return addDataOptions(command).option("--path <folder>", "the project, or a folder inside it");
}

function hasColors({ stdout, env }: CliIo): boolean {
  return stdout.isTty && (env["NO_COLOR"] ?? "") === "";
}
