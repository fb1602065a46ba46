/**
 * The panel in a plain Chromium: a page in the place of VS Code's window, with the fake host in a
 * worker, and the panel in a frame of it under the extension's content security policy.
 */
import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium, type Browser, type Frame, type Page } from "playwright-core";
import { contentSecurityPolicy } from "../../../src/extension/panels/panelHtml.ts";
import type { Setup } from "./fakeHost.ts";
import { themes, type ThemeName } from "./themes.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface PanelPage {
  readonly page: Page;
  readonly frame: Frame;
  /** What the page complained about: errors and dropped messages. */
  readonly faults: string[];
  /** What the content security policy refused: the directive and the element it was about. */
  readonly refusals: () => Promise<readonly string[]>;
  /** Bodies of the messages of a name that the panel has sent so far. */
  readonly sent: (name: string) => Promise<readonly unknown[]>;
  /** Milliseconds from the frame's navigation to the first row of runs on the screen. */
  readonly firstPaintMs: number;
}

export interface OpenOptions {
  readonly theme: ThemeName;
  readonly setup: Setup;
  readonly width: number;
  readonly height: number;
}

/** Serves the bundle and opens panels; to be closed by the caller. */
export class PanelHarness {
  readonly #server: Server;
  readonly #browser: Browser;

  private constructor(server: Server, browser: Browser) {
    this.#server = server;
    this.#browser = browser;
  }

  static async start(executablePath: string): Promise<PanelHarness> {
    const bundles = await bundle();
    const server = createServer((request, response) => {
      const answer = respond(request.url ?? "/", bundles);
      if (answer === undefined) {
        response.writeHead(404).end();
        return;
      }
      response.setHeader("content-type", answer.type);
      if (answer.policy !== undefined) {
        response.setHeader("content-security-policy", answer.policy);
      }
      response.end(answer.body);
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return new PanelHarness(server, await chromium.launch({ executablePath, args: flags }));
  }

  async open({ theme, setup, width, height }: OpenOptions): Promise<PanelPage> {
    const page = await this.#browser.newPage({ viewport: { width, height } });
    const faults: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" && !isRefusal(message.text())) faults.push(message.text());
    });
    page.on("pageerror", (error) => faults.push(String(error)));
    const { port } = this.#server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/?theme=${theme}`);
    const firstPaintMs = await page.evaluate(
      (given) => (globalThis as unknown as HarnessWindow).openPanel(given),
      setup,
    );
    const frame = page.frames().find((one) => one.url().includes("/panel"));
    if (frame === undefined) throw new Error("the panel's frame is missing");
    const refusals = () => frame.evaluate(() => (globalThis as unknown as PanelWindow).refusals);
    const sent = (name: string) =>
      page.evaluate(
        (wanted) =>
          (globalThis as unknown as HarnessWindow).sent
            .filter((message) => message.name === wanted)
            .map((message) => message.body),
        name,
      );
    return { page, frame, faults, refusals, sent, firstPaintMs };
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await new Promise((done) => this.#server.close(done));
  }
}

interface HarnessWindow {
  openPanel(setup: Setup): Promise<number>;
  readonly sent: readonly { readonly name?: string; readonly body?: unknown }[];
}

interface PanelWindow {
  readonly refusals: readonly string[];
}

/** Refusals of the policy are told by `refusals`, more exactly than by the console. */
function isRefusal(text: string): boolean {
  return text.includes("Content Security Policy");
}

interface Bundles {
  readonly worker: string;
  readonly script: string;
  readonly style: string;
}

/** The panel as it is shipped, minified, and the worker; made here so that no stale build is used. */
async function bundle(): Promise<Bundles> {
  const panel = await build({
    entryPoints: [`${root}webview/runs/main.tsx`],
    outdir: `${root}dist`,
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
  });
  const worker = await build({
    entryPoints: [`${root}test/support/panel/fakeHost.ts`],
    bundle: true,
    write: false,
    format: "iife",
  });
  const textOf = (ending: string) =>
    panel.outputFiles.find((file) => file.path.endsWith(ending))?.text ?? "";
  return {
    worker: worker.outputFiles[0]?.text ?? "",
    script: textOf(".js"),
    style: textOf(".css"),
  };
}

interface Answer {
  readonly type: string;
  readonly body: string;
  readonly policy?: string;
}

function respond(url: string, bundles: Bundles): Answer | undefined {
  const { pathname, searchParams } = new URL(url, "http://localhost");
  const theme = themes[(searchParams.get("theme") ?? "dark") as ThemeName];
  switch (pathname) {
    case "/":
      return { type: "text/html", body: windowPage(searchParams.get("theme") ?? "dark") };
    case "/favicon.ico":
      return { type: "image/x-icon", body: "" };
    case "/worker.js":
      return { type: "text/javascript", body: bundles.worker };
    case "/panel": {
      const nonce = randomBytes(16).toString("base64");
      return { type: "text/html", body: panelPage(nonce, theme), policy: policyFor(nonce) };
    }
    case "/runs.js":
      return { type: "text/javascript", body: bundles.script };
    case "/runs.css":
      return { type: "text/css", body: bundles.style };
    default:
      return undefined;
  }
}

function policyFor(nonce: string): string {
  return contentSecurityPolicy({ nonce, cspSource: "'self'" });
}

/** VS Code sets its variables on the root's style by script, as is done here. */
function panelPage(nonce: string, { bodyClass, variables }: (typeof themes)[ThemeName]): string {
  const set = JSON.stringify(variables);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<script nonce="${nonce}">
globalThis.refusals = [];
document.addEventListener("securitypolicyviolation", (event) => {
  const place = event.target instanceof Element ? event.target.localName : "document";
  refusals.push(event.effectiveDirective + " " + place + " " + JSON.stringify(event.sample));
});
for (const [name, value] of Object.entries(${set}))
  document.documentElement.style.setProperty("--vscode-" + name, value);
globalThis.acquireVsCodeApi = () => ({
  postMessage: (message) => parent.postMessage(message, "*"),
  setState: () => undefined,
  getState: () => undefined,
});
</script>
<link rel="stylesheet" href="/runs.css"></head>
<body class="${bodyClass}"><div id="root"></div>
<script nonce="${nonce}" type="module" src="/runs.js"></script></body></html>`;
}

function windowPage(theme: string): string {
  return `<!doctype html><html lang="en"><body style="margin:0"><script>
globalThis.openPanel = (setup) => new Promise((done, fail) => {
  const worker = new Worker("/worker.js");
  const frame = document.createElement("iframe");
  frame.style.cssText = "border:0;width:100vw;height:100vh;display:block";
  worker.onmessage = ({ data }) => {
    if (data.fault) console.error(data.fault);
    else if (!data.isReady) frame.contentWindow.postMessage(data, "*");
    else {
      const begin = performance.now();
      frame.src = "/panel?theme=${theme}";
      document.body.append(frame);
      const look = () => {
        if (performance.now() - begin > 15_000) return fail(new Error("no row was drawn"));
        const rows = frame.contentDocument?.querySelector(".sx-name");
        if (rows) requestAnimationFrame(() => done(performance.now() - begin));
        else requestAnimationFrame(look);
      };
      if (setup.size.runs > 0) look(); else setTimeout(() => done(0), 500);
    }
  };
  globalThis.sent = [];
  addEventListener("message", ({ data }) => {
    globalThis.sent.push(data);
    worker.postMessage(data);
  });
  globalThis.launchRun = () => worker.postMessage("launch");
  globalThis.endProgress = () => worker.postMessage("endProgress");
  worker.postMessage({ setup });
});
</script></body></html>`;
}
