import type { FrameLocator, Locator } from "playwright-core";
import type { EditorWindow } from "./editorWindow.ts";

/** The Runs panel in a window, by what is on it. */
export class RunsPanelPage {
  readonly #window: EditorWindow;

  private constructor(window: EditorWindow) {
    this.#window = window;
  }

  static async open(window: EditorWindow): Promise<RunsPanelPage> {
    await window.runCommand("Sextant: Show Runs");
    return RunsPanelPage.find(window);
  }

  /** The panel that is open already, as after a reload. */
  static async find(window: EditorWindow): Promise<RunsPanelPage> {
    const page = new RunsPanelPage(window);
    await page.frame.getByRole("grid", { name: "Runs" }).waitFor({ timeout: 30_000 });
    return page;
  }

  get frame(): FrameLocator {
    return this.#window.panel;
  }

  row(name: string): Locator {
    return this.frame.locator(".sx-row", {
      has: this.frame.locator(".sx-name", { hasText: new RegExp(`^${name}$`) }),
    });
  }

  /** Leaves only runs with this text in the table; all with an empty one. */
  async search(text: string): Promise<void> {
    await this.frame.getByRole("textbox", { name: "Search runs" }).fill(text);
  }

  /** Waits until a run's row says this status. */
  async waitForStatus(name: string, status: string): Promise<void> {
    const text = this.row(name).locator(".sx-cell-text", { hasText: new RegExp(`^${status}$`) });
    await text.waitFor({ timeout: 60_000 });
  }

  async toggle(name: string): Promise<void> {
    await this.row(name).locator('[data-part="check"]').click();
  }

  async openTab(name: "Charts" | "Compare" | "Details"): Promise<void> {
    await this.frame.getByRole("tab", { name }).click();
  }

  card(metric: string): Locator {
    return this.frame.locator(".sx-card", {
      has: this.frame.locator(".sx-card-title", { hasText: new RegExp(`^${metric}$`) }),
    });
  }

  /** Brings a metric's chart into sight: far from that, charts do not exist in the page. */
  async findCard(metric: string): Promise<Locator> {
    const card = this.card(metric);
    await this.frame.locator(".sx-card").first().waitFor();
    if ((await card.count()) === 0) {
      await this.frame.getByRole("textbox", { name: "Search metrics" }).fill(metric);
    }
    await card.scrollIntoViewIfNeeded();
    return card;
  }

  /** What a screen reader says of a metric's chart. */
  async chartSummary(metric: string): Promise<string> {
    const card = await this.findCard(metric);
    return (await card.locator(".sx-plot").getAttribute("aria-label")) ?? "";
  }

  /** Saves the points of a chart through the editor's own dialog. */
  async exportCsv(metric: string, file: string): Promise<void> {
    const card = await this.findCard(metric);
    await card.getByRole("button", { name: "Export this chart" }).click();
    await this.frame.getByRole("menuitem", { name: /CSV/ }).click();
    await this.#window.chooseFile(file);
  }
}
