import path from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { checkoutRoot } from "../../../scripts/checkout.ts";
import type { PipelineNode, PipelineView } from "../../../src/core/lint/pipeline/pipelineView.ts";
import { PipelineHarness, type PipelineOptions } from "../../support/panel/pipelineHarness.ts";
import type { PipelinePage } from "../../support/panel/pipelineHost.ts";

/** The graph of stages by keyboard, pointer and screen reader. */
let harness: PipelineHarness;
const open: Page[] = [];

beforeAll(async () => {
  harness = await PipelineHarness.start();
});
afterAll(() => harness.close());
afterEach(async () => {
  for (const page of open.splice(0)) {
    expect(await page.evaluate(() => (globalThis as unknown as PipelinePage).faults)).toEqual([]);
    await page.close();
  }
});

async function openPanel(view: PipelineView, options?: PipelineOptions): Promise<Page> {
  const { page } = await harness.open(view, options);
  open.push(page);
  return page;
}

function createNode(name: string, more: Partial<PipelineNode> = {}): PipelineNode {
  return {
    id: `dvc.yaml:${name}`,
    kind: "stage",
    name,
    file: "dvc.yaml",
    line: 1,
    state: "fresh",
    reasons: [],
    command: `python ${name}.py`,
    instanceCount: 1,
    instances: [],
    deps: [],
    outs: [`${name}.out`],
    findings: [],
    isFrozen: false,
    ...more,
  };
}

function createView(
  nodes: readonly PipelineNode[],
  edges: readonly (readonly [string, string])[],
): PipelineView {
  const id = (name: string) => nodes.find((node) => node.name === name)?.id ?? "";
  return {
    files: ["dvc.yaml", "sub/dvc.yaml"],
    scope: null,
    nodes,
    edges: edges.map(([from, to]) => ({ from: id(from), to: id(to), paths: [`${from}.out`] })),
    hiddenCount: 0,
  };
}

const longName = "a_stage_with_a_name_that_nobody_would_want_to_read_in_full";
const view = createView(
  [
    createNode("raw.csv", { id: "raw.csv.dvc:", kind: "data", file: "raw.csv.dvc", command: "" }),
    createNode("prepare"),
    createNode("train", {
      line: 7,
      state: "changed",
      reasons: ["parameter lr has changed"],
      findings: [
        { rule: "DVC101", severity: "error", message: "`lr` does not exist", line: 9 },
        { rule: "DVC306", severity: "hint", message: "a hint is not counted", line: 9 },
      ],
    }),
    createNode("evaluate", {
      kind: "foreach",
      state: "never-run",
      instanceCount: 60,
      instances: [
        { name: "evaluate@a", state: "never-run", reasons: ["dvc.lock has no record of it"] },
      ],
    }),
    createNode(longName, { state: "unknown", isFrozen: true }),
  ],
  [
    ["raw.csv", "prepare"],
    ["prepare", "train"],
    ["train", "evaluate"],
    ["prepare", longName],
  ],
);

async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** Messages arrive a moment later, as from another process. */
async function expectSent(page: Page, message: PipelinePage["sent"][number]): Promise<void> {
  await expect
    .poll(() => page.evaluate(() => (globalThis as unknown as PipelinePage).sent))
    .toContainEqual(message);
}

function place(page: Page): Promise<string> {
  return page.locator(".sx-graph-content").evaluate((element) => element.style.transform);
}

const selectedStage = ".sx-node.is-selected .sx-node-name";

describe("the graph of stages", () => {
  it("is walked with the keyboard", async () => {
    const page = await openPanel(view);
    await page.getByRole("application").focus();
    await press(page, "ArrowDown");
    expect(await page.locator(selectedStage).innerText()).toBe("raw.csv");
    await press(page, "ArrowDown", "ArrowDown");
    const name = await page.locator(selectedStage).innerText();
    expect(["train", longName]).toContain(name);
    await press(page, name === "train" ? "ArrowUp" : "ArrowRight");
    await page.locator('[data-stage="train"]').click();
    await press(page, "Enter");
    await expectSent(page, {
      name: "openSource",
      body: { file: "dvc.yaml", line: 7 },
    });
    await press(page, "Escape");
    expect(await page.locator(".sx-stage-detail").count()).toBe(0);
  });

  it("is moved and scaled with keys, buttons, wheel and pointer", async () => {
    const page = await openPanel(view);
    const scale = async () => Number(/scale\((.*)\)/.exec(await place(page))?.[1]);
    await page.getByRole("application").focus();
    const first = await place(page);
    await press(page, "+");
    await expect.poll(scale).toBeCloseTo(1.25, 2);
    await press(page, "-");
    await expect.poll(scale).toBeCloseTo(1, 2);
    await page.getByRole("group", { name: "Zoom" }).locator("vscode-button").first().click();
    await expect.poll(scale).toBeCloseTo(1.25, 2);
    await page.mouse.move(60, 650);
    await page.mouse.wheel(0, 300);
    await expect.poll(scale).toBeLessThan(0.9);
    const before = await place(page);
    await page.mouse.down();
    await page.mouse.move(160, 600);
    await page.mouse.up();
    expect(await place(page)).not.toBe(before);
    await page.getByRole("application").focus();
    await press(page, "0");
    await expect.poll(() => place(page)).toBe(first);
  });

  it("is searched: what does not fit steps back, Enter chooses, Escape ends", async () => {
    const page = await openPanel(view);
    await page.getByRole("application").focus();
    await press(page, "/");
    await page.keyboard.type("train");
    await expect.poll(() => page.locator(".sx-node:not(.is-dimmed)").count()).toBe(1);
    await press(page, "Enter");
    await expect.poll(() => page.locator(selectedStage).innerText()).toBe("train");
    await press(page, "Escape");
    await expect.poll(() => page.locator(".sx-node.is-dimmed").count()).toBe(0);
  });

  it("tells states, findings and instances to everybody", async () => {
    const page = await openPanel(view);
    const label = (name: string) =>
      page.locator(`[data-stage="${name}"]`).getAttribute("aria-label");
    expect(await label("train")).toBe(
      "train: changed\nparameter lr has changed\n1 problem\ndvc.yaml",
    );
    expect(await label("raw.csv")).toContain("data");
    const status = await page.getByRole("status").innerText();
    expect(status.replace(/\s+/g, " ")).toBe(
      "1 up to date 1 changed 1 never run 1 not known 1 problem",
    );
    await page.locator('[data-stage="evaluate"]').click();
    const detail = page.getByRole("complementary", { name: "Stage evaluate" });
    await detail.getByText("60 instances", { exact: false }).waitFor();
    await detail.getByText("and 59 more").waitFor();
    await page.locator('[data-stage="train"]').click();
    await page.getByRole("button", { name: /`lr` does not exist/ }).click();
    await page.getByText("Run to Here").click();
    await expectSent(page, { name: "openSource", body: { file: "dvc.yaml", line: 9 } });
    await expectSent(page, {
      name: "runStage",
      body: { file: "dvc.yaml", name: "train", mode: "upTo" },
    });
  });

  it("stays where it is when states change", async () => {
    const page = await openPanel(view);
    await page.getByRole("application").focus();
    await press(page, "+");
    const before = await place(page);
    await page.evaluate(() => {
      const panel = globalThis as unknown as PipelinePage;
      const nodes = panel.view.nodes.map((node) => ({ ...node, state: "fresh" as const }));
      panel.view = { ...panel.view, nodes };
      panel.tellChanged();
    });
    await expect.poll(() => page.getByRole("status").innerText()).toContain("4 up to date");
    expect(await place(page)).toBe(before);
  });

  it.each(["dark", "light", "highContrast"] as const)(
    "is drawn in %s, wide and narrow",
    async (theme) => {
      for (const width of [1000, 420]) {
        const page = await openPanel(view, { theme, width });
        await page.locator('[data-stage="train"]').click();
        const name = `pipeline-panel-${theme}-${width}.png`;
        await page.screenshot({
          path: path.join(checkoutRoot, "test-results", "screenshots", name),
        });
        const isWithin = await page.evaluate(
          () => document.documentElement.scrollWidth <= window.innerWidth,
        );
        expect(isWithin).toBe(true);
      }
    },
  );

  it("of 600 stages is there soon", async () => {
    const nodes = Array.from({ length: 600 }, (_, index) => createNode(`stage-${index}`));
    const edges = nodes
      .slice(1)
      .map(({ name }, index) => [`stage-${Math.floor(index / 2)}`, name] as const);
    const { page, drawnMs } = await harness.open(createView(nodes, edges));
    open.push(page);
    process.stdout.write(`600 stages drawn after ${Math.round(drawnMs)} ms\n`);
    expect(await page.locator(".sx-node").count()).toBe(600);
    // A wide bound: machines differ; that it is not minutes is what counts here.
    expect(drawnMs).toBeLessThan(15_000);
  });
});
