/** A host for the Pipeline panel in its own page: the real protocol over a graph that is handed in. */
import type { PipelineView } from "../../../src/core/lint/pipeline/pipelineView.ts";
import { toDisposable } from "../../../src/base/disposables.ts";
import { pipelinePanelMessages } from "../../../src/protocol/pipelinePanel.ts";
import { createRpc } from "../../../src/protocol/rpc.ts";

/** What the test sets before the page begins, and reads afterwards. */
export interface PipelinePage {
  view: PipelineView;
  readonly sent: { readonly name: string; readonly body: unknown }[];
  readonly faults: string[];
  tellChanged(): void;
  acquireVsCodeApi(): { postMessage(message: unknown): void; setState(state: unknown): void };
}

const page = globalThis as unknown as PipelinePage;
let receive: (message: unknown) => void = () => undefined;

const host = createRpc({
  port: {
    send: (message) => window.postMessage(message, "*"),
    onMessage(listener) {
      receive = listener;
      return toDisposable(() => (receive = () => undefined));
    },
  },
  local: pipelinePanelMessages.toHost,
  remote: pipelinePanelMessages.toWebview,
  handlers: {
    readView: () => page.view,
    openSource: (body) => void page.sent.push({ name: "openSource", body }),
    runStage: (body) => void page.sent.push({ name: "runStage", body }),
  },
  onFault: (message) => page.faults.push(message),
});

Object.assign(page, {
  sent: [],
  faults: [],
  tellChanged: () => host.notify("changed", {}),
  acquireVsCodeApi: () => ({
    // As from another process: later, and copied.
    postMessage: (message: unknown) => setTimeout(receive, 0, structuredClone(message)),
    setState: () => undefined,
  }),
});
