import * as vscode from "vscode";
import { AppError } from "../../base/errors.ts";
import { formatBytes } from "../../core/charts/format.ts";
import {
  layoutSchema,
  maxMediaBytes,
  type RunAction,
  type runsPanelMessages,
} from "../../protocol/runsPanel.ts";
import type { Handlers } from "../../protocol/rpc.ts";
import { stateKeys, type CommandId } from "../ids.ts";
import type { Project } from "../project.ts";
import type { Services } from "../services.ts";

type PanelHandlers = Handlers<typeof runsPanelMessages.toHost>;

/** What the panel's actions are, as commands. */
const actionCommands: Readonly<Record<RunAction, CommandId>> = {
  launch: "sextant.runs.launch",
  rerun: "sextant.runs.rerun",
  rerunWithParameters: "sextant.runs.rerunWithParameters",
  stop: "sextant.runs.stop",
  openLog: "sextant.runs.openLog",
  openArtifacts: "sextant.runs.openArtifacts",
  openLocation: "sextant.runs.openLocation",
  revealLocation: "sextant.runs.revealLocation",
  import: "sextant.runs.import",
  diffWithWorkingTree: "sextant.runs.diffWithWorkingTree",
  diffRuns: "sextant.runs.diff",
  restoreCode: "sextant.runs.restoreCode",
  rename: "sextant.runs.rename",
  editTags: "sextant.runs.editTags",
  editNote: "sextant.runs.editNote",
  delete: "sextant.runs.delete",
  exportCsv: "sextant.runs.exportCsv",
  exportJson: "sextant.runs.exportJson",
  copyId: "sextant.runs.copyId",
};

/** Answers to everything that a Runs panel may ask. */
export function createRunsPanelHandlers(
  services: Services,
  project: Project,
  onReady: () => void,
): PanelHandlers {
  const catalog = project.catalog();
  const state = services.context.workspaceState;
  const layoutKey = stateKeys.panelLayout + project.root;
  return {
    ready() {
      onReady();
      // A layout of another version is dropped: the panel starts with its own.
      const layout = layoutSchema.safeParse(state.get(layoutKey));
      return { layout: layout.success ? layout.data : null, progress: project.progress() };
    },
    async saveLayout(layout) {
      await state.update(layoutKey, layout);
      return {};
    },
    openView: (query) => catalog.openView(query),
    async readRows(request) {
      const { revision, isStale, rows } = await catalog.readRows(request);
      return { revision, isStale, rows: [...rows] };
    },
    readColumns: async () => ({ columns: [...(await catalog.columns())] }),
    readUniformColumns: async ({ viewId }) => ({
      columns: [...(await catalog.uniformColumns(viewId))],
    }),
    readRuns: async ({ runIds }) => ({ runs: [...(await catalog.runs(runIds))] }),
    async readSeries({ runIds, metrics, maxPoints, range, isRaw }) {
      const request = { runIds: [...runIds], metrics: [...metrics], maxPoints, range, isRaw };
      return { series: [...(await catalog.readSeries(request))] };
    },
    listMedia: async ({ runId }) => ({ items: [...(await catalog.listMedia(runId))] }),
    async readMedia(request) {
      refuseLarge(request.path, request.part?.length ?? 0);
      const bytes = await catalog.readMedia(request);
      refuseLarge(request.path, bytes.byteLength);
      return { bytes };
    },
    async act({ action, runIds }) {
      const selection = { root: project.root, runIds };
      await vscode.commands.executeCommand(actionCommands[action], selection);
      return {};
    },
    saveFile: async (file) => ({ isSaved: await saveFile(project, file) }),
  };
}

function refuseLarge(path: string, sizeBytes: number): void {
  if (sizeBytes <= maxMediaBytes) return;
  const sizes = [formatBytes(sizeBytes), formatBytes(maxMediaBytes)];
  throw new AppError(
    "media-too-large",
    vscode.l10n.t("{0} has {1}; up to {2} are shown here.", path, ...sizes),
  );
}

async function saveFile(
  project: Project,
  file: {
    readonly suggestedName: string;
    readonly content: string;
    readonly encoding: "utf8" | "base64";
  },
): Promise<boolean> {
  // A name from the panel chooses no folder.
  const name = file.suggestedName.replaceAll(/[\\/:*?"<>|]/g, "-").slice(-200);
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(vscode.Uri.file(project.root), name),
  });
  if (target === undefined) return false;
  await vscode.workspace.fs.writeFile(target, Buffer.from(file.content, file.encoding));
  return true;
}
