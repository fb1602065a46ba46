import { writeFileSync } from "node:fs";
import path from "node:path";
import { AppError, describeError } from "../../base/errors.ts";
import { createCliLog } from "../cliLog.ts";
import type { CliIo } from "../io.ts";
import { renderDriftJson } from "../reporters/drift/driftJson.ts";
import { renderDriftJunit } from "../reporters/drift/driftJunit.ts";
import { renderDriftHtml, renderDriftMarkdown } from "../reporters/drift/driftPages.ts";
import { renderDriftSarif } from "../reporters/drift/driftSarif.ts";
import { renderDriftText } from "../reporters/drift/driftText.ts";
import type { DriftOutcome } from "./driftOutcome.ts";

export const driftFormats = ["text", "json", "sarif", "html", "junit", "markdown"] as const;
export type DriftFormat = (typeof driftFormats)[number];

export interface PrintFlags {
  readonly format: DriftFormat;
  readonly output?: string;
  readonly verbose?: boolean;
}

/** What was found, in the format that was asked for, to standard output or a file. */
export function printOutcome(outcome: DriftOutcome, flags: PrintFlags, io: CliIo): void {
  printText(render(outcome, flags, io), flags, io);
  if (flags.output === undefined) return;
  const log = createCliLog(io);
  for (const { name, report, failure } of outcome.monitors) {
    log.info(`${name}: ${report?.verdict ?? "failed"}: ${report?.reason ?? failure ?? ""}`);
  }
}

/** To the file that `--output` names, else to standard output. */
export function printText(text: string, { output }: Pick<PrintFlags, "output">, io: CliIo): void {
  if (output === undefined) {
    io.stdout.write(text);
    return;
  }
  const file = path.resolve(io.cwd, output);
  try {
    writeFileSync(file, text);
  } catch (error) {
    const message = `${file} could not be written: ${describeError(error)}.`;
    throw new AppError("output-not-written", message, { cause: error });
  }
  createCliLog(io).info(`The report is in ${output}.`);
}

function render(outcome: DriftOutcome, { format, output, verbose }: PrintFlags, io: CliIo): string {
  const { stdout, env } = io;
  switch (format) {
    case "text": {
      const hasColors = stdout.isTty && output === undefined && (env["NO_COLOR"] ?? "") === "";
      return renderDriftText(outcome, { output: stdout, hasColors, isVerbose: verbose === true });
    }
    case "json":
      return renderDriftJson(outcome);
    case "sarif":
      return renderDriftSarif(outcome);
    case "html":
      return renderDriftHtml(outcome);
    case "junit":
      return renderDriftJunit(outcome);
    case "markdown":
      return renderDriftMarkdown(outcome);
  }
}
