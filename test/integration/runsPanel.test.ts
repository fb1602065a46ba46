import assert from "node:assert/strict";
import * as vscode from "vscode";
import { runsPanelMessages } from "../../src/protocol/runsPanel.ts";
import { createRunsPanelHandlers } from "../../src/extension/panels/runsPanelHandlers.ts";
import { defaultLayout } from "../../webview/runs/defaultLayout.ts";
import { waitFor } from "../support/waitFor.ts";
import { activateExtension, execute } from "./project.ts";

describe("the Runs panel", () => {
  const tabs = () =>
    vscode.window.tabGroups.all
      .flatMap((group) => group.tabs)
      .filter(
        ({ input }) =>
          input instanceof vscode.TabInputWebview && input.viewType.includes("sextant.runsPanel"),
      );

  it("opens once a project", async () => {
    await execute("sextant.runs.show");
    await waitFor(() => tabs().length === 1, { label: "the panel's tab" });
    await execute("sextant.runs.show");
    assert.equal(tabs().length, 1);
  });

  it("selects what is compared", async () => {
    const { services } = await activateExtension();
    const [project] = services.projects.all();
    assert.ok(project);
    const runIds = project
      .runs()
      .all()
      .map((run) => run.id);
    assert.deepEqual(await execute("sextant.runs.compare", { root: project.root, runIds }), runIds);
  });

  it("is answered by the host in the protocol's own words", async () => {
    const { services } = await activateExtension();
    const [project] = services.projects.all();
    assert.ok(project);
    let isReady = false;
    const host = createRunsPanelHandlers(services, project, () => (isReady = true));
    await host.ready({});
    assert.ok(isReady);
    const query = { filter: "", search: "", sort: [], group: "none", collapsed: [] } as const;
    const view = await host.openView(query);
    assert.equal(view.runCount, project.runs().all().length);
    const { columns } = await host.readColumns({});
    assert.ok(columns.some(({ id }) => id === "metrics.val_acc"));
    const page = await host.readRows({
      viewId: view.viewId,
      start: 0,
      end: view.rowCount,
      columns: ["params.lr", "metrics.val_acc@max"],
    });
    assert.equal(page.isStale, false);
    const runIds = page.rows.map((row) => row.id);
    const { series } = await host.readSeries({
      runIds,
      metrics: ["val_acc"],
      maxPoints: 1000,
      range: null,
      isRaw: false,
    });
    assert.ok(series.length > 0);
    for (const points of series) assert.equal(points.values.length, 20);
    const reply = runsPanelMessages.toHost.readSeries.reply.safeParse({ series });
    assert.ok(reply.success);
  });

  it("keeps its layout, and drops one that it does not understand", async () => {
    const { services } = await activateExtension();
    const [project] = services.projects.all();
    assert.ok(project);
    const host = createRunsPanelHandlers(services, project, () => undefined);
    const state = services.context.workspaceState;
    const key = `sextant.panelLayout:${project.root}`;
    const before = state.get(key);
    await state.update(key, { order: "of another version" });
    assert.equal((await host.ready({})).layout, null);
    // One from before there were restarts to show lacks only that.
    const charts = Object.entries(defaultLayout.charts).filter(([name]) => name !== "showRestarts");
    await state.update(key, { ...defaultLayout, charts: Object.fromEntries(charts) });
    assert.deepEqual((await host.ready({})).layout, defaultLayout);
    await state.update(key, before);
  });

  it("closes without leaving anything behind", async () => {
    await vscode.window.tabGroups.close(tabs());
    await waitFor(() => tabs().length === 0, { label: "the closing" });
    await execute("sextant.runs.show");
    await waitFor(() => tabs().length === 1, { label: "the panel, opened anew" });
  });
});
