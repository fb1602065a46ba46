import { toDisposable } from "../../src/base/disposables.ts";
import type { MessagePort } from "../../src/protocol/rpc.ts";

interface VsCodeApi {
  postMessage(message: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The panel's end of the wire. To be called once: VS Code hands out its API a single time. */
export function createVsCodePort(): MessagePort {
  const api = acquireVsCodeApi();
  return {
    send: (message) => api.postMessage(message),
    onMessage(listener) {
      const receive = (event: MessageEvent<unknown>) => listener(event.data);
      window.addEventListener("message", receive);
      return toDisposable(() => window.removeEventListener("message", receive));
    },
  };
}
