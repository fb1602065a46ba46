import type { Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { ensureChromium } from "../../../scripts/editor/chromium.ts";
import type { Layout, PanelProgress } from "../../../src/protocol/runsPanel.ts";
import { defaultLayout } from "../../../webview/runs/defaultLayout.ts";
import type { Size } from "../../support/panel/generateRuns.ts";
import { PanelHarness, type PanelPage } from "../../support/panel/harness.ts";
import type { ThemeName } from "../../support/panel/themes.ts";

export interface PanelWish {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly layout?: Partial<Layout>;
  readonly size?: Partial<Size>;
  readonly isLive?: boolean;
  readonly oddMetric?: string;
  readonly isOutside?: boolean;
  readonly mediaCount?: number;
  readonly progress?: PanelProgress;
}

/** Id of generated run number `index`, the newest being 0. */
export function runId(index: number): string {
  return `20261120-${100_000 + index}-k3f9ab`;
}

/**
 * Opens panels in one Chromium for all tests of a file. After each test its page is closed; a page
 * that complained fails it.
 */
export function usePanels(): (wish?: PanelWish) => Promise<Panel> {
  let harness: PanelHarness | undefined;
  const open: PanelPage[] = [];
  beforeAll(async () => {
    harness = await PanelHarness.start(await ensureChromium());
  });
  afterAll(() => harness?.close());
  afterEach(async () => {
    const faults = open.flatMap((one) => one.faults);
    for (const { page } of open.splice(0)) await page.close();
    expect(faults).toEqual([]);
  });
  return async ({ theme = "dark", width = 1400, height = 900, ...wish } = {}) => {
    if (harness === undefined) throw new Error("the harness did not start");
    const setup = {
      size: { runs: 200, params: 7, metrics: 9, steps: 60, ...wish.size },
      layout: { ...defaultLayout, ...wish.layout },
      isLive: wish.isLive ?? false,
      ...(wish.oddMetric === undefined ? {} : { oddMetric: wish.oddMetric }),
      ...(wish.progress === undefined ? {} : { progress: wish.progress }),
      isOutside: wish.isOutside ?? false,
      ...(wish.mediaCount === undefined ? {} : { mediaCount: wish.mediaCount }),
    };
    const page = await harness.open({ theme, setup, width, height });
    open.push(page);
    page.page.setDefaultTimeout(8000);
    return new Panel(page);
  };
}

/** A panel by what is on it. */
export class Panel {
  readonly #panel: PanelPage;

  constructor(panel: PanelPage) {
    this.#panel = panel;
  }

  get page(): PanelPage["page"] {
    return this.#panel.page;
  }

  get frame(): PanelPage["frame"] {
    return this.#panel.frame;
  }

  get table(): Locator {
    return this.frame.getByRole("grid", { name: "Runs" });
  }

  get selectedNames(): Locator {
    return this.frame.locator(".sx-row.is-selected .sx-name");
  }

  get refusals(): PanelPage["refusals"] {
    return this.#panel.refusals;
  }

  get sent(): PanelPage["sent"] {
    return this.#panel.sent;
  }

  row(name: string): Locator {
    return this.frame.locator(".sx-row", {
      has: this.frame.locator(".sx-name", { hasText: new RegExp(`^${name}$`) }),
    });
  }

  header(column: string): Locator {
    return this.frame.locator(`.sx-header-cell[data-column="${column}"]`);
  }

  /** Labels of the columns in sight, from left to right. */
  columns(): Promise<string[]> {
    return this.frame.locator(".sx-header-label").allTextContents();
  }

  names(): Promise<string[]> {
    return this.frame.locator(".sx-name").allTextContents();
  }

  card(metric: string): Locator {
    return this.frame.getByRole("group", { name: metric, exact: true });
  }

  press(...keys: string[]): Promise<void> {
    return keys.reduce(
      (before, key) => before.then(() => this.page.keyboard.press(key)),
      Promise.resolve(),
    );
  }

  /** Drags from the middle of an element by an offset in px. */
  async drag(from: Locator, by: { readonly x?: number; readonly y?: number }): Promise<void> {
    const box = await from.boundingBox();
    if (box === null) throw new Error("nothing to drag is in sight");
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await this.page.mouse.move(x, y);
    await this.page.mouse.down();
    await this.page.mouse.move(x + (by.x ?? 0) / 2, y + (by.y ?? 0) / 2);
    await this.page.mouse.move(x + (by.x ?? 0), y + (by.y ?? 0));
    await this.page.mouse.up();
  }
}

/** The focused cell's text, wherever it is. */
export function focusedText(panel: Panel): Promise<string | null> {
  return panel.frame.locator(".is-focused").first().textContent();
}
