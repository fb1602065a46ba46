import type { FrameLocator, Locator } from "playwright-core";
import type { EditorWindow } from "./editorWindow.ts";

/** The Drift panel in a window, by what is on it. */
export class DriftPanelPage {
  readonly #window: EditorWindow;

  private constructor(window: EditorWindow) {
    this.#window = window;
  }

  static async open(window: EditorWindow, monitor: string): Promise<DriftPanelPage> {
    await window.runCommand("Sextant: Show Drift");
    return await DriftPanelPage.find(window, monitor);
  }

  /** The panel that is open already. */
  static async find(window: EditorWindow, monitor: string): Promise<DriftPanelPage> {
    const page = new DriftPanelPage(window);
    await page.frame.getByText(monitor, { exact: true }).first().waitFor({ timeout: 30_000 });
    return page;
  }

  get frame(): FrameLocator {
    return this.#window.panel;
  }

  verdict(word: string): Locator {
    return this.frame.getByRole("heading", { name: new RegExp(word) }).first();
  }

  feature(name: string): Locator {
    return this.frame.getByText(name, { exact: true }).first();
  }

  async launchRetraining(): Promise<void> {
    await this.frame.getByRole("button", { name: "Launch retraining" }).first().click();
  }

  async openTab(name: string): Promise<void> {
    await this.frame.getByRole("tab", { name: new RegExp(`^${name}`) }).click();
  }

  /** A row of a table of groups, by a column that the group is about. */
  slice(column: string): Locator {
    return this.frame.locator("tr", { hasText: column }).first();
  }
}
