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
  await project.train("earlier", "--epochs", "5");
  editor = await Editor.start({
    folder: project.folder,
    extension: "checkout",
    isTrusted: false,
  });
  window = await editor.openWindow();
});

afterAll(async () => {
  await editor.dispose();
  await project.dispose();
});

recordFailures(() => window);

describe("a folder that the user does not trust", () => {
  it("shows its runs", async () => {
    await window.page.locator(".statusbar-item", { hasText: "Restricted Mode" }).waitFor();
    const panel = await RunsPanelPage.open(window);
    await panel.waitForStatus("earlier", "Finished");
  });

  it("launches nothing, and says why", async () => {
    await window.runCommand("Sextant: Launch Run…");
    await window
      .notification(/Restricted Mode, in which Sextant launches and stops nothing/)
      .waitFor();
    await editor.takeScreenshots(window, "restricted");
    const runs = JSON.parse(await project.sextant("runs", "--format", "json")) as unknown[];
    expect(runs).toHaveLength(1);
  });
});
