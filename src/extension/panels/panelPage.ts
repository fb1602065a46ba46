import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { createRpc, type Handlers, type MessageTable, type Rpc } from "../../protocol/rpc.ts";
import type { Services } from "../services.ts";
import { renderPanelHtml } from "./panelHtml.ts";

/** An app of `webview/`, whose bundle bears its name. */
export interface PanelApp {
  readonly app: "runs" | "pipeline" | "drift";
  /** Root folder of the project that is shown. */
  readonly root: string;
}

/** Loads the page of an app into a panel: its script and style, and nothing else. */
export function showPanelPage(
  { context }: Services,
  panel: vscode.WebviewPanel,
  { app, root }: PanelApp,
): void {
  const media = vscode.Uri.joinPath(context.extensionUri, "media");
  panel.iconPath = {
    light: vscode.Uri.joinPath(media, "panel-light.svg"),
    dark: vscode.Uri.joinPath(media, "panel-dark.svg"),
  };
  const folder = vscode.Uri.joinPath(context.extensionUri, "dist", "webview");
  const file = (name: string): string =>
    panel.webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString();
  panel.webview.options = { enableScripts: true, localResourceRoots: [folder] };
  panel.webview.html = renderPanelHtml({
    nonce: randomBytes(18).toString("base64url"),
    cspSource: panel.webview.cspSource,
    script: file(`${app}.js`),
    style: file(`${app}.css`),
    title: panel.title,
    language: vscode.env.language,
    root,
  });
}

/** The extension's end of a panel's messages; `name` is what the log calls the panel. */
export function connectPanel<ToHost extends MessageTable, ToWebview extends MessageTable>(
  services: Services,
  { webview }: vscode.WebviewPanel,
  given: {
    readonly name: string;
    readonly messages: { readonly toHost: ToHost; readonly toWebview: ToWebview };
    readonly handlers: Handlers<ToHost>;
  },
): Rpc<ToWebview> {
  const { name, messages, handlers } = given;
  const { log } = services;
  return createRpc({
    port: {
      send: (message) =>
        services.inBackground(`message to the ${name}`, webview.postMessage(message)),
      onMessage: (listener) => webview.onDidReceiveMessage(listener),
    },
    local: messages.toHost,
    remote: messages.toWebview,
    handlers,
    onFault: (message, error) => {
      if (error === undefined) log.warn(`${name}: ${message}`);
      else log.error(`${name}: ${message}`, error);
    },
  });
}
