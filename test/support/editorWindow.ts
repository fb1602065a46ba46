import type { FrameLocator, Locator, Page } from "playwright-core";
import type { Theme } from "./editor.ts";
import { waitFor } from "./waitFor.ts";

const themeClasses: Readonly<Record<Theme, string>> = {
  light: "vs",
  dark: "vs-dark",
  "high-contrast": "hc-black",
};

/** A window of VS Code, driven as a person does: by keyboard, pointer and what is on the screen. */
export class EditorWindow {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async waitUntilReady(): Promise<void> {
    await this.page.locator(".monaco-workbench .part.statusbar").waitFor({ timeout: 60_000 });
    // Commands of extensions exist once the extension host has said what it found.
    await this.page
      .locator('.activitybar a[aria-label^="Sextant"], .activitybar [aria-label^="Sextant"]')
      .first()
      .waitFor({ timeout: 60_000 });
  }

  /** Reloads as `Developer: Reload Window` does. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.waitUntilReady();
  }

  /** The box that the command palette and every list of choices use. */
  get quickInput(): Locator {
    return this.page.locator(".quick-input-widget:visible");
  }

  get quickInputBox(): Locator {
    return this.quickInput.locator("input.input");
  }

  /** Lines of the list under the box. */
  quickPickItem(text: string | RegExp): Locator {
    return this.quickInput.locator(".quick-input-list .monaco-list-row", { hasText: text }).first();
  }

  async openPalette(text = ""): Promise<void> {
    await this.page.keyboard.press("F1");
    await this.quickInputBox.waitFor();
    if (text !== "") await this.quickInputBox.pressSequentially(text);
  }

  /**
   * Runs a command by its title, as `Sextant: Show Runs`. Just after a start the palette does not
   * know the commands of extensions yet, and does not learn of them while it is open; and an editor
   * that opens meanwhile may take the focus, which closes the palette.
   */
  async runCommand(title: string): Promise<void> {
    const item = this.quickPickItem(title);
    for (let attempt = 1; attempt <= 10; attempt++) {
      await this.openPalette(title);
      const wasChosen = await item.click({ timeout: 3_000 }).then(
        () => true,
        () => false,
      );
      if (wasChosen) return;
      await this.page.keyboard.press("Escape");
    }
    throw new Error(`the command palette does not offer “${title}”`);
  }

  async pick(text: string | RegExp): Promise<void> {
    await this.quickPickItem(text).click();
  }

  /** Marks a line of a list that takes several, and confirms. */
  async pickSeveral(...texts: readonly string[]): Promise<void> {
    for (const text of texts) await this.pick(text);
    await this.page.keyboard.press("Enter");
  }

  /** Answers a box that asks for a text, once the list before it is gone. */
  async answer(text: string): Promise<void> {
    await this.quickInput.locator(".monaco-list-row").first().waitFor({ state: "hidden" });
    await this.quickInputBox.fill(text);
    await this.page.keyboard.press("Enter");
  }

  /** Answers the editor's own dialog for files, which proposes files in a list. */
  async chooseFile(file: string): Promise<void> {
    await this.quickInputBox.waitFor();
    // The dialog puts its own proposal into the box a little later, and once more after that.
    await waitFor(async () => (await this.quickInputBox.inputValue()) !== "", {
      label: "the dialog's proposal",
    });
    await waitFor(
      async () => {
        await this.quickInputBox.fill(file);
        await this.page.waitForTimeout(300);
        return (await this.quickInputBox.inputValue()) === file;
      },
      { label: "the name of the file to stay as it was typed" },
    );
    await this.quickInput.getByRole("button", { name: /^(OK|Save)$/ }).click();
  }

  /** Opens the Sextant side bar. */
  async openSideBar(): Promise<void> {
    await this.page.locator('.activitybar [aria-label^="Sextant"]').first().click();
  }

  /** The rows of a tree in the side bar. */
  treeItem(text: string | RegExp): Locator {
    return this.page.locator(".part.sidebar .monaco-list-row", { hasText: text }).first();
  }

  notification(text: string | RegExp): Locator {
    return this.page
      .locator(".notification-toast, .notification-list-item", { hasText: text })
      .first();
  }

  /** The contents of the open webview panel: VS Code nests it in two frames. */
  get panel(): FrameLocator {
    return this.page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
  }

  async waitForTheme(theme: Theme, wait: { readonly timeout?: number } = {}): Promise<void> {
    await this.page.locator(`.monaco-workbench.${themeClasses[theme]}`).waitFor(wait);
    const body = theme === "high-contrast" ? "vscode-high-contrast" : `vscode-${theme}`;
    const frames = this.page.locator("iframe.webview.ready:visible");
    if ((await frames.count()) > 0) await this.panel.locator(`body.${body}`).waitFor(wait);
  }
}
