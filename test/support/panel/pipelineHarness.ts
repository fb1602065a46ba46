import { chromium, type Browser, type Page } from "playwright-core";
import { ensureChromium } from "../../../scripts/editor/chromium.ts";
import type { PipelineView } from "../../../src/core/lint/pipeline/pipelineView.ts";
import type { PipelinePage } from "./pipelineHost.ts";
import { bundlePanel, typeOfFile, type PanelFiles } from "./panelBundle.ts";
import { themes, type ThemeName } from "./themes.ts";

const address = "http://panel.test/";

export interface PipelineOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
}

/** The Pipeline panel in a plain Chromium, with its host in the same page; closed by the caller. */
export class PipelineHarness {
  readonly #browser: Browser;
  readonly #files: PanelFiles;

  private constructor(browser: Browser, files: PanelFiles) {
    this.#browser = browser;
    this.#files = files;
  }

  static async start(): Promise<PipelineHarness> {
    const files = await bundlePanel(
      "webview/pipeline/main.tsx",
      "test/support/panel/pipelineHost.ts",
    );
    const executablePath = await ensureChromium();
    const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    return new PipelineHarness(browser, files);
  }

  /** Ends when the first stage is on the screen; `drawnMs` is how long that took. */
  async open(
    view: PipelineView,
    { theme = "dark", width = 1000, height = 700 }: PipelineOptions = {},
  ): Promise<{ readonly page: Page; readonly drawnMs: number }> {
    const page = await this.#browser.newPage({ viewport: { width, height } });
    page.setDefaultTimeout(8000);
    await page.route(`${address}**`, (route) => {
      const name = new URL(route.request().url()).pathname.slice(1);
      const body = name === "" ? renderPage(theme) : (this.#files.get(name) ?? "");
      return route.fulfill({ body, contentType: typeOfFile(name) });
    });
    await page.addInitScript((given) => {
      (globalThis as unknown as PipelinePage).view = given;
    }, view);
    await page.goto(address);
    const drawnMs = await page.evaluate(
      (count) =>
        new Promise<number>((done) => {
          const look = (): void => {
            const isDrawn = document.querySelectorAll(".sx-node").length === count;
            requestAnimationFrame(isDrawn ? () => done(performance.now()) : look);
          };
          look();
        }),
      view.nodes.length,
    );
    return { page, drawnMs };
  }

  close(): Promise<void> {
    return this.#browser.close();
  }
}

function renderPage(theme: ThemeName): string {
  const { bodyClass, variables } = themes[theme];
  const style = Object.entries(variables).map(([name, value]) => `--vscode-${name}: ${value};`);
  return `<!doctype html><html lang="en" style='${style.join(" ")}'><head><meta charset="utf-8">
<link rel="stylesheet" href="panel.css"></head><body class="${bodyClass}"><div id="root"></div>
<script type="module" src="host.js"></script><script type="module" src="panel.js"></script>
</body></html>`;
}
