import { toDisposable } from "../../src/base/disposables.ts";
import type { MessagePort } from "../../src/protocol/rpc.ts";

interface VsCodeApi {
  postMessage(message: unknown): void;
  /** Kept by the editor while the window reloads. */
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The panel's end of the wire. To be called once: VS Code hands out its API a single time. */
export function createVsCodePort(): MessagePort {
  const api = acquireVsCodeApi();
  // The host brings the panel back for the project that its page was made for.
  api.setState({ root: document.body.dataset["projectRoot"] });
  return {
    send: (message) => api.postMessage(message),
    onMessage(listener) {
      const receive = (event: MessageEvent<unknown>) => listener(event.data);
      window.addEventListener("message", receive);
      return toDisposable(() => window.removeEventListener("message", receive));
    },
  };
}
