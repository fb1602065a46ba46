import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { InvalidArgumentError, type Command } from "commander";
import { AppError, describeError } from "../../base/errors.ts";
import type { Log } from "../../base/logging.ts";
import {
  applyParameters,
  mergeParameters,
  readParameters,
  type Parameters,
} from "../../core/launch/parameters.ts";
import { defaultExperiment, type GitState } from "../../core/runs/run.ts";
import { createRunId, isRunId } from "../../core/runs/runId.ts";
import { createRunName } from "../../core/runs/runName.ts";
import { followFile } from "../../platform/runs/followLog.ts";
import { findProjectRoot, isFolder, runPaths } from "../../platform/runs/project.ts";
import {
  editParamsFiles,
  parseFileEdit,
  readDefaultParams,
  type FileEdit,
} from "../../platform/runs/paramsFiles.ts";
import {
  superviseRun,
  type RunOutcome,
  type SuperviseOptions,
} from "../../platform/runs/supervisor.ts";
import { createSystemServices } from "../../platform/runs/systemServices.ts";
import { systemClock, systemRandom } from "../../platform/runs/systemPorts.ts";
import { createCliLog } from "../cliLog.ts";
import { exitCodes, type CliContext, type CliIo } from "../io.ts";
import { profileRunData } from "../profileRunData.ts";
import { writeOutput } from "../writeOutput.ts";
import { scriptExitCode } from "../scriptExitCode.ts";

interface RunFlags {
  readonly name?: string;
  readonly experiment?: string;
  readonly param: Parameters;
  readonly tag: Parameters;
  readonly set: readonly FileEdit[];
  readonly entryPoint?: string;
  readonly snapshot: boolean;
  readonly id?: string;
  readonly project?: string;
  readonly quiet?: boolean;
}

export function registerRun(program: Command, context: CliContext): void {
  program
    .command("run")
    .summary("run a command as a recorded run")
    .description(
      "Runs a command and records it: the exact code, its parameters, its metrics, its output and\n" +
        "how it ended. Ends with the command's own exit code. Ctrl-C ends the run politely, a second\n" +
        "Ctrl-C at once.",
    )
    .argument("<command...>", "the command with its arguments, after --")
    .option("-n, --name <name>", "name of the run (default: two words)", parseName)
    .option("-e, --experiment <name>", "experiment that the run belongs to", parseName)
    .option(
      "-p, --param <key=value>",
      "parameter: recorded, and set where the command mentions it (repeatable)",
      collectPair,
      {},
    )
    .option("-t, --tag <key=value>", "tag (repeatable)", collectPair, {})
    .option(
      "--set <file:key=value>",
      "value in a YAML or JSON parameters file, written before the code is recorded (repeatable)",
      collectFileEdit,
      [],
    )
    .option("--entry-point <name>", "the entry point that the command comes from")
    .option("--no-snapshot", "do not record the code")
    .option("--id <id>", "id of the run (default: time and random letters)", parseId)
    .option("--project <folder>", "the project's root (default: found from the current folder)")
    .option("-q, --quiet", "do not repeat the command's output")
    .addHelpText("after", "\nExample:\n  sextant run -- python train.py --lr 0.1")
    .passThroughOptions()
    .action(async (command: string[], flags: RunFlags) => {
      context.setExitCode(await launch(command, flags, context.io));
    });
}

async function launch(command: readonly string[], flags: RunFlags, io: CliIo): Promise<number> {
  editParamsFiles(io.cwd, flags.set);
  const log = createCliLog(io);
  const options = composeRun(command, flags, { io, log });
  const services = createSystemServices(log);
  let echo: Promise<void> = Promise.resolve();
  const outcome = await superviseRun({
    ...options,
    takeSnapshot: flags.snapshot ? services.takeSnapshot : null,
    startTracking: services.startTracking,
    log,
    onRecorded: (git) => log.info(`run ${options.name} (${options.runId})${describeCode(git)}`),
    onStarted: (logPath, ended) => {
      if (flags.quiet !== true) echo = echoLog(logPath, ended, io);
    },
  });
  await echo.catch((error: unknown) => log.warn(`The output stopped: ${describeError(error)}`));
  if (outcome.error) log.error(outcome.error.message);
  else log.info(`run ${options.name} ${describeEnd(outcome)}`);
  if (outcome.status === "finished") await profileRunData(options, io, log);
  return scriptExitCode(outcome);
}

type Composed = Omit<SuperviseOptions, "takeSnapshot" | "startTracking">;

function composeRun(
  command: readonly string[],
  flags: RunFlags,
  { io, log }: { readonly io: CliIo; readonly log: Log },
): Composed {
  const { cwd, env, signal, forceSignal, stdin } = io;
  const root = flags.project === undefined ? findProjectRoot(cwd) : givenRoot(cwd, flags.project);
  const { argv } = applyParameters(command, flags.param);
  const inherited = env["MLFLOW_EXPERIMENT_NAME"];
  const experiment = flags.experiment ?? (inherited === "" ? undefined : inherited);
  const parentId = env["SEXTANT_RUN_ID"];
  const isNested = parentId !== undefined && existsSync(runPaths(root, parentId).journal);
  return {
    root,
    cwd,
    env,
    argv,
    runId: flags.id ?? createRunId(systemClock, systemRandom),
    isNameChosen: flags.name !== undefined,
    name: flags.name ?? createRunName(systemRandom),
    experiment: experiment ?? defaultExperiment,
    isExperimentGiven: experiment !== undefined,
    params: mergeParameters(readDefaultParams(cwd, log), readParameters(argv), flags.param),
    tags: flags.tag,
    ...(flags.entryPoint !== undefined && { entryPoint: flags.entryPoint }),
    ...(isNested && { parentId }),
    clock: systemClock,
    stdin: stdin ?? "ignore",
    signal,
    ...(forceSignal && { forceSignal }),
  };
}

/** Repeats the log on standard output; the run goes on when nobody reads it any more. */
async function echoLog(logPath: string, ended: Promise<unknown>, io: CliIo): Promise<void> {
  let isEnded = false;
  const reader = new AbortController();
  void ended.then(() => (isEnded = true));
  for await (const chunk of followFile(logPath, () => isEnded, { signal: reader.signal })) {
    if (!(await writeOutput(io.stdout, chunk))) reader.abort();
  }
}

function collectFileEdit(text: string, previous: readonly FileEdit[]): readonly FileEdit[] {
  const edit = parseFileEdit(text);
  if (!edit) throw new InvalidArgumentError("It must have the form file:key=value.");
  return [...previous, edit];
}

function parseName(text: string): string {
  if (text.trim() !== "") return text;
  throw new InvalidArgumentError("A name must not be empty.");
}

function parseId(text: string): string {
  if (isRunId(text)) return text;
  throw new InvalidArgumentError('Use letters, digits, "-" and "_" only.');
}

/** A misspelt folder must not become a project. */
function givenRoot(cwd: string, folder: string): string {
  const root = resolve(cwd, folder);
  if (isFolder(root)) return root;
  throw new AppError("folder-not-found", `There is no folder ${root}.`);
}

function collectPair(text: string, previous: Parameters): Parameters {
  const equals = text.indexOf("=");
  if (equals <= 0) throw new InvalidArgumentError("It must have the form key=value.");
  return { ...previous, [text.slice(0, equals)]: text.slice(equals + 1) };
}

function describeCode(git: GitState | null): string {
  if (!git) return "";
  const base = git.commit === null ? "before the first commit" : `at ${git.commit.slice(0, 7)}`;
  return ` ${base}${git.isDirty ? " + uncommitted changes" : ""}`;
}

function describeEnd({ status, exitCode, signal }: RunOutcome): string {
  if (status === "stopped") return "stopped";
  if (signal !== null) return `ended by ${signal}`;
  return exitCode === 0 ? "finished" : `failed with exit code ${exitCode ?? exitCodes.failure}`;
}
