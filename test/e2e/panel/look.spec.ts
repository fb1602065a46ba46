import { describe, expect, it } from "vitest";
import { themes, type ThemeName } from "../../support/panel/themes.ts";
import { runId, usePanels, type Panel } from "./panelFixture.ts";

const openPanel = usePanels();
const selected = [0, 1, 2, 3, 4, 5, 6, 7].map(runId);

/** Colours of the pixels of the first chart that are not grey: those of its lines. */
function lineColors(panel: Panel): Promise<string[]> {
  return panel.frame.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>(".sx-plot canvas");
    const context = canvas?.getContext("2d");
    if (canvas == null || context == null) return [];
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const counts = new Map<string, number>();
    for (let at = 0; at < data.length; at += 4) {
      const [r = 0, g = 0, b = 0, alpha = 0] = data.subarray(at, at + 4);
      if (alpha < 255 || Math.max(r, g, b) - Math.min(r, g, b) < 40) continue;
      const key = `${r},${g},${b}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return [...counts]
      .sort((x, y) => y[1] - x[1])
      .map(([key]) => key)
      .slice(0, 3);
  });
}

/** Texts and colours of runs whose contrast with what is behind them is too low. */
function paleThings(panel: Panel): Promise<string[]> {
  return panel.frame.evaluate(() => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    if (canvas === null) return ["no canvas"];
    type Color = readonly [number, number, number, number];
    const parse = (color: string): Color => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0, a = 0] = canvas.getImageData(0, 0, 1, 1).data;
      return [r, g, b, a / 255];
    };
    const over = (top: Color, under: Color): Color => {
      const mix = (index: 0 | 1 | 2) => top[index] * top[3] + under[index] * (1 - top[3]);
      return [mix(0), mix(1), mix(2), 1];
    };
    const backgroundOf = (element: Element | null): Color => {
      if (element === null) return parse(getComputedStyle(document.body).backgroundColor);
      const own = parse(getComputedStyle(element).backgroundColor);
      return own[3] === 1 ? own : over(own, backgroundOf(element.parentElement));
    };
    const luminance = (color: Color) => {
      const [r, g, b] = ([0, 1, 2] as const).map((index) => {
        const share = color[index] / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
    };
    const contrast = (a: Color, b: Color) => {
      const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
      return (light + 0.05) / (dark + 0.05);
    };
    const found = new Set<string>();
    const check = (element: Element, label: string) => {
      const background = backgroundOf(element);
      const color = over(parse(getComputedStyle(element).color), background);
      const ratio = contrast(color, background);
      if (ratio < 4.5) found.add(`${label} ${ratio.toFixed(2)}`);
    };
    for (const element of document.querySelectorAll("#root *:not(svg *)")) {
      const hasText = [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== "",
      );
      const isOff = element.closest("[disabled], :disabled") !== null;
      if (hasText && !isOff) check(element, `${element.localName}.${element.className}`);
    }
    for (const mark of document.querySelectorAll(".sx-swatch")) {
      check(mark, mark.getAttribute("class") ?? "");
    }
    return [...found];
  });
}

describe.each(Object.keys(themes) as ThemeName[])("in the theme %s", (theme) => {
  it.each(["charts", "compare", "details"] as const)(
    "texts and colours of runs stand out from what is behind them: %s",
    async (tab) => {
      const panel = await openPanel({ theme, layout: { selected, tab } });
      await panel.frame.locator(".sx-legend, .sx-compare-table, .sx-details").first().waitFor();
      expect(await paleThings(panel)).toEqual([]);
    },
  );

  it.each(["charts", "compare", "details", "media"] as const)(
    "so do those of runs of other tools: %s",
    async (tab) => {
      const progress = { folderCount: 7, foundCount: 3, readCount: 1 };
      const wish = { theme, isOutside: true, mediaCount: 3, progress };
      const panel = await openPanel({ ...wish, layout: { selected, tab } });
      const places = ".sx-legend, .sx-compare-table, .sx-details, .sx-media-row";
      await panel.frame.locator(places).first().waitFor();
      expect(await paleThings(panel)).toEqual([]);
    },
  );
});

it("charts take the colours of a theme that is changed while they are in sight", async () => {
  const panel = await openPanel({ layout: { selected: [runId(2)] } });
  await expect.poll(async () => (await lineColors(panel)).length).toBeGreaterThan(0);
  const before = await lineColors(panel);
  const { bodyClass, variables } = themes.light;
  await panel.frame.evaluate(
    ([className, entries]) => {
      for (const [name, value] of entries) {
        document.documentElement.style.setProperty(`--vscode-${name}`, value);
      }
      document.body.className = className;
    },
    [bodyClass, Object.entries(variables)] as const,
  );
  await expect.poll(async () => (await lineColors(panel))[0]).not.toBe(before[0]);
});

it("turns nothing where motion is to be reduced", async () => {
  const panel = await openPanel();
  const animation = () =>
    panel.frame.evaluate(
      () => getComputedStyle(document.querySelector(".sx-status.is-running")!).animationName,
    );
  expect(await animation()).toBe("sx-turn");
  await panel.page.emulateMedia({ reducedMotion: "reduce" });
  expect(await animation()).toBe("none");
});

it("shows focus and selection where the system forces its colours", async () => {
  const panel = await openPanel({ layout: { selected: [runId(2)] } });
  await panel.page.emulateMedia({ forcedColors: "active" });
  const cell = (row: string) => panel.frame.locator(`${row} .sx-cell`).nth(1);
  const background = (row: string) =>
    cell(row).evaluate((element) => getComputedStyle(element).backgroundColor);
  expect(await background(".sx-row.is-selected")).not.toBe(
    await background(".sx-row:not(.is-selected):not(.sx-group)"),
  );
  await panel.table.focus();
  await panel.press("ArrowDown");
  const outline = await panel.frame
    .locator(".is-focused")
    .first()
    .evaluate((element) => getComputedStyle(element).outlineStyle);
  expect(outline).toBe("solid");
});

describe("widths", () => {
  it.each([
    [500, "column"],
    [2200, "row"],
  ])("at %d px the parts stand in a %s, and nothing reaches out", async (width, direction) => {
    const panel = await openPanel({ width, layout: { selected: [runId(2)] } });
    await panel.card("val/loss").waitFor();
    const found = await panel.frame.evaluate(() => ({
      direction: getComputedStyle(document.querySelector(".sx-parts")!).flexDirection,
      reach: Math.max(
        ...[...document.querySelectorAll(".sx-toolbar *, .sx-card, .sx-charts-bar *")].map(
          (element) => element.getBoundingClientRect().right,
        ),
      ),
    }));
    expect(found.direction).toBe(direction);
    expect(found.reach).toBeLessThanOrEqual(width);
  });

  it("of the parts are moved by pointer and keyboard", async () => {
    const panel = await openPanel();
    const splitter = panel.frame.getByRole("separator", { name: "Width of the table" });
    const width = async () => (await panel.table.boundingBox())?.width ?? 0;
    const before = await width();
    const box = await splitter.boundingBox();
    await panel.page.mouse.move((box?.x ?? 0) + 0.5, 400);
    await panel.page.mouse.down();
    await panel.page.mouse.move((box?.x ?? 0) - 200, 400);
    await panel.page.mouse.up();
    await expect.poll(async () => Math.round(before - (await width()))).toBe(200);
    await splitter.focus();
    await panel.press("ArrowRight");
    await expect.poll(async () => Math.round(before - (await width()))).toBe(172);
    expect(Number(await splitter.getAttribute("aria-valuenow"))).toBeGreaterThan(40);
  });
});

describe("hostile names and the policy", () => {
  const oddMetric = '<img src=x onerror="document.title=1"><b>loss</b>';

  it("stay text in table, charts, comparison and details", async () => {
    const panel = await openPanel({ oddMetric, layout: { selected: [runId(2), runId(3)] } });
    await panel.frame.getByRole("textbox", { name: "Search metrics" }).fill("onerror");
    expect(await panel.frame.locator(".sx-card-title").allTextContents()).toEqual([oddMetric]);
    for (const tab of ["Compare", "Details"]) {
      await panel.frame.getByRole("tab", { name: tab }).click();
      await panel.frame.getByRole("rowheader", { name: oddMetric }).last().waitFor();
    }
    expect(await panel.frame.locator("#root img, #root b").count()).toBe(0);
    expect(await panel.frame.title()).not.toBe("1");
  });

  it("nothing is refused but one empty style element of the toolkit", async () => {
    const panel = await openPanel({ oddMetric, layout: { selected: [runId(2), runId(3)] } });
    await panel.card("val/loss").hover();
    await panel.card("val/loss").getByRole("button", { name: "Export this chart" }).click();
    await panel.press("Escape");
    await panel.frame.getByRole("button", { name: "Choose columns" }).click();
    await panel.press("Escape");
    await panel.frame.getByRole("tab", { name: /Compare/ }).click();
    expect(await panel.refusals()).toEqual(['style-src-elem document ""']);
  });
});
