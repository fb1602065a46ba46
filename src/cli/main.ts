import "./quietSqlite.ts";
import { Command, CommanderError } from "commander";
import manifest from "../../package.json" with { type: "json" };
import { AppError, CancelledError } from "../base/errors.ts";
import { createCliLog } from "./cliLog.ts";
import { registerAdopt } from "./commands/adopt.ts";
import { registerDag } from "./commands/dag.ts";
import { registerDiff } from "./commands/diff.ts";
import { registerDrift } from "./commands/drift.ts";
import { registerExport } from "./commands/export.ts";
import { registerImport } from "./commands/import.ts";
import { registerLint } from "./commands/lint.ts";
import { registerLogs } from "./commands/logs.ts";
import { registerProfile } from "./commands/profile.ts";
import { registerRestore } from "./commands/restore.ts";
import { registerRun } from "./commands/run.ts";
import { registerRuns } from "./commands/runs.ts";
import { registerSeries } from "./commands/series.ts";
import { registerShow } from "./commands/show.ts";
import { registerStop } from "./commands/stop.ts";
import { exitCodes, type CliContext, type CliIo } from "./io.ts";
import { describeOldNode } from "./nodeVersion.ts";
import { createProcessIo, describeLostFolder } from "./processIo.ts";

/** Every command, in the order of the help. */
const registrations: readonly ((program: Command, context: CliContext) => void)[] = [
  registerRun,
  registerStop,
  registerLogs,
  registerRuns,
  registerShow,
  registerSeries,
  registerDiff,
  registerRestore,
  registerExport,
  registerImport,
  registerLint,
  registerDag,
  registerDrift,
  registerProfile,
  registerAdopt,
];

/** The `sextant` command; `argv` without the program's own name. Resolves to the exit code. */
export async function run(argv: readonly string[], io: CliIo): Promise<number> {
  let exitCode: number = exitCodes.ok;
  const context: CliContext = {
    io,
    setExitCode: (code) => {
      exitCode = code;
    },
  };
  try {
    await createProgram(context).parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    return explainFailure(error, io);
  }
}

function createProgram(context: CliContext): Command {
  const { stdout, stderr } = context.io;
  const program = new Command("sextant")
    .description(
      "Tracks experiments against the exact code that made them.\n" +
        "Runs are kept in the project's .sextant folder; nothing leaves the machine.",
    )
    .version(manifest.version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "print the help of a command")
    .enablePositionalOptions()
    .showHelpAfterError("(add --help for how to use it)")
    .addHelpText(
      "after",
      "\nTo begin, put `sextant run --` in front of what you run anyway:\n" +
        "  sextant run -- python train.py --lr 0.1\n",
    )
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => stdout.columns,
      getErrHelpWidth: () => stderr.columns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      outputError: (text, write) => write(text.replace(/^error: /, "sextant: ")),
    })
    .exitOverride();
  for (const register of registrations) register(program, context);
  return program;
}

function explainFailure(error: unknown, io: CliIo): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  }
  if (error instanceof CancelledError) return interruptedExitCode;
  const log = createCliLog(io);
  if (AppError.is(error)) log.error(error.message, error.cause);
  else log.error(bugMessage, error);
  return exitCodes.failure;
}

const bugMessage =
  "Something went wrong inside Sextant; this is a bug. Set SEXTANT_DEBUG=1 to see where.";

/** As a shell gives it for a command that Ctrl-C ended. */
const interruptedExitCode = 130;

/** True in the bundle that is started as a program, false where this file is imported. */
function isProgram(): boolean {
  return typeof module !== "undefined" && typeof require !== "undefined" && require.main === module;
}

/** Leaves when everything said has been handed over: a pipe may take its time. */
function exitWhenWritten(code: number): void {
  process.stdout.write("", () => process.stderr.write("", () => process.exit(code)));
}

if (isProgram()) {
  const argv = process.argv.slice(2);
  const problem = describeOldNode(process.versions.node) ?? describeLostFolder();
  if (problem === null) void run(argv, createProcessIo(argv)).then(exitWhenWritten);
  else {
    process.stderr.write(`sextant: ${problem}\n`);
    exitWhenWritten(exitCodes.failure);
  }
}
