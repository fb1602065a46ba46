import * as vscode from "vscode";
import * as z from "zod";
import { DisposableStore } from "../../base/disposables.ts";
import { driftPanelMessages, type RevealedTab } from "../../protocol/driftPanel.ts";
import type { Rpc } from "../../protocol/rpc.ts";
import { panelIds } from "../ids.ts";
import type { Services } from "../services.ts";
import { Throttle } from "../throttle.ts";
import { createDriftHandlers } from "./driftPanelHandlers.ts";
import type { DriftPanel, RevealOptions } from "./openPanel.ts";
import { connectPanel, showPanelPage } from "./panelPage.ts";

type ToWebview = (typeof driftPanelMessages)["toWebview"];

interface Revealed {
  readonly id: string;
  readonly feature: string | null;
  readonly tab: RevealedTab | null;
}

/** Changes come several at a time: a check ends, its alerts change, its history grows. */
const changeIntervalMs = 100;

/** One panel a project; a second call brings the first to the front. */
export function openDriftPanel(services: Services, root: string): DriftPanel {
  const known = services.driftPanels.get(root);
  if (known !== undefined) {
    known.bringToFront();
    return known;
  }
  const panel = vscode.window.createWebviewPanel(
    panelIds.drift,
    vscode.l10n.t("Drift"),
    { viewColumn: vscode.ViewColumn.Active, preserveFocus: false },
    { retainContextWhenHidden: true },
  );
  return new DriftPanelHost(services, root, panel);
}

const savedState = z.object({ root: z.string() });

/** Revives a panel after a reload; one whose project is not open any more is closed. */
export function restoreDriftPanel(
  services: Services,
  panel: vscode.WebviewPanel,
  state: unknown,
): void {
  const root = savedState.safeParse(state).data?.root;
  const project = services.projects.all().find((one) => one.root === root);
  if (project === undefined || services.driftPanels.has(project.root)) panel.dispose();
  else new DriftPanelHost(services, project.root, panel);
}

/** The extension's end of a Drift panel; lives as long as the panel. */
class DriftPanelHost implements DriftPanel {
  readonly #store = new DisposableStore();
  readonly #services: Services;
  readonly #panel: vscode.WebviewPanel;
  readonly #rpc: Rpc<ToWebview>;
  /** What is to be shown once the page listens. */
  #pending: Revealed | undefined;
  #isListening = false;
  #changed = new Set<string>();

  constructor(services: Services, root: string, panel: vscode.WebviewPanel) {
    this.#services = services;
    this.#panel = panel;
    services.driftPanels.set(root, this);
    const handlers = createDriftHandlers(services, root);
    this.#rpc = this.#store.add(
      connectPanel(services, panel, {
        name: "Drift panel",
        messages: driftPanelMessages,
        handlers: {
          ...handlers,
          readOverview: (body) => {
            this.#listen();
            return handlers.readOverview(body);
          },
        },
      }),
    );
    this.#follow(root);
    panel.onDidDispose(() => {
      services.driftPanels.delete(root);
      this.#store.dispose();
    });
    showPanelPage(services, panel, { app: "drift", root });
  }

  bringToFront(): void {
    this.#panel.reveal();
  }

  close(): void {
    this.#panel.dispose();
  }

  reveal(id: string, { feature = null, tab = null }: RevealOptions = {}): void {
    const revealed = { id, feature, tab };
    if (this.#isListening) this.#rpc.notify("reveal", revealed);
    else this.#pending = revealed;
  }

  #listen(): void {
    this.#isListening = true;
    const pending = this.#pending;
    this.#pending = undefined;
    // After the reply that is about to be sent: the page has to know what is revealed.
    if (pending !== undefined) setImmediate(() => this.#rpc.notify("reveal", pending));
  }

  #follow(root: string): void {
    const { current } = this.#services.monitoring;
    if (current === undefined) return;
    const tell = this.#store.add(
      new Throttle(() => {
        const ids = [...this.#changed];
        this.#changed = new Set();
        this.#rpc.notify("changed", { ids });
      }, changeIntervalMs),
    );
    this.#store.add(
      current.onDidChange((references) => {
        for (const reference of references) {
          if (reference.root === root) this.#changed.add(reference.id);
        }
        tell.request();
      }),
    );
    this.#store.add(
      current.onDidProgress((reference) => {
        if (reference.root !== root) return;
        const progress = current.get(reference)?.progress ?? null;
        this.#rpc.notify("progress", { id: reference.id, progress });
      }),
    );
  }
}
