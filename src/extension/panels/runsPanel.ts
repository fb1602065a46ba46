import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import * as z from "zod";
import { DisposableStore } from "../../base/disposables.ts";
import { createRpc, type Rpc } from "../../protocol/rpc.ts";
import { runsPanelMessages } from "../../protocol/runsPanel.ts";
import { panelIds, type PanelTab } from "../ids.ts";
import type { Project } from "../project.ts";
import type { Services } from "../services.ts";
import { ChangeFeed, type PanelChange } from "./changeFeed.ts";
import type { RunsPanel } from "./openPanel.ts";
import { renderPanelHtml } from "./panelHtml.ts";
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
    this.#rpc = this.#store.add(this.#connect());
    this.#store.add(this.#followChanges());
    panel.onDidDispose(() => {
      services.runsPanels.delete(project.root);
      this.#store.dispose();
    });
    panel.title = panelTitle(services, project);
    panel.iconPath = panelIcon(services.context);
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [webviewFolder(services.context)],
    };
    panel.webview.html = renderPage(services.context, panel, project.root);
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

  #connect(): Rpc<ToWebview> {
    const { log } = this.#services;
    const { webview } = this.#panel;
    return createRpc({
      port: {
        send: (message) => {
          this.#services.inBackground("message to the Runs panel", webview.postMessage(message));
        },
        onMessage: (listener) => webview.onDidReceiveMessage(listener),
      },
      local: runsPanelMessages.toHost,
      remote: runsPanelMessages.toWebview,
      handlers: createRunsPanelHandlers(this.#services, this.#project, () => this.#pageIsReady()),
      onFault: (message, error) => {
        if (error === undefined) log.warn(`Runs panel: ${message}`);
        else log.error(`Runs panel: ${message}`, error);
      },
    });
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

function renderPage(
  context: vscode.ExtensionContext,
  panel: vscode.WebviewPanel,
  root: string,
): string {
  const file = (name: string) =>
    panel.webview.asWebviewUri(vscode.Uri.joinPath(webviewFolder(context), name)).toString();
  return renderPanelHtml({
    nonce: randomBytes(18).toString("base64url"),
    cspSource: panel.webview.cspSource,
    script: file("runs.js"),
    style: file("runs.css"),
    title: panel.title,
    language: vscode.env.language,
    root,
  });
}

function webviewFolder(context: vscode.ExtensionContext): vscode.Uri {
  return vscode.Uri.joinPath(context.extensionUri, "dist", "webview");
}

function panelTitle(services: Services, project: Project): string {
  const isOnly = services.projects.all().length === 1;
  return isOnly ? vscode.l10n.t("Runs") : vscode.l10n.t("Runs: {0}", project.name);
}

function panelIcon(context: vscode.ExtensionContext): { light: vscode.Uri; dark: vscode.Uri } {
  const media = vscode.Uri.joinPath(context.extensionUri, "media");
  return {
    light: vscode.Uri.joinPath(media, "panel-light.svg"),
    dark: vscode.Uri.joinPath(media, "panel-dark.svg"),
  };
}
