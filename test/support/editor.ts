import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";
import { checkoutRoot } from "../../scripts/checkout.ts";
import { chromiumArguments, ensureChromium } from "../../scripts/editor/chromium.ts";
import { startEditorServer, writeUserSettings } from "../../scripts/editor/editorServer.ts";
import type { EditorServer } from "../../scripts/editor/editorServer.ts";
import { installVsix, linkCheckout } from "../../scripts/editor/extensions.ts";
import { EditorWindow } from "./editorWindow.ts";

export interface EditorOptions {
  /** Opened in every window; absolute. */
  readonly folder: string;
  /** This checkout, or the path of a VSIX that is installed first. */
  readonly extension: "checkout" | { readonly vsix: string };
  /** Off: the folder is in Restricted Mode. On unless said otherwise. */
  readonly isTrusted?: boolean;
}

export const themes = {
  light: "Default Light Modern",
  dark: "Default Dark Modern",
  "high-contrast": "Default High Contrast",
} as const;
export type Theme = keyof typeof themes;

/** Where screenshots go; ignored by git. */
export const screenshotFolder = path.join(checkoutRoot, "test-results", "screenshots");

/** A real VS Code and a browser to look at it with. The test that starts it disposes it. */
export class Editor {
  readonly #scratch: string;
  readonly #server: EditorServer;
  readonly #browser: Browser;
  readonly #folder: string;

  private constructor(parts: {
    readonly scratch: string;
    readonly server: EditorServer;
    readonly browser: Browser;
    readonly folder: string;
  }) {
    this.#scratch = parts.scratch;
    this.#server = parts.server;
    this.#browser = parts.browser;
    this.#folder = parts.folder;
  }

  static async start(options: EditorOptions): Promise<Editor> {
    const executablePath = await ensureChromium();
    const scratch = await mkdtemp(path.join(tmpdir(), "sextant-editor-"));
    const dataFolder = path.join(scratch, "data");
    const extensionsFolder = path.join(scratch, "extensions");
    if (options.extension === "checkout") await linkCheckout(extensionsFolder);
    else await installVsix(options.extension.vsix, { dataFolder, extensionsFolder });
    const server = await startEditorServer({
      dataFolder,
      extensionsFolder,
      isTrusted: options.isTrusted ?? true,
      settings: { "workbench.colorTheme": themes.dark },
      env: { EXTENSIONS_GALLERY: "{}" },
    });
    const browser = await chromium.launch({ executablePath, args: chromiumArguments });
    return new Editor({ scratch, server, browser, folder: options.folder });
  }

  /** A window of its own, as of another person or another day: nothing is shared but the server. */
  async openWindow(): Promise<EditorWindow> {
    const context = await this.#browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    const window = new EditorWindow(page);
    await page.goto(this.#server.url({ folder: this.#folder }));
    await window.waitUntilReady();
    return window;
  }

  /** Changes the colours of every window. */
  async setTheme(theme: Theme): Promise<void> {
    await writeUserSettings(path.join(this.#scratch, "data"), {
      "workbench.colorTheme": themes[theme],
    });
  }

  /** One picture for each theme, named `<name>-<theme>.png`. */
  async takeScreenshots(window: EditorWindow, name: string): Promise<void> {
    await mkdir(screenshotFolder, { recursive: true });
    for (const theme of ["light", "high-contrast", "dark"] as const) {
      await this.#showTheme(window, theme);
      await window.page.screenshot({ path: path.join(screenshotFolder, `${name}-${theme}.png`) });
    }
  }

  /** Just after its start the editor may not watch its settings yet: they are written again then. */
  async #showTheme(window: EditorWindow, theme: Theme): Promise<void> {
    for (let attempt = 1; attempt < 5; attempt++) {
      await this.setTheme(theme);
      const isShown = await window.waitForTheme(theme, { timeout: 6_000 }).then(
        () => true,
        () => false,
      );
      if (isShown) return;
    }
    await window.waitForTheme(theme);
  }

  async dispose(): Promise<void> {
    await this.#browser.close();
    await this.#server.stop();
    await rm(this.#scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}
