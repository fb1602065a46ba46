import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Editor } from "../support/editor.ts";
import type { EditorWindow } from "../support/editorWindow.ts";
import { ExampleProject } from "../support/exampleProject.ts";
import { RunsPanelPage } from "../support/runsPanelPage.ts";
import { recordFailures } from "../support/recordFailures.ts";

let project: ExampleProject;
let editor: Editor;
let window: EditorWindow;

beforeAll(async () => {
  project = await ExampleProject.create();
  editor = await Editor.start({ folder: project.folder, extension: "checkout" });
  window = await editor.openWindow();
});

afterAll(async () => {
  await editor.dispose();
  await project.dispose();
});

recordFailures(() => window);

/** Launches the slow entry point from the palette, as that many epochs. */
async function launchSlowly(name: string, epochs: number): Promise<void> {
  await window.runCommand("Sextant: Launch Run…");
  await window.pick("Train with a pause after each epoch");
  await window.pick(/^epochs = 240/);
  await window.answer(String(epochs));
  await window.pick("Name of the run");
  await window.answer(name);
  await window.pick("Run");
}

describe("launching the example from the command palette", () => {
  it("shows the run at once, and its curve grows", async () => {
    await launchSlowly("watched", 400);
    await window.notification("watched").waitFor();
    const panel = await RunsPanelPage.open(window);
    await panel.waitForStatus("watched", "Running");
    await expect
      .poll(() => panel.chartSummary("val_loss"), { timeout: 20_000 })
      .toContain("watched");
    const early = await panel.chartSummary("val_loss");
    await expect.poll(() => panel.chartSummary("val_loss"), { timeout: 20_000 }).not.toBe(early);
    await editor.takeScreenshots(window, "running");
  });

  it("follows the log in a terminal and the metric in the status bar", async () => {
    await window.page.locator(".terminal-wrapper .xterm-screen").first().waitFor();
    await window.page.locator(".statusbar-item", { hasText: "watched" }).waitFor();
  });

  it("stops the run politely: the script keeps the model trained so far", async () => {
    await window.runCommand("Sextant: Stop Run");
    // The only one that can be meant is marked from the start.
    await window.quickPickItem("watched").waitFor();
    await window.page.keyboard.press("Enter");
    const panel = await RunsPanelPage.find(window);
    await panel.waitForStatus("watched", "Stopped");
    expect(await project.status("watched")).toBe("stopped");
    const log = await readFile(path.join(await project.runFolder("watched"), "log"), "utf8");
    expect(log).toContain("interrupted");
    expect(log).toContain("saved models/model.json");
  });

  it("loses no point when the window reloads while the run goes on", async () => {
    await launchSlowly("reloaded", 50);
    const panel = await RunsPanelPage.open(window);
    await expect
      .poll(() => panel.chartSummary("val_loss"), { timeout: 20_000 })
      .toContain("reloaded");
    expect(await project.status("reloaded")).toBe("running");
    await window.reload();
    const again = await RunsPanelPage.find(window);
    await again.waitForStatus("reloaded", "Running");
    await again.waitForStatus("reloaded", "Finished");
    await again.toggle("reloaded");
    const written = await project.writtenPoints("reloaded");
    expect(written).toHaveLength(50);
    const file = path.join(project.folder, "val_loss.csv");
    await again.exportCsv("val_loss", file);
    await expect.poll(() => existsSync(file)).toBe(true);
    expect(await readSeries(file)).toEqual(written.map(({ step, val_loss }) => [step, val_loss]));
  });

  it("is seen live by a second window", async () => {
    await launchSlowly("shared", 60);
    const other = await editor.openWindow();
    const panel = await RunsPanelPage.open(other);
    await panel.waitForStatus("shared", "Running");
    await expect
      .poll(() => panel.chartSummary("val_loss"), { timeout: 20_000 })
      .toContain("shared");
    const early = await panel.chartSummary("val_loss");
    await expect.poll(() => panel.chartSummary("val_loss"), { timeout: 20_000 }).not.toBe(early);
    await other.page.close();
  });
});

/** Steps and values of an exported chart. */
async function readSeries(file: string): Promise<readonly (readonly number[])[]> {
  const [head = "", ...lines] = (await readFile(file, "utf8")).trim().split("\r\n");
  const names = head.split(",");
  return lines.map((line) => {
    const fields = line.split(",");
    return [Number(fields[names.indexOf("step")]), Number(fields[names.indexOf("value")])];
  });
}
