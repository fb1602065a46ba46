import type { PipelineNode, PipelineView } from "../../src/core/lint/pipeline/pipelineView.ts";
import { createRpc, type MessagePort, type Rpc } from "../../src/protocol/rpc.ts";
import { pipelinePanelMessages } from "../../src/protocol/pipelinePanel.ts";
import { describeError } from "../../src/base/errors.ts";
import { Store } from "../host/store.ts";
import { layoutGraph, type GraphLayout } from "./layoutGraph.ts";
import { isMatch } from "./searchStages.ts";

export interface GraphState {
  readonly view: PipelineView | null;
  readonly layout: GraphLayout | null;
  readonly error: string;
}

export interface LookState {
  readonly scope: string | null;
  readonly search: string;
  readonly selected: string | null;
}

/** What the panel shows, and its way to the host. */
export class PipelineModel {
  readonly graph = new Store<GraphState>({ view: null, layout: null, error: "" });
  readonly look = new Store<LookState>({ scope: null, search: "", selected: null });
  readonly #host: Rpc<(typeof pipelinePanelMessages)["toHost"]>;
  #newest = 0;

  constructor(port: MessagePort) {
    this.#host = createRpc({
      port,
      local: pipelinePanelMessages.toWebview,
      remote: pipelinePanelMessages.toHost,
      handlers: {
        changed: () => void this.refresh(),
        reveal: ({ id }) => this.select(id),
      },
      onFault: (message, error) => reportError(error ?? new Error(message)),
    });
  }

  /** Asks for the graph; of several answers under way only the newest counts. */
  async refresh(): Promise<void> {
    const request = ++this.#newest;
    try {
      const view = await this.#host.request("readView", { scope: this.look.get().scope });
      if (request === this.#newest) this.#show(view);
    } catch (error) {
      if (request === this.#newest) this.graph.set({ error: describeError(error) });
    }
  }

  setScope(scope: string | null): void {
    this.look.set({ scope, selected: null });
    void this.refresh();
  }

  setSearch(search: string): void {
    this.look.set({ search });
  }

  select(id: string | null): void {
    this.look.set({ selected: id });
  }

  openSource(file: string, line: number): void {
    this.#host.notify("openSource", { file, line });
  }

  runStage({ file, name }: PipelineNode, mode: "stage" | "upTo"): void {
    this.#host.notify("runStage", { file, name, mode });
  }

  /** Nodes that the search text fits; all when it is empty. */
  matches(): readonly PipelineNode[] {
    const { search } = this.look.get();
    return this.graph.get().view?.nodes.filter((node) => isMatch(node, search)) ?? [];
  }

  #show(view: PipelineView): void {
    const { view: before, layout } = this.graph.get();
    const isSame = before !== null && layout !== null && shapeOf(before) === shapeOf(view);
    this.graph.set({ view, layout: isSame ? layout : layoutGraph(view), error: "" });
  }
}

/** What decides where things stand: a change of state or findings moves nothing. */
function shapeOf({ nodes, edges }: PipelineView): string {
  return JSON.stringify([nodes.map(({ id }) => id), edges]);
}
