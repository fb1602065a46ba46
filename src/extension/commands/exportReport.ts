import path from "node:path";
import * as vscode from "vscode";
import * as z from "zod";
import { AppError } from "../../base/errors.ts";
import type { MonitorReport } from "../../core/monitors/monitorReport.ts";
import { exportFormats, type ExportFormat } from "../ids.ts";
import type { MonitorState } from "../monitors/monitorState.ts";
import { chooseMonitor, requireMonitors } from "../monitors/requireMonitors.ts";
import { showInformation } from "../notifications.ts";
import { defineCommand } from "./command.ts";
import { monitorSelectionShape } from "./monitorArgument.ts";

/** Writes a monitor's newest report into a file. */
export const exportReportCommand = defineCommand({
  id: "sextant.monitors.exportReport",
  argument: z.object({
    ...monitorSelectionShape,
    format: z.enum(exportFormats).optional(),
    file: z.string().optional(),
  }),
  async run(services, selection) {
    const monitors = await requireMonitors(services);
    const placeHolder = vscode.l10n.t("Whose report is to be exported?");
    const filter = ({ verdict }: MonitorState): boolean => verdict !== null;
    const state = await chooseMonitor(monitors, selection, { placeHolder, filter });
    if (state === undefined) return undefined;
    const { report } = state;
    if (report === null) {
      throw new AppError(
        "no-report",
        vscode.l10n.t("{0} has no report that can be exported: check it first.", state.name),
      );
    }
    const format = selection.format ?? (await askFormat());
    if (format === undefined) return undefined;
    const file = selection.file ?? (await askFile(state, format));
    if (file === undefined) return undefined;
    const uri = vscode.Uri.file(file);
    const text = await render(report, format);
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    const open = vscode.l10n.t("Open");
    const said = vscode.l10n.t("The report is in {0}.", path.basename(file));
    services.inBackground(
      "exported report",
      showInformation(said, open).then(async (chosen) => {
        if (chosen !== open) return;
        if (format === "html") await vscode.env.openExternal(uri);
        else await vscode.window.showTextDocument(uri);
      }),
    );
    return file;
  },
});

async function render(report: MonitorReport, format: ExportFormat): Promise<string> {
  switch (format) {
    case "html":
      return (await import("../../core/drift/report/renderHtml.ts")).renderHtml(report);
    case "markdown":
      return (await import("../../core/drift/report/renderMarkdown.ts")).renderMarkdown(report);
    case "json":
      return (await import("../../core/drift/report/renderJson.ts")).renderJson(report);
  }
}

const extensions: Readonly<Record<ExportFormat, string>> = {
  html: "html",
  json: "json",
  markdown: "md",
};

async function askFormat(): Promise<ExportFormat | undefined> {
  const choices: readonly (vscode.QuickPickItem & { readonly format: ExportFormat })[] = [
    { label: "HTML", detail: vscode.l10n.t("One file with all charts, to send"), format: "html" },
    { label: "Markdown", detail: vscode.l10n.t("For an issue or a review"), format: "markdown" },
    { label: "JSON", detail: vscode.l10n.t("Every number, for programs"), format: "json" },
  ];
  const placeHolder = vscode.l10n.t("In which form?");
  return (await vscode.window.showQuickPick(choices, { placeHolder }))?.format;
}

async function askFile(state: MonitorState, format: ExportFormat): Promise<string | undefined> {
  const name = state.name.replace(/[^\w.-]+/g, "-");
  const defaultUri = vscode.Uri.file(path.join(state.root, `${name}.${extensions[format]}`));
  return (await vscode.window.showSaveDialog({ defaultUri }))?.fsPath;
}
