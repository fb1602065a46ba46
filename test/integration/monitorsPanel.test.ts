import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import type { Monitors } from "../../src/extension/monitors/monitors.ts";
import { restoreDriftPanel } from "../../src/extension/panels/driftPanel.ts";
import { createDriftHandlers } from "../../src/extension/panels/driftPanelHandlers.ts";
import type { Services } from "../../src/extension/services.ts";
import { driftPanelMessages } from "../../src/protocol/driftPanel.ts";
import { waitFor } from "../support/waitFor.ts";
import {
  configFile,
  configure,
  monitorLine,
  oneMonitor,
  rootOf,
  stateOf,
  writeCustomers,
} from "./monitorFiles.ts";
import { activateExtension, execute } from "./project.ts";

describe("the Drift panel", () => {
  let services: Services;
  let monitors: Monitors;
  const tabs = (): readonly vscode.Tab[] =>
    vscode.window.tabGroups.all
      .flatMap((group) => group.tabs)
      .filter(
        ({ input }) =>
          input instanceof vscode.TabInputWebview && input.viewType.includes("sextant.drift"),
      );

  before(async () => {
    ({ services } = await activateExtension());
    await services.monitoring.started;
    assert.ok(services.monitoring.current);
    monitors = services.monitoring.current;
    writeCustomers();
    await execute("workbench.action.closeAllEditors");
    await configure(monitors, oneMonitor, "customers");
  });

  after(async () => {
    await execute("workbench.action.closeAllEditors");
    rmSync(configFile(), { force: true });
    await waitFor(() => monitors.all().length === 0, { label: "no monitors", timeoutMs: 20_000 });
    for (const folder of ["monitored", path.join(".sextant", "monitors")]) {
      rmSync(path.join(rootOf(), folder), { recursive: true, force: true });
    }
  });

  it("opens once a project", async () => {
    await execute("sextant.drift.show", { root: rootOf(), monitor: "customers" });
    await waitFor(() => tabs().length === 1, { label: "the panel's tab" });
    await execute("sextant.drift.show", { root: rootOf() });
    assert.equal(tabs().length, 1);
  });

  it("leaves nothing behind when it is closed", async () => {
    await vscode.window.tabGroups.close(tabs());
    await waitFor(() => tabs().length === 0, { label: "the closing" });
    assert.equal(services.driftPanels.size, 0);
  });

  it("comes back after a reload, once, and only for a project that is open", async () => {
    const create = (): vscode.WebviewPanel =>
      vscode.window.createWebviewPanel("sextant.drift", "Drift", vscode.ViewColumn.One);
    for (const state of [{ root: path.join(rootOf(), "closed") }, undefined, { root: 1 }]) {
      restoreDriftPanel(services, create(), state);
    }
    await waitFor(() => tabs().length === 0, { label: "no panel of another project" });
    assert.equal(services.driftPanels.size, 0);
    restoreDriftPanel(services, create(), { root: rootOf() });
    restoreDriftPanel(services, create(), { root: rootOf() });
    await waitFor(() => tabs().length === 1, { label: "one panel" });
    assert.ok(services.driftPanels.has(rootOf()));
  });

  it("is answered by the host in the protocol's own words", async () => {
    await monitors.check({ root: rootOf(), id: "customers" });
    const host = createDriftHandlers(services, rootOf());
    const { toHost } = driftPanelMessages;
    const overview = await host.readOverview({});
    assert.ok(toHost.readOverview.reply.safeParse(overview).success);
    assert.deepEqual(
      overview.monitors.map(({ id, verdict, openAlerts, worstAlert }) => [
        ...[id, verdict, openAlerts, worstAlert],
      ]),
      [["customers", "drift", 2, "error"]],
    );
    const detail = await host.readReport({ id: "customers" });
    assert.ok(toHost.readReport.reply.safeParse(detail).success);
    assert.equal(detail.report?.verdict, "drift");
    const { feature, history } = await host.readFeature({ id: "customers", name: "age" });
    assert.ok(toHost.readFeature.reply.safeParse({ feature, history }).success);
    assert.equal(feature?.verdict, "drift");
    assert.equal(history.points.length, 1);
    await assert.rejects(async () => host.readReport({ id: "gone" }), {
      message: "There is no monitor gone any more.",
    });
  });

  it("acts by the commands of the palette", async () => {
    const host = createDriftHandlers(services, rootOf());
    const before = stateOf(monitors, "customers").history.length;
    host.check({ id: "customers" });
    await waitFor(() => stateOf(monitors, "customers").history.length > before, {
      label: "the check",
      timeoutMs: 20_000,
    });
    const change = { id: "customers", keys: ["drift"], action: "acknowledge" } as const;
    host.changeAlerts({ ...change, durationMs: null });
    const stateOfDrift = (): string | undefined =>
      stateOf(monitors, "customers").alerts.find(({ key }) => key === "drift")?.state;
    await waitFor(() => stateOfDrift() === "acknowledged", { label: "the acknowledgement" });
  });

  it("shows the monitor's place in sextant.yaml", async () => {
    createDriftHandlers(services, rootOf()).openConfig({ id: "customers", rule: null });
    const editor = await waitFor(
      () =>
        vscode.window.visibleTextEditors.find(
          ({ document }) => document.uri.fsPath === configFile(),
        ),
      { label: "sextant.yaml in an editor" },
    );
    assert.equal(editor.selection.active.line, monitorLine);
  });
});
