import path from "node:path";
import { afterEach } from "vitest";
import { screenshotFolder } from "./editor.ts";
import type { EditorWindow } from "./editorWindow.ts";

/** Keeps a picture of the window after each test of this file that failed. */
export function recordFailures(window: () => EditorWindow): void {
  afterEach(async ({ task }) => {
    if (task.result?.state !== "fail") return;
    const name = `failed ${task.name}`.replaceAll(/\W+/g, "-");
    await window().page.screenshot({ path: path.join(screenshotFolder, `${name}.png`) });
  });
}
