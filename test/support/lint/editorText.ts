import type { Locator } from "playwright-core";
import type { EditorWindow } from "../editorWindow.ts";
import { waitFor } from "../waitFor.ts";

/** A text editor and the Problems view, as a user works with them. */
export class EditorText {
  readonly #window: EditorWindow;

  constructor(window: EditorWindow) {
    this.#window = window;
  }

  /** By its path in the workspace. */
  async openFile(name: string): Promise<void> {
    const { page } = this.#window;
    await page.keyboard.press("Control+P");
    await this.#window.quickInputBox.fill(name);
    const label = name.slice(name.lastIndexOf("/") + 1);
    const folder = name.includes("/") ? name.slice(0, name.lastIndexOf("/")) : "";
    const row = this.#window.quickInput
      .locator(".monaco-list-row", { hasText: label })
      .filter({ hasText: folder })
      .first();
    await row.click();
    await page.locator(".tab.active", { hasText: label }).waitFor();
    await page.locator(".editor-group-container.active .monaco-editor.focused").first().waitFor();
  }

  /** Line and column from 1. */
  async goTo(line: number, column: number): Promise<void> {
    const { page } = this.#window;
    await page.keyboard.press("Control+G");
    await this.#window.quickInputBox.fill(`:${line}:${column}`);
    await page.keyboard.press("Enter");
    await page.locator(".editor-group-container.active .monaco-editor.focused").first().waitFor();
  }

  async showProblems(): Promise<void> {
    await this.#window.page.keyboard.press("Control+Shift+M");
    await this.#window.page.locator(".markers-panel").waitFor();
  }

  /** A line of the Problems view. */
  problem(message: string): Locator {
    return this.#window.page
      .locator(".markers-panel .monaco-list-row", { hasText: message })
      .first();
  }

  async problemCount(): Promise<number> {
    return await this.#window.page.locator(".markers-panel .monaco-list-row .marker-line").count();
  }

  squiggle(severity: "error" | "warning"): Locator {
    return this.#window.page.locator(`.squiggly-${severity}`).first();
  }

  async quickFix(title: string): Promise<void> {
    const { page } = this.#window;
    await page.keyboard.press("Control+.");
    await page.locator(".action-widget .monaco-list-row", { hasText: title }).first().click();
  }

  async hover(): Promise<void> {
    await this.#window.page.keyboard.press("Control+K");
    await this.#window.page.keyboard.press("Control+I");
  }

  async rename(name: string): Promise<void> {
    const { page } = this.#window;
    await page.keyboard.press("F2");
    await page.locator(".rename-box .rename-input").fill(name);
    await page.keyboard.press("Enter");
  }

  async save(): Promise<void> {
    await this.#window.page.keyboard.press("Control+S");
  }

  async saveAll(): Promise<void> {
    await this.#window.runCommand("File: Save All Files");
  }

  /** What is seen of the active editor. */
  async content(): Promise<string> {
    const lines = this.#window.page.locator(".editor-group-container.active .view-line");
    return (await lines.allInnerTexts()).join("\n").replaceAll("\u00a0", " ");
  }

  async waitForCursor(name: string, line: number): Promise<void> {
    const { page } = this.#window;
    await page.locator(".tab.active", { hasText: name }).first().waitFor();
    await waitFor(
      async () =>
        (await page.locator(".statusbar-item").allInnerTexts()).some((text) =>
          text.includes(`Ln ${line},`),
        ),
      { label: `the cursor in line ${line} of ${name}` },
    );
  }
}
