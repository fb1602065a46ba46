import { chromium, type Browser, type Page } from "playwright-core";
import { ensureChromium } from "../../../scripts/editor/chromium.ts";
import { contentSecurityPolicy } from "../../../src/extension/panels/panelHtml.ts";
import type { DriftPage, DriftSetup } from "./driftHost.ts";
import { bundlePanel, typeOfFile, type PanelFiles } from "./panelBundle.ts";
import { themes, type ThemeName } from "./themes.ts";

const address = "http://panel.test/";
const nonce = "drift";

export interface DriftPanelOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly isMotionReduced?: boolean;
}

/** The Drift panel in a plain Chromium, with its host in the same page; closed by the caller. */
export class DriftHarness {
  readonly #browser: Browser;
  readonly #files: PanelFiles;

  private constructor(browser: Browser, files: PanelFiles) {
    this.#browser = browser;
    this.#files = files;
  }

  static async start(): Promise<DriftHarness> {
    const files = await bundlePanel("webview/drift/main.tsx", "test/support/panel/driftHost.ts");
    const executablePath = await ensureChromium();
    const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    return new DriftHarness(browser, files);
  }

  /** Ends when the panel shows something; `drawnMs` is how long that took. */
  async open(
    setup: DriftSetup,
    { theme = "dark", width = 1200, height = 800, isMotionReduced = false }: DriftPanelOptions = {},
  ): Promise<{ readonly page: Page; readonly drawnMs: number }> {
    const page = await this.#browser.newPage({
      viewport: { width, height },
      reducedMotion: isMotionReduced ? "reduce" : "no-preference",
    });
    page.setDefaultTimeout(8000);
    await page.route(`${address}**`, (route) => {
      const name = new URL(route.request().url()).pathname.slice(1);
      const body = name === "" ? renderPage(theme) : (this.#files.get(name) ?? "");
      const policy = contentSecurityPolicy({ nonce, cspSource: "'self'" });
      const headers = name === "" ? { "content-security-policy": policy } : {};
      return route.fulfill({ body, contentType: typeOfFile(name), headers });
    });
    await page.addInitScript((given) => {
      (globalThis as unknown as DriftPage).setup = given;
    }, setup);
    await page.goto(address);
    const drawnMs = await page.evaluate(
      () =>
        new Promise<number>((done) => {
          const wanted = ".sx-empty, .sx-feature-row, .sx-part-body, .sx-alert, .sx-notice";
          const look = (): void => {
            const isDrawn = document.querySelector(wanted) !== null;
            requestAnimationFrame(isDrawn ? () => done(performance.now()) : look);
          };
          look();
        }),
    );
    return { page, drawnMs };
  }

  /** A page of an exported report, as a browser opens the file. */
  async openHtml(html: string, colorScheme: "light" | "dark", width = 1000): Promise<Page> {
    const page = await this.#browser.newPage({
      viewport: { width, height: 900 },
      colorScheme,
    });
    await page.setContent(html);
    return page;
  }

  close(): Promise<void> {
    return this.#browser.close();
  }
}

/** VS Code sets its variables on the root's style by script, as is done here. */
function renderPage(theme: ThemeName): string {
  const { bodyClass, variables } = themes[theme];
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<script nonce="${nonce}">
for (const [name, value] of Object.entries(${JSON.stringify(variables)}))
  document.documentElement.style.setProperty("--vscode-" + name, value);
</script>
<link rel="stylesheet" href="panel.css"></head><body class="${bodyClass}"><div id="root"></div>
<script nonce="${nonce}" type="module" src="host.js"></script>
<script nonce="${nonce}" type="module" src="panel.js"></script>
</body></html>`;
}
