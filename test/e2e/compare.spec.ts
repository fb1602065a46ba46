import { readFile, writeFile } from "node:fs/promises";
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
  await project.train("gentle", "--epochs", "30");
  await changeActivation();
  await project.train("steep", "--epochs", "30", "--lr", "0.1");
  editor = await Editor.start({ folder: project.folder, extension: "checkout" });
  window = await editor.openWindow();
});

afterAll(async () => {
  await editor.dispose();
  await project.dispose();
});

recordFailures(() => window);

/** An uncommitted change of the code. */
async function changeActivation(): Promise<void> {
  const file = path.join(project.folder, "network.py");
  const code = await readFile(file, "utf8");
  await writeFile(file, code.replace("math.tanh(sum(", "math.tanh(2 * sum("));
}

describe("looking at finished runs", () => {
  it("lists them in the side bar, under their experiment and commit", async () => {
    await window.openSideBar();
    await window.treeItem("gentle").waitFor();
    await window.treeItem("steep").waitFor();
    await window.treeItem("Classify tumours").waitFor();
  });

  it("shows in the comparison only what differs between two", async () => {
    const panel = await RunsPanelPage.open(window);
    await panel.toggle("gentle");
    await panel.toggle("steep");
    await panel.openTab("Compare");
    const table = panel.frame.getByRole("region", { name: "Comparison" });
    await table.getByRole("row", { name: /^lr/ }).waitFor();
    expect(await table.getByRole("row", { name: /^epochs/ }).count()).toBe(0);
    expect(await table.getByRole("row", { name: /^lr/ }).textContent()).toMatch(
      /0\.01.*0\.1|0\.1.*0\.01/,
    );
    await editor.takeScreenshots(window, "compare");
  });

  it("opens the difference between their code, uncommitted change included", async () => {
    const panel = await RunsPanelPage.find(window);
    await panel.frame.getByRole("button", { name: /code of the two selected runs/ }).click();
    const diff = window.page.locator(".multiDiffEditor");
    await diff.locator(".label-name", { hasText: "network.py" }).locator("visible=true").waitFor();
    await diff.locator(".editor.modified .view-line", { hasText: "math.tanh(2 * sum(" }).waitFor();
    await editor.takeScreenshots(window, "diff");
    expect(await project.git("status", "--porcelain")).toBe(" M network.py\n");
  });

  it("finds its commands in the palette, and the first steps", async () => {
    // The list draws only what is in sight, and there are many commands.
    await window.openPalette("Sextant: Launch");
    await window.quickPickItem("Launch Run…").waitFor();
    await editor.takeScreenshots(window, "palette");
    await window.page.keyboard.press("Escape");
    // VS Code learns of the walkthroughs of extensions only seconds after it was first asked.
    await window.runCommand("Welcome: Open Walkthrough...");
    await window.pick("Get started with Sextant");
    await window.page.getByText("Launch a run").first().waitFor();
    await editor.takeScreenshots(window, "walkthrough");
  });
});
