import { Option, type Command } from "commander";
import { checkMonitors } from "../drift/checkMonitors.ts";
import { isAtLeast, type CheckedMonitor } from "../drift/driftOutcome.ts";
import type { DataFlags } from "../drift/jobSettings.ts";
import { createMonitorHost } from "../drift/monitorHost.ts";
import { chooseMonitors, readMonitorProject } from "../drift/monitorProject.ts";
import { parseMemory } from "../drift/parsers.ts";
import { driftFormats, printOutcome, type PrintFlags } from "../drift/printOutcome.ts";
import { createProgressLine } from "../drift/progressLine.ts";
import { exitCodes, type CliContext } from "../io.ts";
import { formatOption } from "./runs.ts";

type FailOn = "drift" | "watch" | "never";

interface CheckFlags extends DataFlags, PrintFlags {
  readonly path?: string;
  readonly failOn: FailOn;
  readonly retrain?: "auto" | "offered";
}

export function registerDrift(program: Command, context: CliContext): void {
  const drift = program
    .command("drift")
    .summary("watch data and models for change")
    .description("Checks the monitors of sextant.yaml, or compares two data sets.");
  registerCheck(drift, context);
}

function registerCheck(drift: Command, context: CliContext): void {
  drift
    .command("check")
    .summary("check monitors of sextant.yaml")
    .description(
      "Checks what sextant.yaml describes under `monitors`: drift, performance, rules about the data,\n" +
        "health and logs of language models. Keeps history and alerts as the editor does. The exit code\n" +
        "is 1 when something was found, 3 when a monitor could not be checked.",
    )
    .argument("[monitor...]", "names of monitors (default: all)")
    .addOption(formatOption(driftFormats))
    .option("-o, --output <file>", "write to a file instead of standard output")
    .addOption(failOnOption())
    .option("-v, --verbose", "in text: stable columns and p-values too")
    .option("--memory <MB>", "memory that reading may take", parseMemory)
    .option("--path <folder>", "the project, or a folder inside it")
    .action((names: readonly string[], flags: CheckFlags) => check(names, flags, context));
}

function failOnOption(): Option {
  return new Option("--fail-on <verdict>", "the least verdict that makes the exit code 1")
    .choices(["drift", "watch", "never"])
    .default("drift");
}

async function check(
  names: readonly string[],
  flags: CheckFlags,
  context: CliContext,
): Promise<void> {
  const { io } = context;
  const project = readMonitorProject(io, flags.path);
  const chosen = chooseMonitors(project, names, io);
  const monitors = await checkMonitors(chosen, {
    ...{ io, project },
    host: createMonitorHost(io, project.root, flags),
    progress: createProgressLine(io.stderr),
    retrain: () => Promise.resolve(null),
  });
  printOutcome({ monitors }, flags, io);
  context.setExitCode(exitCodeOf(monitors, flags.failOn));
}

function exitCodeOf(monitors: readonly CheckedMonitor[], failOn: FailOn): number {
  if (monitors.some(({ failure }) => failure !== null)) return exitCodes.failure;
  if (failOn === "never") return exitCodes.ok;
  const isFound = monitors.some(({ report }) => report && isAtLeast(report.verdict, failOn));
  return isFound ? exitCodes.findings : exitCodes.ok;
}
