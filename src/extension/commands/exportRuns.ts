import path from "node:path";
import * as vscode from "vscode";
import * as z from "zod";
import { CancelledError } from "../../base/errors.ts";
import { runCli } from "../../platform/process/runCli.ts";
import type { SourceOptions } from "../../platform/index/indexMessages.ts";
import type { CommandTable } from "../ids.ts";
import { showInformation } from "../notifications.ts";
import type { Project } from "../project.ts";
import { readSourceOptions } from "../sources.ts";
import { defineCommand, runSelectionShape, type Command } from "./command.ts";
import { chooseRuns } from "./runTargets.ts";

export const exportCsvCommand = exportCommand("sextant.runs.exportCsv", "csv");
export const exportJsonCommand = exportCommand("sextant.runs.exportJson", "json");

type ExportId = "sextant.runs.exportCsv" | "sextant.runs.exportJson";

/** Exporting is the command line's `export`: what both write is the same by construction. */
function exportCommand(id: ExportId, format: "csv" | "json"): Command {
  return defineCommand({
    id,
    argument: z.object({
      ...runSelectionShape,
      file: z.string().optional(),
    }) satisfies z.ZodType<CommandTable[ExportId]["argument"]>,
    async run(services, argument) {
      const { project, runs } = await chooseRuns(services, argument, {
        placeholder: vscode.l10n.t("Which runs are to be exported?"),
        isMany: true,
      });
      const file = argument.file ?? (await askFile(project, format));
      await runCli({
        execPath: process.execPath,
        cliPath: services.files.cli,
        args: [
          ...["export", "--format", format, "--output", file],
          ...sourceArguments(readSourceOptions(services.settings, project.root)),
          ...["--", ...runs.map((run) => run.id)],
        ],
        cwd: project.root,
      });
      if (argument.file === undefined) services.inBackground("export", offerToOpen(file));
      return file;
    },
  });
}

/** Lets the command line look where this window does, so that it finds the same runs. */
function sourceArguments({ exclude, folders, isTrusted }: SourceOptions): readonly string[] {
  return [
    ...folders.map((folder) => `--source-folder=${folder}`),
    ...exclude.map((glob) => `--source-exclude=${glob}`),
    ...(isTrusted ? [] : ["--restricted"]),
  ];
}

async function askFile(project: Project, format: "csv" | "json"): Promise<string> {
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(path.join(project.root, `runs.${format}`)),
    filters: { [format.toUpperCase()]: [format] },
  });
  if (target === undefined) throw new CancelledError();
  return target.fsPath;
}

async function offerToOpen(file: string): Promise<void> {
  const open = vscode.l10n.t("Open");
  const message = vscode.l10n.t("Exported to {0}.", file);
  if ((await showInformation(message, open)) !== open) return;
  await vscode.commands.executeCommand("vscode.open", vscode.Uri.file(file));
}
