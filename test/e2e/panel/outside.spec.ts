import { describe, expect, it } from "vitest";
import { defaultLayout } from "../../../webview/runs/defaultLayout.ts";
import { runId, usePanels } from "./panelFixture.ts";

const openPanel = usePanels();
const ungrouped = { query: { ...defaultLayout.query, group: "none" } } as const;

describe("runs of other tools in the table", () => {
  it("say by sign and name where they come from, and in full to pointer and keyboard", async () => {
    const panel = await openPanel({ isOutside: true, layout: ungrouped, height: 1200 });
    expect(await panel.columns()).toContain("Source");
    const row = panel.row("lucid-raven-33");
    const cell = row.locator(".sx-cell", { has: panel.frame.locator(".sx-source") });
    await expect.poll(() => cell.textContent()).toBe("Hydra +2");
    expect(await cell.getAttribute("title")).toBe(
      "Hydra, Lightning, TensorBoard in outputs/2026-11-20/10-31-07",
    );
    expect(await cell.locator("[data-source]").getAttribute("data-source")).toBe("hydra");
  });

  it("have no source column where all runs have one source", async () => {
    const panel = await openPanel({ layout: ungrouped });
    expect(await panel.columns()).not.toContain("Source");
  });

  it("are found by any of their formats", async () => {
    const panel = await openPanel({ isOutside: true, layout: ungrouped, height: 1200 });
    const filter = panel.frame.getByRole("textbox", { name: "Filter" });
    await filter.fill("source = tensorboard and source = hydra");
    await panel.press("Enter");
    await expect
      .poll(() => panel.frame.locator(".sx-count").textContent())
      .toMatch(/^\d of 200 runs$/);
    const texts = await panel.frame.locator(".sx-row .sx-cell:has(.sx-source)").allTextContents();
    expect(new Set(texts)).toEqual(new Set(["Hydra +2"]));
  });

  it("stand under guessed commits only where that is said", async () => {
    // Most runs have no commit: they would fill the screen.
    const query = { ...defaultLayout.query, collapsed: ["commit:"] };
    const panel = await openPanel({ isOutside: true, layout: { query } });
    const groups = panel.frame.locator(".sx-group-content");
    const guessed = groups.filter({ hasText: "≈" });
    await guessed.first().waitFor();
    expect(await guessed.first().locator(".sx-guess").textContent()).toBe("guessed");
    for (const text of await groups.allTextContents()) {
      expect(text.includes("≈"), text).toBe(text.includes("guessed"));
    }
  });

  it("offer in their menu only what can be done to them", async () => {
    const panel = await openPanel({ isOutside: true, layout: ungrouped, height: 1200 });
    await panel.row("lucid-raven-33").click({ button: "right" });
    const items = panel.frame.getByRole("menuitem");
    await items.first().waitFor();
    expect(await items.allTextContents()).toEqual([
      "Open Location",
      "Reveal in File Manager",
      "Diff Code with Working Tree (code not recorded)",
      "Restore Code… (code not recorded)",
      "Import",
      "Copy Id",
      "Export as CSV…",
      "Export as JSON…",
    ]);
    await items.filter({ hasText: "Open Location" }).click();
    await expect
      .poll(() => panel.sent("act"))
      .toEqual([{ action: "openLocation", runIds: [runId(33)] }]);
  });
});

describe("the details of a run of another tool", () => {
  it("name its place, its formats, its problems and its last write", async () => {
    const panel = await openPanel({
      isOutside: true,
      layout: { selected: [runId(0)], tab: "details" },
    });
    const details = panel.frame.getByRole("article");
    await expect.poll(() => details.textContent()).toContain("last write 3m ago");
    const text = (await details.textContent()) ?? "";
    expect(text).toContain("runs/tensorboard/run-0");
    expect(text).toContain("events.out.tfevents.1, byte 40,213");
    expect(text).toContain("metrics.csv, line 13");
    expect(text).toContain("guessed from the time the run began");
    expect(text).toContain("Written by TensorBoard: Sextant only reads it.");
    expect(await details.locator("vscode-button").allTextContents()).toEqual([
      "Open Location",
      "Reveal",
      "Import",
    ]);
  });
});

describe("charts of runs of other tools", () => {
  it("put runs of two tools on one chart", async () => {
    const panel = await openPanel({ isOutside: true, layout: { selected: [0, 1].map(runId) } });
    await panel
      .card("val/loss")
      .getByRole("img", { name: /^Line chart of val\/loss, 2 runs\./ })
      .waitFor();
  });

  it("show what restarts threw away when asked to", async () => {
    const panel = await openPanel({ isOutside: true, layout: { selected: [runId(0)] } });
    const card = panel.card("val/loss");
    await card.getByRole("img", { name: /^Line chart of val\/loss, 1 run\./ }).waitFor();
    await panel.frame.getByRole("checkbox", { name: "Show restarts" }).click();
    await card.getByRole("img", { name: /1 run, 2 parts before restarts/ }).waitFor();
    const requests = (await panel.sent("readSeries")) as { readonly isRaw: boolean }[];
    expect(requests.at(0)?.isRaw).toBe(false);
    expect(requests.at(-1)?.isRaw).toBe(true);
    await panel.frame.getByRole("checkbox", { name: "Show restarts" }).click();
    await card.getByRole("img", { name: /^Line chart of val\/loss, 1 run\./ }).waitFor();
  });

  it("fall back to steps, and say so, where no times were recorded", async () => {
    const charts = { ...defaultLayout.charts, xAxis: "time" as const };
    const panel = await openPanel({ isOutside: true, layout: { selected: [runId(7)], charts } });
    const card = panel.card("val/loss");
    await card.getByText("No times were recorded: shown by step.").waitFor();
    await card.getByRole("img", { name: /Last values: .* shown by step/ }).waitFor();
    const mixed = await openPanel({
      isOutside: true,
      layout: { selected: [0, 7].map(runId), charts },
    });
    const note = mixed.card("val/loss").getByText("1 run is without times: shown by step only.");
    await note.waitFor();
  });
});

describe("while runs are looked for", () => {
  const progress = { folderCount: 12_000, foundCount: 340, readCount: 120 };

  it("says how far it has come until it is done", async () => {
    const panel = await openPanel({ isOutside: true, progress });
    const line = panel.frame.getByText("Looking for runs: 12,000 folders, 340 found, 120 read");
    await line.waitFor();
    await panel.page.evaluate(() =>
      (globalThis as unknown as { endProgress: () => void }).endProgress(),
    );
    await expect.poll(() => line.count()).toBe(0);
  });

  it("says so where there are no runs yet, and what it looks for", async () => {
    const panel = await openPanel({ size: { runs: 0 }, progress });
    await panel.frame.getByText(/340 found/).waitFor();
    await panel.frame.getByText(/TensorBoard, MLflow, DVC, W&B and other tools/).waitFor();
  });
});
