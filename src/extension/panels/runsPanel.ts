import * as vscode from "vscode";
import * as z from "zod";
import { DisposableStore } from "../../base/disposables.ts";
import type { Rpc } from "../../protocol/rpc.ts";
import { runsPanelMessages } from "../../protocol/runsPanel.ts";
import { panelIds, type PanelTab } from "../ids.ts";
import type { Project } from "../project.ts";
import type { Services } from "../services.ts";
import { ChangeFeed, type PanelChange } from "./changeFeed.ts";
import type { RunsPanel } from "./openPanel.ts";
import { connectPanel, showPanelPage } from "./panelPage.ts";
import { createRunsPanelHandlers } from "./runsPanelHandlers.ts";

type ToWebview = typeof runsPanelMessages.toWebview;

/** One panel a project; a second call brings the first to the front. */
export function openRunsPanel(services: Services, project: Project): RunsPanel {
  const known = services.runsPanels.get(project.root);
  if (known !== undefined) {
    known.bringToFront();
    return known;
  }
  const panel = vscode.window.createWebviewPanel(
    panelIds.runs,
    panelTitle(services, project),
    vscode.ViewColumn.Active,
  );
  return new RunsPanelHost(services, project, panel);
}

const savedState = z.object({ root: z.string() });

/** Revives a panel after a reload; one whose project is gone from the workspace is closed. */
export function restoreRunsPanel(
  services: Services,
  panel: vscode.WebviewPanel,
  state: unknown,
): void {
  const root = savedState.safeParse(state).data?.root;
  const all = services.projects.all();
  const project = root === undefined ? all[0] : all.find((candidate) => candidate.root === root);
  if (project === undefined || services.runsPanels.has(project.root)) {
    panel.dispose();
    return;
  }
  new RunsPanelHost(services, project, panel);
}

/** The extension's end of a Runs panel; lives as long as the panel. */
class RunsPanelHost implements RunsPanel {
  readonly #store = new DisposableStore();
  readonly #services: Services;
  readonly #project: Project;
  readonly #panel: vscode.WebviewPanel;
  readonly #rpc: Rpc<ToWebview>;
  /** Waits for a page that has not said yet that it listens. */
  #pendingReveal: { readonly runIds: readonly string[]; readonly tab: PanelTab } | undefined;
  #isReady = false;

  constructor(services: Services, project: Project, panel: vscode.WebviewPanel) {
    this.#services = services;
    this.#project = project;
    this.#panel = panel;
    services.runsPanels.set(project.root, this);
    this.#rpc = this.#store.add(
      connectPanel(services, panel, {
        name: "Runs panel",
        messages: runsPanelMessages,
        handlers: createRunsPanelHandlers(services, project, () => this.#pageIsReady()),
      }),
    );
    this.#store.add(this.#followChanges());
    panel.onDidDispose(() => {
      services.runsPanels.delete(project.root);
      this.#store.dispose();
    });
    panel.title = panelTitle(services, project);
    showPanelPage(services, panel, { app: "runs", root: project.root });
  }

  bringToFront(): void {
    this.#panel.reveal();
  }

  close(): void {
    this.#panel.dispose();
  }

  reveal(runIds: readonly string[], tab: PanelTab): void {
    this.#pendingReveal = { runIds, tab };
    this.#deliverReveal();
  }

  #pageIsReady(): void {
    this.#isReady = true;
    // After the answer to `ready`, which is sent when this handler has returned.
    setImmediate(() => this.#deliverReveal());
  }

  #deliverReveal(): void {
    if (!this.#isReady || this.#pendingReveal === undefined) return;
    const { runIds, tab } = this.#pendingReveal;
    this.#pendingReveal = undefined;
    this.#rpc.notify("reveal", { runIds: [...runIds], tab });
  }

  #followChanges(): DisposableStore {
    const store = new DisposableStore();
    const panel = this.#panel;
    const feed = store.add(
      new ChangeFeed({ isVisible: () => panel.visible, send: (change) => this.#tell(change) }),
    );
    store.add(this.#project.catalog().onDidChange((change) => feed.push(change)));
    store.add(
      this.#project.onDidProgress((progress) => {
        if (panel.visible && this.#isReady) this.#rpc.notify("progress", { progress });
      }),
    );
    store.add(
      panel.onDidChangeViewState(() => {
        // A hidden page is thrown away; it says `ready` again when it is shown.
        if (panel.visible) feed.resume();
        else this.#isReady = false;
      }),
    );
    return store;
  }

  #tell(change: PanelChange): void {
    this.#services.inBackground("change of the Runs panel", this.#sendChange(change));
  }

  async #sendChange(change: PanelChange): Promise<void> {
    const runs = this.#project.runs();
    await runs.load();
    const running = runs.all().filter((run) => run.status === "running");
    const latestStatuses = Object.fromEntries(
      change.runIds.flatMap((id) => {
        const run = runs.get(id);
        return run === undefined ? [] : [[id, run.status]];
      }),
    );
    this.#rpc.notify("changed", {
      revision: change.revision,
      runIds: [...change.runIds],
      areColumnsChanged: change.areColumnsChanged,
      runningIds: running.map((run) => run.id),
      latestStatuses,
    });
  }
}

function panelTitle(services: Services, project: Project): string {
  const isOnly = services.projects.all().length === 1;
  return isOnly ? vscode.l10n.t("Runs") : vscode.l10n.t("Runs: {0}", project.name);
}
