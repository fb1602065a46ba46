import { describe, expect, it } from "vitest";
import { runId, usePanels, type Panel } from "./panelFixture.ts";

const openPanel = usePanels();
const layout = { selected: [runId(0)], tab: "media" } as const;

function cardOf(panel: Panel, name: string) {
  return panel.frame.locator(".sx-media-scroll").getByRole("group", { name, exact: true });
}

async function readCount(panel: Panel): Promise<number> {
  return (await panel.sent("readMedia")).length;
}

describe("images", () => {
  it("show the newest step, and others by a slider with keys", async () => {
    const panel = await openPanel({ layout, isOutside: true, mediaCount: 30 });
    const card = cardOf(panel, "val/predictions");
    await card.getByRole("img", { name: "val/predictions, step 290" }).waitFor();
    const slider = card.getByRole("slider", { name: "Step of val/predictions" });
    await slider.focus();
    await panel.press("ArrowLeft", "ArrowLeft");
    await card.getByRole("img", { name: "val/predictions, step 270" }).waitFor();
    expect(await slider.getAttribute("aria-valuetext")).toBe("step 270");
    await panel.press("Home");
    await card.getByRole("img", { name: "val/predictions, step 0" }).waitFor();
  });

  it("open large, are zoomed and turned over by keys, and give the focus back", async () => {
    const panel = await openPanel({ layout, isOutside: true, mediaCount: 30 });
    const button = cardOf(panel, "val/attention").getByRole("button");
    await button.waitFor();
    await button.focus();
    await panel.press("Enter");
    const viewer = panel.frame.getByRole("dialog", { name: "val/attention, step 290" });
    const image = viewer.getByRole("img", { name: /step/ });
    await image.waitFor();
    const fitted = (await image.boundingBox())?.width ?? 0;
    await panel.press("+");
    await expect.poll(async () => (await image.boundingBox())?.width).toBe(320);
    await panel.press("+");
    await expect.poll(async () => (await image.boundingBox())?.width).toBe(640);
    await panel.press("0");
    await expect.poll(async () => (await image.boundingBox())?.width).toBe(fitted);
    await panel.press("ArrowLeft");
    await panel.frame.getByRole("dialog", { name: "val/attention, step 280" }).waitFor();
    await panel.press("Tab", "Tab", "Tab", "Tab");
    expect(
      await panel.frame.evaluate(() => document.activeElement?.closest(".sx-viewer") !== null),
    ).toBe(true);
    await panel.press("Escape");
    await expect.poll(() => panel.frame.getByRole("dialog").count()).toBe(0);
    await expect
      .poll(() => button.evaluate((element) => element === document.activeElement))
      .toBe(true);
  });

  it("that cannot be read say why, and names are no markup", async () => {
    const panel = await openPanel({ layout, isOutside: true, mediaCount: 3 });
    await cardOf(panel, "confusion_matrix").getByText("broken.png cannot be read.").waitFor();
    await cardOf(panel, "train/<b>batch</b>").waitFor();
    expect(await panel.frame.locator(".sx-media b").count()).toBe(0);
  });

  it("of 15,000 are smooth: only what is in sight is read, and dragging passes over the rest", async () => {
    const panel = await openPanel({ layout, isOutside: true, mediaCount: 5000 });
    const card = cardOf(panel, "val/predictions");
    await card.getByRole("img", { name: "val/predictions, step 49,990" }).waitFor();
    const before = await readCount(panel);
    expect(before).toBeLessThan(8);
    const slider = card.getByRole("slider");
    const tookMs = await slider.evaluate(async (input: HTMLInputElement) => {
      const begin = performance.now();
      for (let step = 4900; step >= 4800; step -= 1) {
        input.value = String(step);
        input.dispatchEvent(new Event("input", { bubbles: true }));
        await new Promise(requestAnimationFrame);
      }
      return performance.now() - begin;
    });
    await card.getByRole("img", { name: "val/predictions, step 48,000" }).waitFor();
    // A frame a step, as the screen shows them; far more would be felt.
    expect(tookMs).toBeLessThan(101 * 100);
    expect(await readCount(panel)).toBeLessThan(before + 40);
  });
});

describe("what else runs hold", () => {
  it("histograms are pictures that have words", async () => {
    const panel = await openPanel({ layout, isOutside: true, mediaCount: 1 });
    const card = cardOf(panel, "weights/layer1");
    await card
      .getByRole("img", { name: /^Heat map of weights\/layer1, 40 histograms\. Mean / })
      .waitFor();
    const isDrawn = await card.locator("canvas").evaluate((canvas: HTMLCanvasElement) => {
      const pixels = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data;
      return canvas.width === 40 && pixels?.some((value) => value > 0) === true;
    });
    expect(isDrawn).toBe(true);
  });

  it("texts stay text, whatever they hold", async () => {
    const panel = await openPanel({ layout, isOutside: true, mediaCount: 1 });
    await panel.frame.getByRole("textbox", { name: "Search media" }).fill("samples");
    const card = cardOf(panel, "samples");
    await expect.poll(() => card.locator("pre").textContent()).toContain("# Epoch 2");
    expect(await card.locator("pre").textContent()).toContain("<script>alert(1)</script>");
    expect(await panel.frame.locator("#root script").count()).toBe(0);
  });

  it("tables show the rows in sight, and all of them to assistive technology", async () => {
    const panel = await openPanel({ layout, isOutside: true, mediaCount: 1 });
    await panel.frame.getByRole("textbox", { name: "Search media" }).fill("predictions");
    const table = panel.frame.getByRole("table", { name: "predictions, step 3" });
    await table.waitFor();
    expect(await table.getAttribute("aria-rowcount")).toBe("2001");
    expect(await table.getByRole("row").count()).toBeLessThan(40);
    await table.focus();
    await panel.press("End");
    await table.getByText("image-1999.png").waitFor();
  });

  it("sounds can be played under the page's policy", async () => {
    const panel = await openPanel({ layout, isOutside: true, mediaCount: 1 });
    await panel.frame.getByRole("textbox", { name: "Search media" }).fill("speech");
    const audio = panel.frame.locator("audio");
    await audio.waitFor();
    await expect
      .poll(() => audio.evaluate((element: HTMLAudioElement) => element.duration))
      .toBeCloseTo(1);
    expect(await panel.refusals()).toEqual(['style-src-elem document ""']);
  });

  it("says so when there is nothing", async () => {
    const panel = await openPanel({ layout: { ...layout, selected: [runId(4)] } });
    await panel.frame
      .getByText(/logged no images, histograms, sounds, texts or tables\.$/)
      .waitFor();
  });
});
