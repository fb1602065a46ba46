import path from "node:path";
import * as vscode from "vscode";
import * as z from "zod";
import { AppError } from "../../base/errors.ts";
import { requireMonitors } from "../monitors/requireMonitors.ts";
import type { Services } from "../services.ts";
import { requireTrust } from "../trust.ts";
import { defineCommand } from "./command.ts";

const argument = z
  .object({
    root: z.string().optional(),
    reference: z.string().optional(),
    current: z.string().optional(),
    /** Given by the explorer: the file under the mouse, and all that are selected. */
    file: z.string().optional(),
    files: z.array(z.string()).optional(),
  })
  .transform(({ root, reference, current, file, files = [] }) => {
    if (files.length === 2) return { root, reference: files[0], current: files[1] };
    return { root, reference: reference ?? file, current };
  });

/** Compares two data sets once, and shows what moved. */
export const compareDataCommand = defineCommand({
  id: "sextant.drift.compare",
  argument,
  async run(services, { root, reference, current }) {
    requireTrust();
    const monitors = await requireMonitors(services);
    const before = reference ?? (await askForData(vscode.l10n.t("Reference Data")));
    if (before === undefined) return undefined;
    const after = current ?? (await askForData(vscode.l10n.t("Current Data"), before));
    if (after === undefined) return undefined;
    const project = root ?? projectOf(services, after);
    const { openDriftPanel } = await import("../panels/driftPanel.ts");
    const comparing = monitors.compare({ root: project, reference: before, current: after });
    const panel = openDriftPanel(services, project);
    const state = await comparing.started;
    panel.reveal(state.id);
    return (await comparing.finished).verdict;
  },
});

/** The project that the data lie in, else the first of the workspace. */
function projectOf({ projects }: Services, file: string): string {
  const [first] = projects.all();
  const found = projects.ofFile(vscode.Uri.file(file)) ?? first;
  if (found !== undefined) return found.root;
  throw new AppError("no-project", vscode.l10n.t("Open a folder first."));
}

const dataPattern = "**/*.{csv,tsv,parquet,jsonl,ndjson,csv.gz,tsv.gz,jsonl.gz,csv.zst,jsonl.zst}";
const profilePattern = "**/*.profile.json";
const maxFiles = 2000;

/** A data file or a profile of the workspace, or any other that is browsed for. */
async function askForData(title: string, other?: string): Promise<string | undefined> {
  const [data, profiles] = await Promise.all([
    vscode.workspace.findFiles(dataPattern, undefined, maxFiles),
    vscode.workspace.findFiles(profilePattern, undefined, maxFiles),
  ]);
  const items = [...data, ...profiles]
    .filter(({ fsPath }) => fsPath !== other)
    .toSorted((one, next) => one.fsPath.localeCompare(next.fsPath))
    .map((uri) => ({
      label: path.basename(uri.fsPath),
      description: vscode.workspace.asRelativePath(path.dirname(uri.fsPath)),
      iconPath: new vscode.ThemeIcon("table"),
      file: uri.fsPath,
    }));
  const browse = {
    label: vscode.l10n.t("Browse…"),
    description: vscode.l10n.t("a file or a folder elsewhere"),
    iconPath: new vscode.ThemeIcon("folder-opened"),
    file: null,
  };
  const placeHolder = vscode.l10n.t("CSV, TSV, Parquet or JSON lines, or a profile");
  const picked = await vscode.window.showQuickPick<(typeof items)[number] | typeof browse>(
    [browse, ...items],
    { title, placeHolder, matchOnDescription: true },
  );
  if (picked === undefined) return undefined;
  if (picked.file !== null) return picked.file;
  const [chosen] =
    (await vscode.window.showOpenDialog({ title, canSelectFolders: true, canSelectFiles: true })) ??
    [];
  return chosen?.fsPath;
}
