import path from "node:path";
import * as vscode from "vscode";
import { addMonitor } from "../../core/config/editMonitors.ts";
import { locateMonitor } from "../../core/config/parseSextantConfig.ts";
import { sextantConfigName } from "../../core/config/sextantConfig.ts";

const firstMonitor = {
  description: "What production sees, against what the model was trained on",
  reference: "data/train.csv",
  current: "data/production/*.csv",
  onChange: true,
} as const;

/** Adds an example of a monitor to a project's `sextant.yaml`, unsaved, and shows it. */
export async function writeFirstMonitor(root: string): Promise<void> {
  const uri = vscode.Uri.file(path.join(root, sextantConfigName));
  const document = await openOrCreate(uri);
  const text = document.getText();
  const name = "production";
  const edited = addMonitor(text, name, firstMonitor);
  const edit = new vscode.WorkspaceEdit();
  const everything = new vscode.Range(0, 0, document.lineCount, 0);
  edit.replace(document.uri, everything, edited);
  await vscode.workspace.applyEdit(edit);
  const line = locateMonitor(edited, name).line ?? 0;
  await vscode.window.showTextDocument(document, {
    selection: new vscode.Range(line, 0, line, 0),
    viewColumn: vscode.ViewColumn.Beside,
  });
}

async function openOrCreate(uri: vscode.Uri): Promise<vscode.TextDocument> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    // There is none yet: an untitled one that will be saved there.
    return await vscode.workspace.openTextDocument(uri.with({ scheme: "untitled" }));
  }
}
