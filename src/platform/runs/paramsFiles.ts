import { readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { AppError, describeError } from "../../base/errors.ts";
import type { Log } from "../../base/logging.ts";
import { readBoundedYaml } from "../../core/config/boundedYaml.ts";
import { editParamsFile } from "../../core/launch/editParamsFile.ts";
import { boundParameters, type Parameters } from "../../core/launch/parameters.ts";
import { flattenValues } from "../../core/launch/paramsFile.ts";

/** A larger file holds something else than parameters. */
const maxSizeBytes = 1024 * 1024;
const defaultFile = "params.yaml";

/** One value to be changed in a parameters file. */
export interface FileEdit {
  readonly file: string;
  readonly key: string;
  readonly value: string;
}

/** Reads `file:key=value`; the file may itself hold a colon, as on Windows. */
export function parseFileEdit(text: string): FileEdit | null {
  const match = /^([^=]+):([^:=]+)=(.*)$/s.exec(text);
  if (!match) return null;
  const [, file = "", key = "", value = ""] = match;
  return { file, key, value };
}

/**
 * The values of the `params.yaml` in a folder; none when it is missing, and none, with a warning,
 * when it cannot be read.
 */
export function readDefaultParams(folder: string, log: Log): Parameters {
  const file = path.join(folder, defaultFile);
  try {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (!stat?.isFile() || stat.size > maxSizeBytes) return {};
    const { value, problems } = readBoundedYaml(readFileSync(file, "utf8"), defaultFile);
    const [problem] = problems;
    if (problem) throw new Error(problem.message);
    return boundParameters(flattenValues(value));
  } catch (error) {
    log.warn(`The parameters of ${defaultFile} are not recorded: ${describeError(error)}`);
    return {};
  }
}

/** Changes values in parameters files. AppError when a file or a key is missing. */
export function editParamsFiles(cwd: string, edits: readonly FileEdit[]): void {
  for (const [file, ofFile] of Map.groupBy(edits, (edit) => edit.file)) {
    const target = path.resolve(cwd, file);
    const values = Object.fromEntries(ofFile.map(({ key, value }) => [key, value]));
    writeText(target, file, editParamsFile(readText(target, file), file, values));
  }
}

function readText(target: string, file: string): string {
  try {
    return readFileSync(target, "utf8");
  } catch (error) {
    throw new AppError(
      "params-file-unreadable",
      `The parameters file ${file} cannot be read: ${describeError(error)}.`,
      { cause: error },
    );
  }
}

function writeText(target: string, file: string, text: string): void {
  try {
    writeFileSync(target, text);
  } catch (error) {
    throw new AppError(
      "params-file-not-writable",
      `The parameters file ${file} cannot be written: ${describeError(error)}.`,
      { cause: error },
    );
  }
}
