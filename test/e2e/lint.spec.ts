import path from "node:path";
import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkoutRoot } from "../../scripts/checkout.ts";
import { Editor } from "../support/editor.ts";
import type { EditorWindow } from "../support/editorWindow.ts";
import { EditorText } from "../support/lint/editorText.ts";
import { PipelineWorkspace } from "../support/lint/pipelineWorkspace.ts";
import { recordFailures } from "../support/recordFailures.ts";
import { waitFor } from "../support/waitFor.ts";

/** A broken pipeline of several files: found while typing, fixed, understood and drawn. */
let workspace: PipelineWorkspace;
let editor: Editor;
let window: EditorWindow;
let text: EditorText;

beforeAll(async () => {
  workspace = PipelineWorkspace.create();
  editor = await Editor.start({ folder: workspace.folder, extension: "checkout" });
  window = await editor.openWindow();
  text = new EditorText(window);
}, 120_000);

afterAll(async () => {
  await editor.dispose();
  workspace.dispose();
});

recordFailures(() => window);

interface JsonFinding {
  readonly rule: string;
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** What the command line finds in the same tree. */
function lintFromShell(): readonly JsonFinding[] {
  const cli = path.join(checkoutRoot, "dist", "cli.cjs");
  const args = [cli, "lint", workspace.folder, "--format", "json"];
  const { stdout, status } = spawnSync(process.execPath, args, { encoding: "utf8" });
  expect(status).toBe(1);
  return (JSON.parse(stdout) as { readonly findings: readonly JsonFinding[] }).findings;
}

describe("a broken pipeline", () => {
  it("has the findings that the command line has", async () => {
    await text.openFile("dvc.yaml");
    await text.showProblems();
    const findings = lintFromShell().filter(({ rule }) => rule !== "");
    expect(findings.map(({ rule }) => rule)).toContain("DVC005");
    expect(findings.map(({ rule }) => rule)).toContain("MLF005");
    for (const { message, rule, line } of findings) {
      const problem = text.problem(message);
      await problem.waitFor();
      expect(await problem.innerText(), rule).toContain(`Ln ${line},`);
    }
    const shown = await text.problemCount();
    expect(shown).toBe(findings.length);
    await editor.takeScreenshots(window, "lint-problems");
  });

  it("marks the stages that use a parameter while its name is typed, unsaved", async () => {
    const before = workspace.read("params.yaml");
    await text.openFile("params.yaml");
    await text.goTo(4, 3);
    await window.page.keyboard.type("x");
    await text.problem("train.lr").waitFor();
    expect(workspace.read("params.yaml")).toBe(before);
    await text.openFile("dvc.yaml");
    await text.squiggle("error").waitFor();
    await editor.takeScreenshots(window, "lint-typing");
    await text.openFile("params.yaml");
    await text.goTo(4, 4);
    await window.page.keyboard.press("Backspace");
    await text.problem("train.lr").waitFor({ state: "hidden" });
  });

  it("is mended by a safe fix", async () => {
    await text.openFile("features/dvc.yaml");
    await text.goTo(9, 22);
    await text.quickFix("true");
    await waitFor(async () => (await text.content()).includes("always_changed: true"), {
      label: "the fix",
    });
    await text.save();
    await waitFor(() => workspace.read("features/dvc.yaml").includes("always_changed: true"), {
      label: "the saved fix",
    });
  });

  it("says what a reference comes to, and leads to its line", async () => {
    await text.openFile("dvc.yaml");
    await text.goTo(3, 39);
    await text.hover("0.1");
    await editor.takeScreenshots(window, "lint-hover");
    await window.page.keyboard.press("Escape");
    await text.goTo(3, 39);
    await window.page.keyboard.press("F12");
    await text.waitForCursor("params.yaml", 4);
  });

  it("renames a parameter in every file that uses it", async () => {
    await text.openFile("params.yaml");
    await text.goTo(4, 4);
    await text.rename("learning_rate");
    await waitFor(async () => (await text.content()).includes("learning_rate: 0.1"), {
      label: "the new name in params.yaml",
    });
    await text.saveAll();
    await waitFor(() => workspace.read("dvc.yaml").split("train.learning_rate").length === 3, {
      label: "the new name in dvc.yaml",
    });
    expect(workspace.read("params.yaml")).toContain("  learning_rate: 0.1\n");
    expect(workspace.read("dvc.yaml")).not.toContain("train.lr");
  });

  it("is drawn as a graph that leads to the code", async () => {
    await window.runCommand("Sextant: Show Pipeline");
    const node = (name: string) => window.panel.locator(`.sx-node[data-stage="${name}"]`);
    await node("train").waitFor();
    await node("clean").waitFor();
    expect(await node("evaluate").innerText()).toContain("×2");
    expect(await node("train").getAttribute("aria-label")).toContain("never run");
    await editor.takeScreenshots(window, "pipeline");
    await node("clean").click();
    await text.waitForCursor("dvc.yaml", 2);
    await window.panel.getByRole("heading", { name: "clean" }).waitFor();
    await editor.takeScreenshots(window, "pipeline-stage");
  });
});
