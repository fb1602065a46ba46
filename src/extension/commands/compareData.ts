import path from "node:path";
import * as vscode from "vscode";
import * as z from "zod";
import { AppError } from "../../base/errors.ts";
import { labelText } from "../../core/runs/displayText.ts";
import { listRunData, runDataFile } from "../../platform/monitors/resolveSources.ts";
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
    const before = reference ?? (await askForData(services, vscode.l10n.t("Reference Data")));
    if (before === undefined) return undefined;
    const after = current ?? (await askForData(services, vscode.l10n.t("Current Data"), before));
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
/** Profiles that runs keep are listed by their runs. */
const notInRuns = "**/{.sextant,node_modules,.git}/**";
const maxFiles = 2000;
const maxRuns = 100;

interface DataItem extends vscode.QuickPickItem {
  /** Null: browse for it. */
  readonly file: string | null;
}

/** A data file or a profile of the workspace, the data of a run, or any other that is browsed for. */
async function askForData(
  services: Services,
  title: string,
  other?: string,
): Promise<string | undefined> {
  const [files, runs] = await Promise.all([listFiles(), listRuns(services)]);
  const browse: DataItem = {
    label: vscode.l10n.t("Browse…"),
    description: vscode.l10n.t("a file or a folder elsewhere"),
    iconPath: new vscode.ThemeIcon("folder-opened"),
    file: null,
  };
  const placeHolder = vscode.l10n.t("CSV, TSV, Parquet or JSON lines, a profile, or a run's data");
  const items = [browse, ...files, ...runs].filter(({ file }) => file === null || file !== other);
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder,
    matchOnDescription: true,
  });
  if (picked === undefined) return undefined;
  if (picked.file !== null) return picked.file;
  const [chosen] =
    (await vscode.window.showOpenDialog({ title, canSelectFolders: true, canSelectFiles: true })) ??
    [];
  return chosen?.fsPath;
}

async function listFiles(): Promise<DataItem[]> {
  const found = await Promise.all(
    [dataPattern, profilePattern].map((pattern) =>
      vscode.workspace.findFiles(pattern, notInRuns, maxFiles),
    ),
  );
  return found
    .flat()
    .toSorted((one, next) => one.fsPath.localeCompare(next.fsPath))
    .map((uri) => ({
      label: path.basename(uri.fsPath),
      description: vscode.workspace.asRelativePath(path.dirname(uri.fsPath)),
      iconPath: new vscode.ThemeIcon("table"),
      file: uri.fsPath,
    }));
}

/** The data that runs were trained on, of the newest runs that recorded any. */
async function listRuns({ projects }: Services): Promise<DataItem[]> {
  const items: DataItem[] = [];
  for (const project of projects.all()) {
    await project.runs().load();
    const newest = project
      .runs()
      .all()
      .toSorted((one, other) => (other.startTime ?? 0) - (one.startTime ?? 0));
    for (const { id, name } of newest) {
      if (items.length >= maxRuns) return items;
      items.push(...runItems(project.root, { id, name }));
    }
  }
  return items;
}

function runItems(root: string, run: { readonly id: string; readonly name: string }): DataItem[] {
  return listRunData(root, run.id).map((data) => ({
    label: labelText(data),
    description: vscode.l10n.t("read by the run {0}", labelText(run.name)),
    iconPath: new vscode.ThemeIcon("history"),
    file: runDataFile(root, run.id, data),
  }));
}
