/**
 * How long the packaged extension takes to activate, as VS Code itself counts it: loading the code
 * and the call of `activate`. The editor's own Git and GitHub extensions, which start with it in
 * the same extension host, are the measure of the machine.
 *
 *   node test/bench/activation/activation.ts
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createPackage } from "../../../scripts/packaging/createPackage.ts";
import { Editor } from "../../support/editor.ts";
import type { EditorWindow } from "../../support/editorWindow.ts";
import { ExampleProject } from "../../support/exampleProject.ts";
import { formatMs, median, printReport } from "../report.ts";

const rounds = 9;
const measured = ["Sextant", "Git", "GitHub"] as const;
type Times = Record<(typeof measured)[number], number[]>;

async function main(): Promise<void> {
  const scratch = await mkdtemp(path.join(tmpdir(), "sextant-bench-"));
  const project = await ExampleProject.create();
  try {
    const vsix = await createPackage({
      stageFolder: path.join(scratch, "stage"),
      outFolder: scratch,
    });
    const times = await measure(project.folder, vsix);
    printReport({
      title: "Activation",
      method: `The packaged extension in VS Code, opened ${rounds} times on a folder with runs; the time is what *Developer: Show Running Extensions* says: loading the code and activating. Git and GitHub come with the editor and start beside it. Target: less than 50 ms.`,
      columns: ["extension", "median", "least", "most"],
      rows: measured.map((name) => [
        name,
        formatMs(median(times[name])),
        formatMs(Math.min(...times[name])),
        formatMs(Math.max(...times[name])),
      ]),
    });
  } finally {
    await project.dispose();
    await rm(scratch, { recursive: true, force: true });
  }
}

async function measure(folder: string, vsix: string): Promise<Times> {
  const times: Times = { Sextant: [], Git: [], GitHub: [] };
  const editor = await Editor.start({ folder, extension: { vsix } });
  try {
    for (let round = 0; round <= rounds; round++) {
      const window = await editor.openWindow();
      // The first round warms the file cache.
      if (round > 0) await readTimes(window, times);
      await window.page.context().close();
    }
  } finally {
    await editor.dispose();
  }
  return times;
}

/** The editor lists the slowest first, so each name is looked for. */
async function readTimes(window: EditorWindow, times: Times): Promise<void> {
  await window.runCommand("Developer: Show Running Extensions");
  const { page } = window;
  for (const name of measured) {
    const row = page
      .locator(".runtime-extensions-editor .monaco-list-row")
      .filter({ has: page.locator(".name", { hasText: new RegExp(`^${name}$`) }) })
      .filter({ hasText: /Activation: \d+/ });
    const text = await row.first().innerText();
    times[name].push(Number(/Activation: (\d+)\s*ms/.exec(text)?.[1]));
  }
}

await main();
