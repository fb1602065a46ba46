import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { AppError } from "../../../base/errors.ts";
import { findProgram, isExecutableFile } from "../../process/programs.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** How Spark is started: its program, and what its environment must have. */
export interface SparkProgram {
  readonly submit: string;
  readonly env: Environment;
}

export interface SparkSearch {
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  readonly isExecutable: (file: string) => boolean;
  /** Runs a program; what it printed, null where it failed. */
  readonly run: (program: string, args: readonly string[]) => Promise<string | null>;
}

const whereIsPyspark = "import os, pyspark; print(os.path.dirname(pyspark.__file__))";
const maxImportMs = 30_000;

/**
 * The user's `spark-submit`: that of SPARK_HOME, else the one on the PATH, else the one that came
 * with the PySpark of the Python on the PATH. Rejects with AppError `spark-not-found`.
 */
export async function findSpark(search: SparkSearch): Promise<SparkProgram> {
  const { env } = search;
  const home = env["SPARK_HOME"] ?? "";
  const ofHome = home === "" ? null : submitIn(home, search);
  const submit = ofHome ?? findProgram("spark-submit", search);
  if (submit !== null) return { submit, env };
  const ofPython = await findOfPython(search);
  if (ofPython !== null) return ofPython;
  const why = home === "" ? "" : ` SPARK_HOME is ${home}, where there is no bin/spark-submit.`;
  throw new AppError(
    "spark-not-found",
    `spark-submit was not found.${why} Put Spark's bin folder on the PATH, set SPARK_HOME, or activate a Python environment with PySpark (pip install pyspark).`,
  );
}

async function findOfPython(search: SparkSearch): Promise<SparkProgram | null> {
  const { env, platform, run } = search;
  for (const name of platform === "win32" ? ["python", "py"] : ["python3", "python"]) {
    const python = findProgram(name, search);
    if (python === null) continue;
    const folder = (await run(python, ["-c", whereIsPyspark]))?.trim() ?? "";
    const submit = folder === "" ? null : submitIn(folder, search);
    if (submit !== null) return { submit, env: { PYSPARK_PYTHON: python, ...env } };
  }
  return null;
}

function submitIn(home: string, { platform, isExecutable }: SparkSearch): string | null {
  const [paths, name] =
    platform === "win32" ? [path.win32, "spark-submit.cmd"] : [path.posix, "spark-submit"];
  const file = paths.join(home, "bin", name);
  return isExecutable(file) ? file : null;
}

export function machineSearch(env: Environment): SparkSearch {
  const run: SparkSearch["run"] = async (program, args) => {
    try {
      const options = { env: { ...env }, timeout: maxImportMs, windowsHide: true };
      return (await promisify(execFile)(program, [...args], options)).stdout;
    } catch {
      return null;
    }
  };
  return { env, platform: process.platform, isExecutable: isExecutableFile, run };
}

/**
 * The command that has Spark run a script with a file. Spark's own settings decide where it runs,
 * unless a master is named; the script itself always runs here, where its answer is read. Throws
 * AppError `spark-bad-master` for what Windows' shell would take apart.
 */
export function submitCommand(
  { submit }: Pick<SparkProgram, "submit">,
  { script, request, master }: SparkCall,
  platform: NodeJS.Platform = process.platform,
): readonly string[] {
  const argv = [
    submit,
    ...(master === null ? [] : ["--master", master]),
    ...["--deploy-mode", "client", script, request],
  ];
  // Batch files are run by the shell, which looks for these even between quotes.
  if (platform !== "win32") return argv;
  if (master !== null && /["%\r\n]/.test(master)) {
    throw new AppError(
      "spark-bad-master",
      `The master ${master} has characters that Windows would interpret. Set it in Spark's own configuration (spark.master).`,
    );
  }
  return ["cmd.exe", "/d", "/s", "/c", argv.map((one) => `"${one}"`).join(" ")];
}

export interface SparkCall {
  readonly script: string;
  readonly request: string;
  /** As `local[4]` or `spark://host:7077`; null for Spark's own setting. */
  readonly master: string | null;
}
