import { Option, type Command } from "commander";
import type { Severity } from "../../core/lint/finding.ts";
import type { Rule } from "../../core/lint/rule.ts";
import { createCliLog } from "../cliLog.ts";
import { exitCodes, type CliContext, type CliIo } from "../io.ts";
import { lintProjects, type LintOutcome } from "../lint/lintProjects.ts";
import { allFindings, isAtLeast, type LintReport } from "../lint/lintReport.ts";
import { findTargets, readTrackedList } from "../lint/lintTargets.ts";
import { readRulePage } from "../lint/rulePages.ts";
import { collectSelectors, parseRule } from "../lint/ruleSelection.ts";
import { renderLintGithub } from "../reporters/lint/lintGithub.ts";
import { renderLintJson, summaryToJson } from "../reporters/lint/lintJson.ts";
import { renderLintJunit } from "../reporters/lint/lintJunit.ts";
import { renderLintSarif } from "../reporters/lint/lintSarif.ts";
import { renderLintStatistics } from "../reporters/lint/lintStatistics.ts";
import { renderLintText } from "../reporters/lint/lintText.ts";
import { formatOption } from "./runs.ts";

const formats = ["text", "json", "sarif", "github", "junit"] as const;

interface LintFlags {
  readonly fix?: boolean;
  readonly unsafeFixes?: boolean;
  readonly format: (typeof formats)[number];
  readonly select?: readonly string[];
  readonly ignore?: readonly string[];
  readonly statistics?: boolean;
  readonly explain?: Rule;
  readonly trackedFiles?: string;
  readonly failOn: Severity | "never";
}

export function registerLint(program: Command, context: CliContext): void {
  program
    .command("lint")
    .summary("check the files that pipelines are made of")
    .description(
      "Checks dvc.yaml, params files, MLproject, conda.yaml, data sets of YOLO, and configurations of\n" +
        "Hydra, Kedro, DeepSpeed and Accelerate. Nothing in them is executed.",
    )
    .argument("[paths...]", "files and folders (default: the current folder)")
    .option("--fix", "mend what can be mended without changing what it means")
    .option("--unsafe-fixes", "with --fix: also what may change what it means")
    .addOption(formatOption(formats))
    .option(
      "--select <rules>",
      "ids, names or beginnings of ids; the others are off",
      collectSelectors,
    )
    .option("--ignore <rules>", "ids, names or beginnings of ids that are off", collectSelectors)
    .option("--statistics", "how often each rule found something, instead of what")
    .option("--explain <rule>", "print the page of a rule, and no more", parseRule)
    .option("--tracked-files <list>", "a list of the files that git tracks, where there is no git")
    .addOption(
      new Option("--fail-on <severity>", "the least severity that makes the exit code 1")
        .choices(["error", "warning", "info", "hint", "never"])
        .default("warning"),
    )
    .action(async (paths: readonly string[], flags: LintFlags) => {
      if (flags.explain === undefined) await lint(paths, flags, context);
      else explain(flags.explain, context.io);
    });
}

async function lint(
  paths: readonly string[],
  flags: LintFlags,
  context: CliContext,
): Promise<void> {
  const { io } = context;
  const { select, ignore, trackedFiles: list } = flags;
  const isRootGiven = list !== undefined;
  const targets = findTargets(paths, { cwd: io.cwd, isRootGiven });
  const outcome = await lintProjects(targets, {
    overrides: { ...(select !== undefined && { select }), ...(ignore !== undefined && { ignore }) },
    ...(isRootGiven && { trackedFiles: readTrackedList(list, io.cwd) }),
    fix: flags.fix !== true ? null : flags.unsafeFixes === true ? "unsafe" : "safe",
    log: createCliLog(io),
    signal: io.signal,
  });
  print(outcome, flags, io);
  context.setExitCode(exitCodeOf(outcome, flags.failOn));
}

function exitCodeOf(outcome: LintOutcome, failOn: LintFlags["failOn"]): number {
  if (outcome.failureCount > 0) return exitCodes.failure;
  if (failOn === "never") return exitCodes.ok;
  const isFailing = allFindings(outcome).some(({ severity }) => isAtLeast(severity, failOn));
  return isFailing ? exitCodes.findings : exitCodes.ok;
}

function print(report: LintReport, { format, statistics }: LintFlags, io: CliIo): void {
  const { stdout, cwd, env } = io;
  if (statistics === true && (format === "text" || format === "json")) {
    stdout.write(
      format === "json"
        ? `${JSON.stringify({ summary: summaryToJson(report) }, null, 2)}\n`
        : renderLintStatistics(report, stdout),
    );
    return;
  }
  switch (format) {
    case "text": {
      const hasColors = stdout.isTty && (env["NO_COLOR"] ?? "") === "";
      stdout.write([...renderLintText(report, { cwd, hasColors })].join(""));
      return;
    }
    case "json":
      stdout.write(renderLintJson(report, cwd));
      return;
    case "sarif":
      stdout.write(renderLintSarif(report));
      return;
    case "github":
      stdout.write(renderLintGithub(report));
      return;
    case "junit":
      stdout.write(renderLintJunit(report, cwd));
  }
}

function explain({ id, name, summary }: Rule, { stdout }: CliIo): void {
  stdout.write(readRulePage(id) ?? `# ${id} ${name}\n\n${summary}\n`);
}
