import path from "node:path";
import { Option, type Command } from "commander";
import { AppError } from "../../base/errors.ts";
import { mergeProfiles } from "../../core/drift/profile/mergeProfiles.ts";
import type { ColumnType, DataProfile } from "../../core/drift/profile/profile.ts";
import { suggestRules } from "../../core/validation/suggestRules.ts";
import { readProfile } from "../../platform/monitors/readProfile.ts";
import { runDataJob } from "../../platform/profile/dataClient.ts";
import type { FilesSource } from "../../platform/profile/openTable.ts";
import { writeProfileFile } from "../../platform/profile/profileFile.ts";
import { profileWithSpark } from "../../platform/profile/spark/sparkProfile.ts";
import { createCliLog } from "../cliLog.ts";
import { resolveData } from "../drift/compareData.ts";
import { dataProgram } from "../drift/dataProgram.ts";
import { jobSettings, type DataFlags } from "../drift/jobSettings.ts";
import { collectTypes, parseMemory } from "../drift/parsers.ts";
import { createProgressLine } from "../drift/progressLine.ts";
import { usageError } from "../drift/usageError.ts";
import type { CliContext, CliIo } from "../io.ts";
import { renderProfileText } from "../reporters/drift/profileText.ts";
import { renderSuggestedRules } from "../reporters/drift/suggestedRules.ts";

interface ProfileFlags extends DataFlags {
  readonly output?: string;
  readonly like?: string;
  readonly types?: Readonly<Record<string, ColumnType>>;
  readonly mask?: boolean;
  readonly merge?: boolean;
  readonly suggestRules?: boolean;
  readonly engine: "duckdb" | "spark";
  readonly master?: string;
  readonly format: "text" | "json";
}

export function registerProfile(program: Command, { io }: CliContext): void {
  program
    .command("profile")
    .summary("summarise data, so that drift can be told without it")
    .description(
      "Reads CSV, TSV, Parquet or JSON lines, possibly compressed, and writes a profile: per column " +
        "counts, missing values, a histogram and the most frequent categories. A profile can be " +
        "committed and be the reference of a monitor.",
    )
    .argument("<data...>", "files, folders or globs that are one data set")
    .option("-o, --output <file>", "write the profile to a file, as JSON")
    .option("--like <profile>", "use the bins of another profile: both can then be merged")
    .option("--types <column=type>", "how a column is taken. Repeatable", collectTypes)
    .option("--mask", "keep hashes of category values instead of the values")
    .option("--merge", "the arguments are profiles with the same bins: write the one of all rows")
    .option("--suggest-rules", "print rules that the data keep, for `validate:` of a monitor")
    .option("--memory <MB>", "memory that reading may take (default: 1024)", parseMemory)
    .option("--allow-network", "let DuckDB load extensions for object storage")
    .addOption(
      new Option("--engine <engine>", "what reads the data: spark runs your own spark-submit")
        .choices(["duckdb", "spark"])
        .default("duckdb"),
    )
    .option("--master <url>", "where Spark runs, such as local[4] or spark://host:7077")
    .addOption(
      new Option("--format <format>", "what is printed").choices(["text", "json"]).default("text"),
    )
    .action((paths: readonly string[], flags: ProfileFlags) => profile(paths, flags, io));
}

async function profile(paths: readonly string[], flags: ProfileFlags, io: CliIo): Promise<void> {
  const { output, format, suggestRules: isSuggesting } = flags;
  const found = flags.merge === true ? mergeFiles(paths, io) : await profileData(paths, flags, io);
  if (output !== undefined) {
    writeProfileFile(path.resolve(io.cwd, output), found);
    createCliLog(io).info(`The profile is in ${output}.`);
  }
  if (isSuggesting === true) io.stdout.write(renderSuggestedRules(suggestRules(found)));
  else if (format === "json") io.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
  else io.stdout.write(renderProfileText(found, io.stdout));
}

async function profileData(
  paths: readonly string[],
  flags: ProfileFlags,
  io: CliIo,
): Promise<DataProfile> {
  const { types = {}, mask, engine, master } = flags;
  if (master !== undefined && engine !== "spark") {
    throw usageError(io, "--master is for Spark. Say --engine spark too, or leave it out.");
  }
  const like =
    flags.like === undefined ? null : readProfile(path.resolve(io.cwd, flags.like), flags.like);
  const progress = createProgressLine(io.stderr);
  const onProgress = (label: string, fraction: number | null): void =>
    progress.show("profiling", label, fraction);
  const settings = jobSettings(io, flags);
  const source: FilesSource = {
    kind: "files",
    paths: paths.map((one) => resolveData(io.cwd, one)),
    format: null,
    label: paths.join(", "),
  };
  try {
    if (engine === "spark") {
      return await profileWithSpark(source, {
        ...{ master: master ?? null, env: io.env, signal: io.signal, onProgress },
        ...{ root: settings.root, now: settings.now, like, types, isMasked: mask === true },
      });
    }
    return await runDataJob(
      { kind: "profile", settings, source, like, types, isMasked: mask === true },
      { ...dataProgram(io), onProgress },
    );
  } finally {
    progress.clear();
  }
}

/** The profile of the union of what these profiles are of. */
function mergeFiles(paths: readonly string[], io: CliIo): DataProfile {
  const profiles = paths.map((one) => readProfile(path.resolve(io.cwd, one), one));
  const { value, problems } = mergeProfiles(profiles);
  if (value !== null) return value;
  const reasons = problems.map(({ message }) => message).slice(0, 3);
  throw new AppError("not-mergeable", `The profiles cannot be merged: ${reasons.join("; ")}.`);
}
