import { existsSync } from "node:fs";
import { appendFile, copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Editor } from "../support/editor.ts";
import type { EditorWindow } from "../support/editorWindow.ts";
import { ExampleProject } from "../support/exampleProject.ts";
import { EditorText } from "../support/lint/editorText.ts";
import { RunsPanelPage } from "../support/runsPanelPage.ts";
import { recordFailures } from "../support/recordFailures.ts";

let project: ExampleProject;
let editor: Editor;
let window: EditorWindow;

beforeAll(async () => {
  project = await ExampleProject.create();
  await project.train("earlier", "--epochs", "5");
  await project.sextant("run", "--name", "failing", "--", "sh", "-c", "exit 3").catch(() => "");
  await setTraps(project.folder);
  // What the example's monitor waits for.
  await mkdir(path.join(project.folder, "clinic"));
  await writeFile(path.join(project.folder, "clinic", "arrived.csv"), "diagnosis\nbenign\n");
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

  it("launches and stops nothing, says why, and offers to manage trust", async () => {
    const commands = [
      "Sextant: Launch Run…",
      "Sextant: Re-run",
      "Sextant: Run with Other Parameters…",
      "Sextant: Check All Monitors",
      "Sextant: Check Drift…",
    ];
    for (const command of commands) {
      await window.runCommand(command);
      const refusal = window.notification(/Restricted Mode, in which Sextant launches and stops/);
      await refusal.getByRole("button", { name: "Manage Trust" }).waitFor();
      await window.runCommand("Notifications: Clear All Notifications");
      await refusal.waitFor({ state: "hidden" });
    }
    expect(await readdir(path.join(project.folder, ".sextant", "runs"))).toHaveLength(2);
  });

  it("has its monitors shown and never checked, though their data are there", async () => {
    await window.runCommand("Sextant: Show Drift");
    await window.panel.getByText("clinic", { exact: true }).first().waitFor();
    expect(existsSync(path.join(project.folder, ".sextant", "monitors"))).toBe(false);
  });

  it("has its pipeline files linted, which runs nothing of it", async () => {
    const folder = path.join(project.folder, "pipelines");
    await mkdir(folder);
    await writeFile(path.join(folder, "dvc.yaml"), "stages:\n  train:\n    desc: no command\n");
    const text = new EditorText(window);
    await text.showProblems();
    await text.problem("DVC002").waitFor();
    expect(existsSync(trapped(project.folder))).toBe(false);
  });

  it("compares and restores code without running a program of the repository", async () => {
    await window.runCommand("Sextant: Diff Run's Code with Working Tree");
    await window.pick("earlier");
    await window.page.locator(".tab", { hasText: "earlier ↔ Working Tree" }).waitFor();
    await window.runCommand("Sextant: Restore Run's Code…");
    await window.pick("earlier");
    await window.pick("New Branch…");
    await window.answer("restored");
    await window.notification("Branch restored is at the code of earlier").waitFor();
    await window.runCommand("Sextant: Star Run");
    await window.pickSeveral("failing");
    expect(existsSync(trapped(project.folder))).toBe(false);
  });

  // Last: in Restricted Mode the editor may answer a change of settings with a dialog.
  it("looks its part in every theme", async () => {
    await window.runCommand("Sextant: Launch Run…");
    await window.notification(/Restricted Mode, in which Sextant launches and stops/).waitFor();
    await editor.takeScreenshots(window, "restricted");
  });
});

/** The file that says that a program of the repository ran. */
function trapped(folder: string): string {
  return path.join(folder, ".git", "trapped");
}

/** Programs of every kind that a repository's own configuration can name. */
async function setTraps(folder: string): Promise<void> {
  const trap = path.join(folder, ".git", "trap.sh");
  await writeFile(trap, `#!/bin/sh\ntouch '${trapped(folder)}'\ncat\n`, { mode: 0o755 });
  const config = [
    "[core]",
    `\tfsmonitor = ${trap}`,
    `\thooksPath = ${path.join(folder, ".git", "traps")}`,
    `\tpager = ${trap}`,
    "[diff]",
    `\texternal = ${trap}`,
    '[filter "trap"]',
    `\tclean = ${trap}`,
    `\tsmudge = ${trap}`,
    "\trequired = true",
    '[diff "trap"]',
    `\ttextconv = ${trap}`,
  ];
  await appendFile(path.join(folder, ".git", "config"), `${config.join("\n")}\n`);
  await mkdir(path.join(folder, ".git", "traps"));
  for (const hook of ["post-checkout", "post-index-change", "reference-transaction"]) {
    await copyFile(trap, path.join(folder, ".git", "traps", hook));
  }
  await writeFile(path.join(folder, ".gitattributes"), "* filter=trap diff=trap\n");
  await appendFile(path.join(folder, "train.py"), "\n# changed since\n");
}
