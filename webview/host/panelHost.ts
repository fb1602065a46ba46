import { createRpc, type Handlers, type MessagePort, type Rpc } from "../../src/protocol/rpc.ts";
import { runsPanelMessages } from "../../src/protocol/runsPanel.ts";

export type PanelHost = Rpc<(typeof runsPanelMessages)["toHost"]>;
export type PanelHandlers = Handlers<(typeof runsPanelMessages)["toWebview"]>;

/** Joins the panel to its host. Faults go to the browser's error event, where tools show them. */
export function connectPanel(port: MessagePort, handlers: PanelHandlers): PanelHost {
  return createRpc({
    port,
    local: runsPanelMessages.toWebview,
    remote: runsPanelMessages.toHost,
    handlers,
    onFault: (message, error) => reportError(error ?? new Error(message)),
  });
}
