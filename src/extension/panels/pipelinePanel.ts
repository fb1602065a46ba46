import * as vscode from "vscode";
import * as z from "zod";
import { DisposableStore } from "../../base/disposables.ts";
import { AppError } from "../../base/errors.ts";
import { pipelinePanelMessages } from "../../protocol/pipelinePanel.ts";
import type { Handlers, Rpc } from "../../protocol/rpc.ts";
import { panelIds, type CommandId } from "../ids.ts";
import { lintingOff } from "../lint/lintingOff.ts";
import type { LintRoot } from "../lint/lintRoots.ts";
import type { Services } from "../services.ts";
import { Throttle } from "../throttle.ts";
import type { PipelinePanel } from "./openPanel.ts";
import { connectPanel, showPanelPage } from "./panelPage.ts";

/** Changes of files come many at a time; the graph is asked for once for all. */
const changeIntervalMs = 250;

/** One panel a repository; a second call brings the first to the front. */
export function openPipelinePanel(services: Services, lint: LintRoot): PipelinePanel {
  const known = services.pipelinePanels.get(lint.root);
  if (known !== undefined) {
    known.bringToFront();
    return known;
  }
  const panel = vscode.window.createWebviewPanel(panelIds.pipeline, vscode.l10n.t("Pipeline"), {
    viewColumn: vscode.ViewColumn.Beside,
    preserveFocus: false,
  });
  return new PipelinePanelHost(services, lint, panel);
}

const savedState = z.object({ root: z.string() });

/** Revives a panel after a reload; one whose repository is not open any more is closed. */
export function restorePipelinePanel(
  services: Services,
  panel: vscode.WebviewPanel,
  state: unknown,
): void {
  const root = savedState.safeParse(state).data?.root;
  const lint = services.linting.current?.roots.all().find((one) => one.root === root);
  if (lint === undefined || services.pipelinePanels.has(lint.root)) panel.dispose();
  else new PipelinePanelHost(services, lint, panel);
}

/** The extension's end of a Pipeline panel; lives as long as the panel. */
class PipelinePanelHost implements PipelinePanel {
  readonly #store = new DisposableStore();
  readonly #services: Services;
  readonly #panel: vscode.WebviewPanel;
  readonly #rpc: Rpc<(typeof pipelinePanelMessages)["toWebview"]>;
  /** What belongs to the thread that lints now; another one has its own. */
  #followed = new DisposableStore();

  constructor(services: Services, lint: LintRoot, panel: vscode.WebviewPanel) {
    this.#services = services;
    this.#panel = panel;
    services.pipelinePanels.set(lint.root, this);
    this.#rpc = this.#store.add(
      connectPanel(services, panel, {
        name: "Pipeline panel",
        messages: pipelinePanelMessages,
        handlers: this.#handlers(lint),
      }),
    );
    this.#follow(lint.root);
    panel.onDidDispose(() => {
      services.pipelinePanels.delete(lint.root);
      this.#store.dispose();
    });
    showPanelPage(services, panel, { app: "pipeline", root: lint.root });
  }

  bringToFront(): void {
    this.#panel.reveal();
  }

  close(): void {
    this.#panel.dispose();
  }

  #follow(root: string): void {
    const { linting } = this.#services;
    const changed = this.#store.add(
      new Throttle(() => this.#rpc.notify("changed", {}), changeIntervalMs),
    );
    const follow = (): void => {
      this.#followed.dispose();
      this.#followed = new DisposableStore();
      const { current } = linting;
      if (current === undefined) return;
      const { roots, diagnostics } = current;
      const client = roots.all().find((lint) => lint.root === root)?.client;
      if (client !== undefined) this.#followed.add(client.onDidHash(() => changed.request()));
      this.#followed.add(
        diagnostics.onDidChange((lint) => {
          if (lint.root === root) changed.request();
        }),
      );
    };
    follow();
    this.#store.add({ dispose: () => this.#followed.dispose() });
    this.#store.add(
      linting.onDidChange.event(() => {
        follow();
        changed.request();
      }),
    );
    // While it is hidden the page has no one to draw for.
    this.#store.add(
      this.#panel.onDidChangeViewState(() => {
        if (this.#panel.visible) changed.request();
      }),
    );
  }

  #handlers(lint: LintRoot): Handlers<(typeof pipelinePanelMessages)["toHost"]> {
    const services = this.#services;
    return {
      readView: ({ scope }) => findRoot(services, lint.root).client.pipeline(scope),
      openSource: ({ file, line }) =>
        services.inBackground("show the code of a stage", show(lint.uri(file), line)),
      runStage: ({ file, name, mode }) => {
        const command: CommandId = "sextant.pipeline.runStage";
        const argument = { root: lint.root, file, stage: name, mode };
        services.inBackground("run a stage", vscode.commands.executeCommand(command, argument));
      },
    };
  }
}

/** The thread that lints a repository now. */
function findRoot({ linting }: Services, root: string): LintRoot {
  if (linting.current === undefined) throw lintingOff();
  const found = linting.current.roots.all().find((lint) => lint.root === root);
  if (found !== undefined) return found;
  throw new AppError("no-project", vscode.l10n.t("{0} is not open in this window any more.", root));
}

/** In the editor beside the panel, which keeps its place. */
async function show(uri: vscode.Uri, line: number): Promise<void> {
  const selection = new vscode.Range(line, 0, line, 0);
  const open = vscode.window.visibleTextEditors.find(
    ({ document }) => document.uri.toString() === uri.toString(),
  );
  const viewColumn = open?.viewColumn ?? vscode.ViewColumn.One;
  await vscode.window.showTextDocument(uri, { selection, viewColumn, preserveFocus: false });
}
