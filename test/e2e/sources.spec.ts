import { afterAll, beforeAll, describe, expect, it } from "vitest";
import path from "node:path";
import { checkoutRoot } from "../../scripts/checkout.ts";
import { runCommand } from "../../scripts/commands.ts";
import { Editor } from "../support/editor.ts";
import type { EditorWindow } from "../support/editorWindow.ts";
import { recordFailures } from "../support/recordFailures.ts";
import { RunsPanelPage } from "../support/runsPanelPage.ts";
import { keptTools, SourcesWorkspace, type Tool } from "../support/sources/sourcesWorkspace.ts";

/** A folder in which ten tools left runs, opened without anything having been set up. */
let workspace: SourcesWorkspace;
let editor: Editor;
let window: EditorWindow;

interface Expected {
  readonly tool: Exclude<Tool, "tensorboard-live">;
  readonly source: string;
  readonly name: string;
  readonly status: string;
  readonly metric?: string;
}

/** Each tool logged lr 0.05, model mlp, and a loss of 1 / (step + 1) over twenty steps. */
const written: readonly Expected[] = [
  { tool: "tensorboard", source: "tensorboard", name: "digits", status: "unknown" },
  { tool: "mlflow-files", source: "mlflow", name: "mlflow-run", status: "finished" },
  { tool: "mlflow-sqlite", source: "mlflow", name: "mlflow-run", status: "finished" },
  { tool: "wandb", source: "wandb", name: "wandb-run", status: "finished" },
  { tool: "optuna", source: "optuna", name: "trial 0", status: "finished", metric: "value" },
  { tool: "hydra", source: "hydra", name: "lr=0.05", status: "unknown" },
  { tool: "sacred", source: "sacred", name: "1", status: "finished" },
  { tool: "swanlab", source: "swanlab", name: "swanlab-run", status: "finished" },
  { tool: "trackio", source: "trackio", name: "trackio-run", status: "unknown" },
  { tool: "dvc", source: "dvc", name: "dvc-run", status: "finished" },
];

interface JsonRun {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly status: string;
  readonly location: { readonly path: string } | null;
  readonly params: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, { readonly last: number; readonly step: number }>>;
}

beforeAll(async () => {
  workspace = SourcesWorkspace.create();
  for (const { tool } of written) await workspace.write(tool);
  for (const tool of keptTools) workspace.copy(tool);
  editor = await Editor.start({ folder: workspace.folder, extension: "checkout" });
  window = await editor.openWindow();
}, 600_000);

afterAll(async () => {
  await editor.dispose();
  workspace.dispose();
});

recordFailures(() => window);

async function listRuns(): Promise<readonly JsonRun[]> {
  const cli = path.join(checkoutRoot, "dist", "cli.cjs");
  const args = [cli, "runs", "--path", workspace.folder, "--format", "json"];
  return JSON.parse(await runCommand(process.execPath, args)) as JsonRun[];
}

function findRun(runs: readonly JsonRun[], { tool, source, name }: Expected): JsonRun {
  const isIn = ({ location }: JsonRun): boolean =>
    location !== null && `${location.path}/`.startsWith(`${tool}/`);
  const found = runs.find((run) => run.source === source && run.name === name && isIn(run));
  if (found !== undefined) return found;
  const all = runs.map((run) => `${run.source} ${run.name} in ${String(run.location?.path)}`);
  throw new Error(`${tool} is missing among:\n${all.join("\n")}`);
}

describe("a folder with the runs of many tools", () => {
  it("shows every run with its parameters and metrics in one table", async () => {
    const runs = await listRuns();
    for (const expected of written) {
      const { metric = "train/loss", tool, status } = expected;
      const run = findRun(runs, expected);
      expect(run.status, tool).toBe(status);
      expect(run.params, tool).toMatchObject({ lr: "0.05", model: "mlp" });
      expect(run.metrics[metric], tool).toMatchObject({ last: 0.05 });
    }
    for (const tool of keptTools) {
      expect(runs.map((run) => run.location?.path.split("/")[0])).toContain(tool);
    }
    const panel = await RunsPanelPage.open(window);
    await panel.frame.getByText(`${runs.length} runs`).first().waitFor();
    await editor.takeScreenshots(window, "sources");
    for (const { name } of written) {
      await panel.search(name);
      await panel.row(name).first().waitFor();
    }
    await panel.search("");
  });

  it("compares a TensorBoard run with an MLflow run on one chart", async () => {
    const panel = await RunsPanelPage.find(window);
    await panel.search("mlflow-run");
    await panel.row("mlflow-run").first().locator('[data-part="check"]').click();
    await panel.search("digits");
    await panel.toggle("digits");
    await panel.search("");
    await panel.openTab("Charts");
    await expect
      .poll(() => panel.chartSummary("train/loss"), { timeout: 20_000 })
      .toMatch(/digits[\s\S]*mlflow-run|mlflow-run[\s\S]*digits/);
    await editor.takeScreenshots(window, "sources-compared");
  });

  it("shows a run that begins now, and its curve as it grows", async () => {
    workspace.start("tensorboard-live");
    const panel = await RunsPanelPage.find(window);
    await panel.row("growing").waitFor({ timeout: 30_000 });
    await panel.toggle("growing");
    await expect
      .poll(() => panel.chartSummary("train/loss"), { timeout: 20_000 })
      .toContain("growing");
    const early = await panel.chartSummary("train/loss");
    await expect.poll(() => panel.chartSummary("train/loss"), { timeout: 5_000 }).not.toBe(early);
    await editor.takeScreenshots(window, "sources-growing");
  });
});
