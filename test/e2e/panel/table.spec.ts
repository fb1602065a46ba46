import { describe, expect, it } from "vitest";
import { focusedText, runId, usePanels } from "./panelFixture.ts";

const openPanel = usePanels();

describe("the table by keyboard", () => {
  it("moves the focus, selects, extends, opens and clears", async () => {
    const panel = await openPanel();
    await panel.table.focus();
    await panel.press("ArrowDown", " ");
    const [first] = await panel.names();
    await expect.poll(() => panel.selectedNames.allTextContents()).toEqual([first]);
    await panel.press("Shift+ArrowDown", "Shift+ArrowDown");
    await expect.poll(() => panel.selectedNames.count()).toBe(3);
    await panel.press("Escape");
    await expect.poll(() => panel.selectedNames.count()).toBe(0);
    await panel.press("End");
    await expect.poll(() => focusedText(panel)).toMatch(/-199M?$/);
    await panel.press("Home", "ArrowDown", "Enter");
    await panel.frame.getByRole("article", { name: String(first) }).waitFor();
    await panel.press("Control+a");
    await panel.frame.getByText("200 selected").waitFor();
  });

  it("folds and unfolds groups", async () => {
    const panel = await openPanel();
    await panel.table.focus();
    const before = await panel.names();
    await panel.press("ArrowLeft");
    await expect.poll(async () => (await panel.names())[0]).not.toBe(before[0]);
    await panel.press("ArrowRight");
    await expect.poll(async () => (await panel.names())[0]).toBe(before[0]);
  });

  it("shows the full value of a cell that is focused, and its menu", async () => {
    const panel = await openPanel();
    await panel.table.focus();
    await panel.press("ArrowDown", "ArrowRight", "ArrowRight");
    const tip = panel.frame.getByRole("tooltip");
    await expect.poll(() => tip.textContent()).toMatch(/^\d+ \w+ \d{4}, \d\d:\d\d:\d\d$/);
    expect(
      await panel.row("calm-marten-0").getByRole("gridcell").nth(1).getAttribute("title"),
    ).toBe(await tip.textContent());
    await panel.press("Shift+F10");
    await panel.frame.getByRole("menuitem", { name: "Open Log" }).waitFor();
    await panel.press("Escape");
    await expect.poll(() => panel.frame.getByRole("menu").count()).toBe(0);
  });
});

describe("selection by pointer", () => {
  it("picks one, adds, takes a range", async () => {
    const panel = await openPanel();
    const [a, b, c, d] = await panel.names();
    await panel.row(String(a)).click();
    await panel.row(String(c)).click({ modifiers: ["ControlOrMeta"] });
    await expect.poll(() => panel.selectedNames.allTextContents()).toEqual([a, c]);
    await panel.row(String(b)).click();
    await panel.row(String(d)).click({ modifiers: ["Shift"] });
    await expect.poll(() => panel.selectedNames.allTextContents()).toEqual([b, c, d]);
    await panel.row(String(a)).locator('[data-part="check"]').click();
    await expect.poll(() => panel.selectedNames.count()).toBe(4);
  });
});

describe("sorting, filtering and searching", () => {
  it("sorts by a header: the greatest first, then the least, then not", async () => {
    const panel = await openPanel({ layout: { query: ungrouped() } });
    const values = async () => {
      const cells = panel.frame.locator('.sx-row [aria-colindex="5"]');
      return (await cells.allTextContents()).slice(0, 5).map(Number);
    };
    const header = panel.header("metrics.val/accuracy");
    await header.click();
    await expect.poll(() => header.getAttribute("aria-sort")).toBe("descending");
    await expect.poll(async () => isDescending(await values())).toBe(true);
    await header.click();
    await expect.poll(async () => isDescending((await values()).reverse())).toBe(true);
    await header.click();
    await expect.poll(() => header.getAttribute("aria-sort")).toBe("none");
  });

  it("says what is wrong with a filter, at its place, and applies one that is right", async () => {
    const panel = await openPanel();
    const field = panel.frame.getByRole("textbox", { name: "Filter runs" });
    await field.fill("params.lr = ");
    const alert = panel.frame.getByRole("alert");
    await expect.poll(() => alert.textContent()).toContain("params.lr = ");
    await panel.frame.getByText("200 runs").waitFor();
    await field.fill("params.optimizer = 'lion'");
    await field.press("Enter");
    await expect.poll(() => panel.frame.locator(".sx-count").textContent()).toMatch(/of 200 runs/);
    expect(await alert.count()).toBe(0);
    await panel.frame.getByRole("button", { name: "Recent filters" }).click();
    await panel.frame.getByRole("menuitem", { name: "params.optimizer = 'lion'" }).waitFor();
  });

  it("finds runs by a word and says when there is none", async () => {
    const panel = await openPanel();
    const field = panel.frame.getByRole("textbox", { name: "Search runs" });
    await field.fill("otter-3");
    await expect.poll(() => panel.names()).toContain("fuzzy-otter-3");
    await field.fill("no such run");
    await panel.frame.getByText("No run matches").waitFor();
    await panel.frame.getByRole("button", { name: "Show All Runs" }).click();
    await panel.frame.getByText("200 runs").waitFor();
  });
});

describe("columns", () => {
  it("start with what tells most, in a panel of 850 px too", async () => {
    const panel = await openPanel({ width: 850 });
    const boxes = await panel.frame
      .locator(".sx-header-cell")
      .evaluateAll((cells) =>
        cells
          .filter((cell) => cell.getBoundingClientRect().right <= innerWidth)
          .map((cell) => cell.querySelector(".sx-header-label")?.textContent),
      );
    expect(boxes.slice(0, 7)).toEqual([
      ...["Run", "Status", "Started", "Duration"],
      ...["val/accuracy", "val/loss", "train/accuracy"],
    ]);
  });

  it("that do not differ are left out on wish", async () => {
    const panel = await openPanel({
      layout: { order: ["params.epochs", "params.lr"], query: ungrouped() },
    });
    expect(await panel.columns()).toContain("epochs");
    await panel.frame.getByRole("button", { name: /Only columns that differ/ }).click();
    await expect.poll(() => panel.columns()).not.toContain("epochs");
    expect(await panel.columns()).toContain("lr");
    await panel.frame.getByRole("button", { name: /Only columns that differ/ }).click();
    await expect.poll(() => panel.columns()).toContain("epochs");
  });

  it("are hidden and shown again in the chooser", async () => {
    const panel = await openPanel();
    await panel.frame.getByRole("button", { name: "Choose columns" }).click();
    const chooser = panel.frame.getByRole("dialog", { name: "Columns" });
    await chooser.getByRole("textbox", { name: "Search columns" }).fill("duration");
    await chooser.getByRole("checkbox", { name: "Duration" }).uncheck();
    await expect.poll(() => panel.columns()).not.toContain("Duration");
    await chooser.getByRole("checkbox", { name: "Duration" }).check();
    await expect.poll(() => panel.columns()).toContain("Duration");
    await panel.press("Escape");
    await expect.poll(() => chooser.count()).toBe(0);
  });

  it("are moved and sized by pointer", async () => {
    const panel = await openPanel();
    const status = panel.header("status");
    const width = (await status.boundingBox())?.width ?? 0;
    await panel.drag(status.locator(".sx-resize"), { x: 40 });
    await expect.poll(async () => (await status.boundingBox())?.width).toBe(width + 40);
    await panel.drag(panel.header("duration").locator(".sx-header-label"), { x: -150 });
    await expect
      .poll(async () => (await panel.columns()).slice(0, 4))
      .toEqual([...["Run", "Status", "Duration", "Started"]]);
  });

  it("are moved and sized by keyboard, and the layout is saved", async () => {
    const panel = await openPanel();
    await panel.table.focus();
    await panel.press("ArrowUp", "ArrowRight", "Control+ArrowRight", "Alt+ArrowRight");
    await expect
      .poll(async () => (await panel.columns()).slice(0, 3))
      .toEqual([...["Run", "Started", "Status"]]);
    expect((await panel.header("status").boundingBox())?.width).toBe(116);
    await expect.poll(() => panel.sent("saveLayout")).toMatchObject([{ widths: { status: 116 } }]);
  });
});

describe("live changes", () => {
  it("keep the place, the selection and the focus", async () => {
    const panel = await openPanel({ isLive: true, layout: { selected: [runId(40)] } });
    await panel.table.focus();
    await panel.press("PageDown", "PageDown");
    const focused = await focusedText(panel);
    const place = () => panel.frame.locator(".is-focused").first().boundingBox();
    const before = await place();
    const count = (await panel.sent("openView")).length;
    await panel.page.evaluate("launchRun()");
    await panel.frame.getByText("201 runs").waitFor();
    await expect.poll(async () => (await panel.sent("openView")).length).toBeGreaterThan(count + 2);
    expect(await focusedText(panel)).toBe(focused);
    expect((await place())?.y).toBeCloseTo(before?.y ?? 0, 0);
    await panel.frame.getByText("1 selected").waitFor();
    expect(await panel.frame.evaluate(() => document.activeElement?.className)).toBe("sx-table");
  });
});

function ungrouped() {
  return { filter: "", search: "", sort: [], group: "none", collapsed: [] } as const;
}

function isDescending(values: readonly number[]): boolean {
  return values.every((value, index) => index === 0 || value <= (values[index - 1] ?? NaN));
}
