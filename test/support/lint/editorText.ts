import type { Locator } from "playwright-core";
import type { EditorWindow } from "../editorWindow.ts";
import { waitFor } from "../waitFor.ts";

/** How long one try may take, and all of them: slow machines need a second one at times. */
const tryMs = 3000;
const timeoutMs = 30_000;

/** A text editor and the Problems view, as a user works with them. */
export class EditorText {
  readonly #window: EditorWindow;

  constructor(window: EditorWindow) {
    this.#window = window;
  }

  /** By its path in the workspace, in the Explorer: its rows stay where they are. */
  async openFile(name: string): Promise<void> {
    const { page } = this.#window;
    const [folder = "", label = ""] = name.includes("/") ? name.split("/", 2) : ["", name];
    const rowOf = (text: string, level: number): Locator =>
      page
        .locator(`.explorer-folders-view .monaco-list-row[aria-level="${level}"]`)
        .filter({ has: page.locator(".label-name").getByText(text, { exact: true }) })
        .first();
    const crumbs = page.locator(".editor-group-container.active .monaco-breadcrumb-item");
    const opened = crumbs.first().filter({ hasText: folder === "" ? name : folder });
    await waitFor(
      async () => {
        if (folder !== "") {
          const parent = rowOf(folder, 1);
          const isOpen = (await parent.getAttribute("aria-expanded")) === "true";
          if (!isOpen) await parent.click();
        }
        await rowOf(label, folder === "" ? 1 : 2).dblclick();
        return await isSoon(opened);
      },
      { label: `${name} in the editor`, timeoutMs },
    );
    await page.locator(".tab.active", { hasText: label }).waitFor();
    await this.#focused();
    // What lies under the pointer would show its tooltip.
    await page.mouse.move(0, 0);
  }

  /** Line and column from 1. */
  async goTo(line: number, column: number): Promise<void> {
    const { page } = this.#window;
    const place = page.locator(".statusbar-item", { hasText: `Ln ${line}, Col ${column}` });
    await waitFor(
      async () => {
        await this.#ask("Control+G", `:${line}:${column}`);
        await page.keyboard.press("Enter");
        return await isSoon(place.first());
      },
      { label: `the cursor in line ${line}, column ${column}`, timeoutMs },
    );
    await this.#focused();
  }

  /** A box for a name or a number: something that takes the focus meanwhile closes it again. */
  async #ask(keys: string, answer: string): Promise<void> {
    const { page, quickInputBox } = this.#window;
    await waitFor(
      async () => {
        await page.keyboard.press(keys);
        return await quickInputBox.fill(answer, { timeout: tryMs }).then(() => true, toFalse);
      },
      { label: `the box of ${keys}`, timeoutMs },
    );
  }

  async #focused(): Promise<void> {
    const group = this.#window.page.locator(".editor-group-container.active");
    await group.locator(".monaco-editor.focused").first().waitFor();
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
    const row = page.locator(".action-widget .monaco-list-row", { hasText: title }).first();
    await waitFor(
      async () => {
        await page.keyboard.press("Control+.");
        if (await isSoon(row)) return true;
        await page.keyboard.press("Escape");
        return false;
      },
      { label: `the fix “${title}”`, timeoutMs },
    );
    await row.click();
  }

  /** Shows what is known of the word under the cursor, until it says `text`. */
  async hover(text: string): Promise<void> {
    const { page } = this.#window;
    const card = page.locator(".monaco-hover:visible", { hasText: text }).first();
    await waitFor(
      async () => {
        await page.keyboard.press("Control+K");
        await page.keyboard.press("Control+I");
        return await isSoon(card);
      },
      { label: `a hover that says “${text}”`, timeoutMs },
    );
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

async function isSoon(locator: Locator): Promise<boolean> {
  return await locator.waitFor({ timeout: tryMs }).then(() => true, toFalse);
}

function toFalse(): false {
  return false;
}
