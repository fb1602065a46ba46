import { describe, expect, it } from "vitest";
import { runId, usePanels, type Panel } from "./panelFixture.ts";

const openPanel = usePanels();
const selected = [runId(2), runId(3)];

interface SeriesRequest {
  readonly metrics: readonly string[];
  readonly range: { readonly from: number; readonly to: number } | null;
}

async function rangesAsked(panel: Panel) {
  const requests = (await panel.sent("readSeries")) as SeriesRequest[];
  return requests.flatMap(({ range }) => (range === null ? [] : [range]));
}

/** Chooses an item of a chart's export menu and gives the file that the panel wants to save. */
async function exported(panel: Panel, metric: string, item: RegExp) {
  const card = panel.card(metric);
  await card.hover();
  await card.getByRole("button", { name: "Export this chart" }).click();
  await panel.frame.getByRole("menuitem", { name: item }).click();
  await expect.poll(async () => (await panel.sent("saveFile")).length).toBeGreaterThan(0);
  return (await panel.sent("saveFile")).at(-1) as { suggestedName: string; content: string };
}

describe("zoom", () => {
  it("by dragging asks for finer points of that part, and goes back", async () => {
    const panel = await openPanel({ layout: { selected }, size: { steps: 20_000 } });
    const card = panel.card("val/loss");
    await panel.drag(card.locator(".u-over"), { x: 60 });
    await card.getByRole("button", { name: "Reset zoom" }).waitFor();
    await expect.poll(async () => (await rangesAsked(panel)).length).toBe(1);
    const [range] = await rangesAsked(panel);
    expect(range?.from).toBeGreaterThan(5000);
    expect((range?.to ?? 0) - (range?.from ?? 0)).toBeLessThan(10_000);
    await card.getByRole("button", { name: "Reset zoom" }).click();
    await expect.poll(() => card.getByRole("button", { name: "Reset zoom" }).count()).toBe(0);
  });

  it("by keys, and the points exported are all those in sight", async () => {
    const panel = await openPanel({ layout: { selected }, size: { steps: 20_000 } });
    const card = panel.card("val/loss");
    await card.getByRole("img", { name: /^Line chart of val\/loss, 2 runs/ }).focus();
    await panel.press("+", "+", "+", "ArrowRight");
    await card.getByRole("button", { name: "Reset zoom" }).waitFor();
    const { content } = await exported(panel, "val/loss", /CSV/);
    const steps = content
      .split("\r\n")
      .slice(1)
      .map((line) => Number(line.split(",")[3]));
    // An eighth of the axis, a fifth of that moved to the right; two runs, each point of each.
    expect(steps.length / 2).toBeGreaterThan(2400);
    expect(steps.length / 2).toBeLessThan(2700);
    expect(steps[1]).toBe((steps[0] ?? 0) + 1);
    await card.getByRole("img").focus();
    await panel.press("0");
    await expect.poll(() => card.getByRole("button", { name: "Reset zoom" }).count()).toBe(0);
  });

  it("stays while a run logs on, and goes on asking", async () => {
    const panel = await openPanel({
      isLive: true,
      layout: { selected: [runId(0)] },
      size: { steps: 20_000 },
    });
    const card = panel.card("val/loss");
    await card.getByRole("img", { name: /^Line chart/ }).focus();
    await panel.press("+");
    await expect.poll(async () => (await rangesAsked(panel)).length).toBeGreaterThan(3);
    expect(await card.getByRole("button", { name: "Reset zoom" }).count()).toBe(1);
    expect(await panel.frame.evaluate(() => document.activeElement?.className)).toBe("sx-plot");
  });

  it("shows the finer points", async () => {
    const panel = await openPanel({ layout: { selected }, size: { steps: 20_000 } });
    const card = panel.card("val/loss");
    await card.getByRole("img", { name: /^Line chart/ }).focus();
    const whole = await exported(panel, "val/loss", /SVG/);
    await card.getByRole("img", { name: /^Line chart/ }).focus();
    await panel.press("+", "+", "+", "+", "+");
    await expect.poll(async () => (await rangesAsked(panel)).length).toBeGreaterThan(4);
    const pointsInSight = async () => {
      const { content } = await exported(panel, "val/loss", /SVG/);
      const path = /<path d="(M[^"]+)" fill="none"/.exec(content)?.[1] ?? "";
      const xs = path.split(/[ML]/).slice(1).map(Number.parseFloat);
      return xs.filter((x) => x >= 70 && x <= 780).length;
    };
    await expect.poll(pointsInSight).toBeGreaterThan(550);
    expect(whole.content).not.toBe("");
  });
});

describe("export", () => {
  it("of the points holds every one of them", async () => {
    const panel = await openPanel({ layout: { selected } });
    const { suggestedName, content } = await exported(panel, "val/loss", /CSV/);
    expect(suggestedName).toBe("val-loss.csv");
    const lines = content.split("\r\n");
    expect(lines[0]).toBe("run,name,metric,step,time,value");
    expect(lines).toHaveLength(1 + 2 * 60);
    expect(lines[1]).toMatch(
      /^20261120-100002-k3f9ab,keen-osprey-2,val\/loss,0,20\d\d-.+Z,\d\.\d+/,
    );
  });

  it("as a picture is well-formed and names metric and runs", async () => {
    const panel = await openPanel({ layout: { selected } });
    const { content } = await exported(panel, "val/loss", /SVG/);
    const found = await panel.frame.evaluate((text) => {
      const picture = new DOMParser().parseFromString(text, "image/svg+xml");
      return {
        root: picture.documentElement.localName,
        texts: [...picture.querySelectorAll("text")].map((one) => one.textContent),
        curves: picture.querySelectorAll("g > path").length,
      };
    }, content);
    expect(found.root).toBe("svg");
    expect(found.texts).toEqual(
      expect.arrayContaining(["val/loss", "keen-osprey-2", "fuzzy-otter-3"]),
    );
    expect(found.curves).toBe(2);
  });
});

describe("thousands of metrics", () => {
  it("open at once, scroll, and are found by name; only charts in sight exist", async () => {
    const panel = await openPanel({ size: { runs: 20, metrics: 2500, steps: 30 } });
    const cards = panel.frame.locator(".sx-card");
    await panel.card("val/loss").waitFor();
    expect(await cards.count()).toBeLessThan(20);
    await panel.frame.getByRole("button", { name: /^Other metrics/ }).click();
    const scroller = panel.frame.locator(".sx-chart-scroll");
    await scroller.evaluate((element) => {
      element.scrollTop = element.scrollHeight / 2;
    });
    await expect.poll(() => cards.first().textContent()).toMatch(/layer_1\d\d\d/);
    expect(await cards.count()).toBeLessThan(20);
    await panel.frame.getByRole("textbox", { name: "Search metrics" }).fill("layer_2222");
    await panel.card("layer_2222/grad_norm").waitFor();
    expect(await cards.count()).toBe(1);
  });

  it("are folded where they are many, and unfolded for good on wish", async () => {
    const panel = await openPanel({ size: { runs: 20, metrics: 60 } });
    const group = panel.frame.getByRole("button", { name: /^Other metrics/ });
    expect(await group.getAttribute("aria-expanded")).toBe("false");
    await group.click();
    expect(await group.getAttribute("aria-expanded")).toBe("true");
    await expect
      .poll(async () => (await panel.sent("saveLayout")).at(-1))
      .toMatchObject({ charts: { unfoldedGroups: [""] } });
  });
});

describe("comparison", () => {
  it("has deltas from a baseline that can be chosen, the best value and the mean", async () => {
    const panel = await openPanel({
      width: 2200,
      layout: { selected: [runId(2), runId(3), runId(4)], tab: "compare" },
    });
    const table = panel.frame.getByRole("region", { name: "Comparison" });
    expect(await table.getByRole("row", { name: /^epochs/ }).count()).toBe(0);
    const row = table.getByRole("row", { name: /^val\/accuracy/ });
    const deltas = row.locator(".sx-delta");
    expect(await deltas.count()).toBe(2);
    expect(await row.locator(".sx-best").count()).toBe(1);
    expect(await row.locator(".sx-compare-mean").textContent()).toMatch(/^0\.9\d+ ± 0\.\d+$/);
    const before = await row.getByRole("cell").allTextContents();
    await table.getByRole("button", { name: "Make fuzzy-otter-3 the baseline" }).click();
    await table.getByRole("button", { name: "fuzzy-otter-3 is the baseline" }).waitFor();
    const after = await row.getByRole("cell").allTextContents();
    expect(after[1]).not.toMatch(/[+−]/);
    expect(after).not.toEqual(before);
    await panel.frame.getByRole("checkbox", { name: "Only what differs" }).click();
    await table.getByRole("row", { name: /^epochs/ }).waitFor();
  });
});
