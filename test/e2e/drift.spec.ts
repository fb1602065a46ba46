import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommand } from "../../scripts/commands.ts";
import { DriftPanelPage } from "../support/driftPanelPage.ts";
import { Editor } from "../support/editor.ts";
import type { EditorWindow } from "../support/editorWindow.ts";
import { ExampleProject } from "../support/exampleProject.ts";
import { EditorText } from "../support/lint/editorText.ts";
import { recordFailures } from "../support/recordFailures.ts";

/**
 * A model is trained on real tumours, other tumours arrive, the model is seen to fail on them and
 * why, is trained again, and is shown to be better.
 */
let project: ExampleProject;
let editor: Editor;
let window: EditorWindow;
let text: EditorText;

beforeAll(async () => {
  project = await ExampleProject.create();
  editor = await Editor.start({ folder: project.folder, extension: "checkout" });
  window = await editor.openWindow();
  text = new EditorText(window);
}, 120_000);

afterAll(async () => {
  await editor.dispose();
  await project.dispose();
});

recordFailures(() => window);

/** What goes on outside of the editor: the second year's tumours arrive. */
async function tumoursArrive(): Promise<void> {
  await runCommand("python3", ["clinic.py", "arrive"], { cwd: project.folder });
}

describe("a clinic's model", () => {
  it("is trained from the palette", async () => {
    await window.runCommand("Sextant: Launch Run…");
    await window.pick("Train the model that a clinic uses");
    await window.pick("Name of the run");
    await window.answer("first-year");
    await window.pick("Run");
    await window.notification("first-year").waitFor();
    await expect.poll(() => project.status("first-year"), { timeout: 60_000 }).toBe("finished");
  });

  it("raises an alert by itself when other tumours arrive", async () => {
    await text.openFile("sextant.yaml");
    await tumoursArrive();
    await window.page
      .locator(".statusbar-item", { hasText: "clinic: degraded" })
      .waitFor({ timeout: 60_000 });
    await window.notification("clinic").waitFor();
    await text.showProblems();
    await text.problem("The model misjudges more than one tumour in ten").waitFor();
    await editor.takeScreenshots(window, "drift-alert");
  });

  it("is shown to fail, which measurements moved, and in which groups", async () => {
    const panel = await DriftPanelPage.open(window, "clinic");
    await panel.verdict("Degraded").waitFor();
    await panel.feature("mean_concave_points").waitFor();
    await editor.takeScreenshots(window, "drift-panel");
  });

  it("is trained again from the panel, and is better on the new tumours", async () => {
    const panel = await DriftPanelPage.find(window, "clinic");
    await panel.launchRetraining();
    await window.notification("The new model is better").waitFor({ timeout: 60_000 });
    await panel.openTab("Retrained Model");
    await panel.frame.getByText("The new model is better").first().waitFor();
    await panel.slice("mean_concave_points").waitFor();
    await editor.takeScreenshots(window, "drift-retrained");
    expect(await project.tagsOfNewestRun()).toMatchObject({ "sextant.retrain.monitor": "clinic" });
  });
});
