import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPackage } from "../../scripts/packaging/createPackage.ts";
import { DriftPanelPage } from "../support/driftPanelPage.ts";
import { Editor } from "../support/editor.ts";
import type { EditorWindow } from "../support/editorWindow.ts";
import { ExampleProject } from "../support/exampleProject.ts";
import { RunsPanelPage } from "../support/runsPanelPage.ts";
import { recordFailures } from "../support/recordFailures.ts";

let scratch: string;
let project: ExampleProject;
let editor: Editor;
let window: EditorWindow;

beforeAll(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), "sextant-vsix-"));
  project = await ExampleProject.create();
  const vsix = await createPackage({
    stageFolder: path.join(scratch, "stage"),
    outFolder: scratch,
  });
  editor = await Editor.start({ folder: project.folder, extension: { vsix } });
  window = await editor.openWindow();
});

afterAll(async () => {
  await editor.dispose();
  await project.dispose();
  await rm(scratch, { recursive: true, force: true });
});

recordFailures(() => window);

describe("the packaged extension in a VS Code of its own", () => {
  it("launches a run, records its code and shows its metrics", async () => {
    await window.runCommand("Sextant: Launch Run…");
    await window.pick("Train the classifier");
    await window.pick(/^epochs = 400/);
    await window.answer("20");
    await window.pick("Name of the run");
    await window.answer("packaged");
    await window.pick("Run");
    const panel = await RunsPanelPage.open(window);
    await panel.waitForStatus("packaged", "Finished");
    await expect
      .poll(() => panel.chartSummary("val_auc"), { timeout: 20_000 })
      .toContain("packaged");
    const head = (await project.git("rev-parse", "--short=7", "HEAD")).trim();
    await panel.frame.getByText(head).waitFor();
    expect(await project.writtenPoints("packaged")).toHaveLength(20);
  });

  it("reads data with the engine that it carries", async () => {
    const [first, second] = ["first.csv", "second.csv"];
    const rows = (from: number): string =>
      Array.from({ length: 500 }, (_, row) => `${from + row},${row % 7}`).join("\n");
    await writeFile(path.join(project.folder, first), `size,kind\n${rows(0)}\n`);
    await writeFile(path.join(project.folder, second), `size,kind\n${rows(300)}\n`);
    await window.runCommand("Sextant: Check Drift…");
    await window.pick(first);
    await window.pick(second);
    const panel = await DriftPanelPage.find(window, `${first} and ${second}`);
    await panel.verdict("Drift").waitFor({ timeout: 30_000 });
    await panel.feature("size").waitFor();
  });
});
