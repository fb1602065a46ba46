import assert from "node:assert/strict";
import path from "node:path";
import * as vscode from "vscode";
import type { RunSummary } from "../../src/core/runs/runSummary.ts";
import { commands } from "../../src/extension/commands/commands.ts";
import type { CommandId } from "../../src/extension/ids.ts";
import { createRunsPanelHandlers } from "../../src/extension/panels/runsPanelHandlers.ts";
import type { Project } from "../../src/extension/project.ts";
import type { Services } from "../../src/extension/services.ts";
import { toTreeItem } from "../../src/extension/views/treeItems.ts";
import { buildRunsTree } from "../../src/extension/views/treeNodes.ts";
import { waitFor } from "../support/waitFor.ts";
import { activateExtension, execute, workspaceFolder, write } from "./project.ts";

const folder = "lightning_logs/version_0";

describe("a run that another tool wrote", () => {
  let services: Services;
  let project: Project;
  let run: RunSummary;

  before(async () => {
    write(`${folder}/metrics.csv`, "epoch,step,train_loss\n0,0,0.5\n0,1,0.25\n");
    write(`${folder}/hparams.yaml`, "lr: 0.1\n");
    ({ services } = await activateExtension());
    const [only] = services.projects.all();
    assert.ok(only);
    project = only;
    await project.runs().load();
    run = await outsideRun();
  });

  function findOutside(): RunSummary | undefined {
    return project
      .runs()
      .all()
      .find(({ source }) => source === "lightning");
  }

  function outsideRun(): Promise<RunSummary> {
    const look = async () => {
      await project.catalog().refresh();
      return findOutside();
    };
    return waitFor(look, { label: "the run of Lightning", timeoutMs: 30_000 });
  }

  /** The command itself, without the edge that turns a failure into a notification. */
  function runCommand(id: CommandId, more: object = {}): Promise<unknown> {
    const command = commands.find((one) => one.id === id);
    assert.ok(command);
    return command.run(services, { root: project.root, runIds: [run.id], ...more });
  }

  it("stands in the tree with a sign of its own and without what cannot be done to it", () => {
    const node = buildRunsTree([project], 1000).find(({ runIds }) => runIds.includes(run.id));
    assert.ok(node);
    const item = toTreeItem(node);
    const icon = item.iconPath as { readonly light: vscode.Uri; readonly dark: vscode.Uri };
    assert.equal(icon.light.scheme, "data");
    assert.notEqual(icon.light.toString(), icon.dark.toString());
    assert.equal(item.contextValue, "sextant.run.outside.nocode");
    assert.match(String(item.accessibilityInformation?.label), /Lightning/);
  });

  const refused: readonly (readonly [CommandId, object, RegExp])[] = [
    ["sextant.runs.stop", {}, /Stop it where it was started/],
    ["sextant.runs.rerun", {}, /cannot be run again: it was read from files of Lightning/],
    ["sextant.runs.rerunWithParameters", { params: {} }, /cannot be run again/],
    ["sextant.runs.openLog", {}, /has no log here/],
    ["sextant.runs.rename", { name: "x" }, /never writes to the files of Lightning/],
    ["sextant.runs.editNote", { note: "x" }, /cannot be edited/],
    ["sextant.runs.editTags", { tags: { a: "b" } }, /cannot be edited/],
    ["sextant.runs.star", {}, /cannot be edited/],
    ["sextant.runs.unstar", {}, /cannot be edited/],
    ["sextant.runs.delete", {}, /add lightning_logs\/version_0 to the setting sextant/],
    ["sextant.runs.undelete", {}, /cannot be deleted here/],
    ["sextant.runs.diffWithWorkingTree", {}, /Lightning keeps no snapshot of it/],
    ["sextant.runs.restoreCode", { target: "branch" }, /Lightning keeps no snapshot of it/],
  ];

  for (const [id, more, sentence] of refused) {
    it(`is refused by ${id} in a sentence`, async () => {
      await assert.rejects(runCommand(id, more), (error: Error) => sentence.test(error.message));
    });
  }

  it("shows where it is kept", async () => {
    const place = path.join(workspaceFolder(), folder);
    assert.equal(await runCommand("sextant.runs.openLocation"), place);
    assert.equal(await execute("sextant.runs.openArtifacts", reference()), place);
  });

  function reference(): { readonly root: string; readonly runIds: readonly string[] } {
    return { root: project.root, runIds: [run.id] };
  }

  it("is imported into a run folder of the project, complete", async () => {
    const ids = (await runCommand("sextant.runs.import")) as readonly string[];
    const [copy] = await project.catalog().runs(ids);
    assert.ok(copy);
    assert.deepEqual([copy.source, copy.params], ["sextant", { lr: "0.1" }]);
    assert.equal(copy.tags["sextant.importedFrom"], `lightning ${folder}`);
    assert.equal(copy.metrics["train_loss"]?.count, 2);
    await execute("sextant.runs.delete", { root: project.root, runIds: ids });
  });

  it("is told of to the panel with its points, raw ones too, and its media", async () => {
    const host = createRunsPanelHandlers(services, project, () => undefined);
    const request = { runIds: [run.id], metrics: ["train_loss"], maxPoints: 100, range: null };
    for (const isRaw of [false, true]) {
      const { series } = await host.readSeries({ ...request, isRaw });
      assert.deepEqual(
        series.map(({ values }) => [...values]),
        [[0.5, 0.25]],
      );
    }
    assert.deepEqual(await host.listMedia({ runId: run.id }), { items: [] });
    await assert.rejects(
      async () => host.readMedia({ runId: run.id, path: "../../etc/passwd", part: null }),
      /is not a file of this run/,
    );
  });

  it("goes and comes with the settings", async () => {
    const settings = vscode.workspace.getConfiguration("sextant");
    const { Workspace } = vscode.ConfigurationTarget;
    await settings.update("sources.enabled", false, Workspace);
    await waitFor(() => findOutside() === undefined, { label: "gone", timeoutMs: 30_000 });
    await settings.update("sources.enabled", undefined, Workspace);
    await outsideRun();
    const files = vscode.workspace.getConfiguration("files");
    await files.update("exclude", { "**/lightning_logs": true }, Workspace);
    await waitFor(() => findOutside() === undefined, { label: "excluded", timeoutMs: 30_000 });
    await files.update("exclude", undefined, Workspace);
    await outsideRun();
  });
});
