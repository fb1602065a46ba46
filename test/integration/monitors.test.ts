import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { ProjectMonitors } from "../../src/extension/monitors/projectMonitors.ts";
import { createMonitorHost } from "../../src/extension/monitors/monitorHost.ts";
import { alertStatusOf } from "../../src/extension/monitors/alertStatus.ts";
import { summariseAlerts } from "../../src/extension/monitors/monitorLabels.ts";
import type { Monitors } from "../../src/extension/monitors/monitors.ts";
import { createDriftHandlers } from "../../src/extension/panels/driftPanelHandlers.ts";
import type { Services } from "../../src/extension/services.ts";
import { MonitorTree } from "../../src/extension/views/monitorTree.ts";
import { waitFor } from "../support/waitFor.ts";
import {
  clean,
  configFile,
  configure,
  current,
  currentLine,
  customers,
  names,
  oneMonitor,
  rootOf,
  ruleLine,
  stateOf,
  writeCustomers,
} from "./monitorFiles.ts";
import { activateExtension, execute, write } from "./project.ts";

/** Monitors of `sextant.yaml` in the editor: their alerts, and what is done about them. */

interface Shown {
  readonly line: number;
  readonly severity: vscode.DiagnosticSeverity;
  readonly message: string;
}

function problems(): readonly Shown[] {
  return vscode.languages
    .getDiagnostics(vscode.Uri.file(configFile()))
    .filter(({ source }) => source === "sextant monitor")
    .map(({ range, severity, message }) => ({ line: range.start.line, severity, message }))
    .toSorted((one, other) => other.line - one.line);
}

/** The tree as it is shown: labels, descriptions and context values. */
function tree(monitors: Monitors): readonly (readonly string[])[] {
  const provider = new MonitorTree();
  provider.show(monitors.all());
  const nodes = provider.getChildren().flatMap((node) => [node, ...provider.getChildren(node)]);
  return nodes.map((node) => {
    const { label, contextValue = "" } = provider.getTreeItem(node);
    return [typeof label === "string" ? label : "", contextValue];
  });
}

describe("monitors in the editor", () => {
  let services: Services;
  let monitors: Monitors;
  const target = () => ({ root: rootOf(), monitor: "customers" });
  const alertStates = () => stateOf(monitors, "customers").alerts.map(({ state }) => state);

  before(async () => {
    ({ services } = await activateExtension());
    await services.monitoring.started;
    assert.ok(services.monitoring.current);
    monitors = services.monitoring.current;
    writeCustomers();
  });

  after(async () => {
    rmSync(configFile(), { force: true });
    await waitFor(() => monitors.all().length === 0, { label: "no monitors", timeoutMs: 20_000 });
    rmSync(path.join(rootOf(), "monitored"), { recursive: true });
    rmSync(path.join(rootOf(), ".sextant", "monitors"), { recursive: true, force: true });
    await execute("workbench.action.closeAllEditors");
    await execute("notifications.clearAll");
  });

  it("come and go with sextant.yaml", async () => {
    assert.deepEqual(names(monitors), []);
    await configure(monitors, oneMonitor, "customers");
    const { description, verdict, reason } = stateOf(monitors, "customers");
    assert.deepEqual([description, verdict, reason], ["Customers of the week", null, ""]);
    rmSync(configFile());
    await waitFor(() => monitors.all().length === 0, { label: "no monitors", timeoutMs: 20_000 });
  });

  it("stay when another one is wrong, and the panel says what is wrong", async () => {
    const wrong = `${oneMonitor}  orders:\n    current: []\n`;
    await configure(monitors, wrong, "customers");
    const { readOverview } = createDriftHandlers(services, rootOf());
    const overview = await readOverview({});
    assert.deepEqual(
      overview.monitors.map(({ id }) => id),
      ["customers"],
    );
    assert.match(overview.problem ?? "", /sextant\.yaml, line 12: .*orders.*current/);
    await configure(monitors, oneMonitor, "customers");
    await waitFor(async () => (await readOverview({})).problem === null, {
      label: "no problem any more",
      timeoutMs: 20_000,
    });
  });

  it("are checked by the command, which answers the verdict", async () => {
    assert.equal(await execute("sextant.monitors.check", target()), "drift");
    const { report, lastCheckedAt, failure, history } = stateOf(monitors, "customers");
    assert.equal(report?.verdict, "drift");
    assert.equal(report.drift?.features[0]?.name, "age");
    assert.equal(report.checkedAt, lastCheckedAt);
    assert.equal(failure, null);
    assert.deepEqual(
      history.map(({ verdict }) => verdict),
      ["drift"],
    );
  });

  it("have their alerts in Problems, each at its line", () => {
    const [ofRule, ofDrift] = problems();
    assert.equal(ofRule?.line, ruleLine);
    assert.equal(ofRule.severity, vscode.DiagnosticSeverity.Error);
    assert.match(ofRule.message, /^customers: Too many columns moved/);
    assert.equal(ofDrift?.line, currentLine);
    assert.match(ofDrift.message, /^customers: .*age/);
  });

  it("have their alerts in the status bar, with the colour of the worst", () => {
    const status = alertStatusOf(monitors.all());
    assert.ok(status);
    assert.equal(status.text, "customers: drift");
    assert.equal(status.icon, "error");
    assert.equal(status.colour, "statusBarItem.errorBackground");
    assert.match(status.tooltip, /^customers: Too many columns moved/m);
    assert.deepEqual(status.command.arguments, [target()]);
  });

  it("have their alerts below them in the tree, and counted on its badge", () => {
    const [monitor, ...alerts] = tree(monitors);
    assert.deepEqual(monitor, ["customers", "sextant.monitor.idle.configured.reported"]);
    assert.equal(alerts.length, 2);
    for (const [, context] of alerts) assert.equal(context, "sextant.alert.open");
    assert.equal(summariseAlerts(monitors.all()).count, 2);
  });

  /** What each action leaves in Problems and open, and that a new reader of the folder sees it. */
  const actions = [
    { action: "acknowledge", state: "acknowledged", standing: 2 },
    { action: "mute", state: "muted", standing: 0 },
    { action: "snooze", state: "snoozed", standing: 0 },
  ] as const;

  for (const { action, state, standing } of actions) {
    it(`are ${state} by ${action}, and open again by reopen`, async () => {
      const argument = { ...target(), durationMs: 3_600_000 };
      const changed = await execute<string[]>(`sextant.monitors.${action}`, argument);
      assert.equal(changed.length, 2);
      assert.deepEqual(alertStates(), [state, state]);
      assert.equal(problems().length, standing);
      assert.equal(alertStatusOf(monitors.all()), null);
      assert.deepEqual(
        tree(monitors).map(([, context]) => context),
        ["sextant.monitor.idle.configured.reported", "sextant.alert.quiet", "sextant.alert.quiet"],
      );
      assert.deepEqual(readAgain(), [state, state]);
      assert.deepEqual(await execute("sextant.monitors.reopen", target()), changed);
      assert.deepEqual(alertStates(), ["open", "open"]);
      assert.equal(problems().length, 2);
    });
  }

  /** States of alerts as another window, or this one after a reload, reads them. */
  function readAgain(): readonly string[] {
    const project = services.projects.get(rootOf());
    const again = new ProjectMonitors(project, createMonitorHost(services, project));
    try {
      again.load();
      return again.get("customers")?.alerts.map(({ state }) => state) ?? [];
    } finally {
      again.dispose();
    }
  }

  it("have single alerts acknowledged by their keys", async () => {
    const [alert] = stateOf(monitors, "customers").alerts;
    assert.ok(alert);
    const argument = { ...target(), keys: [alert.key] };
    assert.deepEqual(await execute("sextant.monitors.acknowledge", argument), [alert.key]);
    assert.deepEqual(alertStates().toSorted(), ["acknowledged", "open"]);
    await execute("sextant.monitors.reopen", target());
  });

  it("keep the last good report when a check fails, which names file and line", async () => {
    const { report } = stateOf(monitors, "customers");
    write(current, `${customers({ seed: 3, rows: 100 })}44,1.5,free,5,6\n`);
    assert.equal(await execute("sextant.monitors.check", target()), undefined);
    const failed = stateOf(monitors, "customers");
    assert.deepEqual(failed.report, report);
    assert.match(failed.failure?.message ?? "", /current\.csv.*line 102/i);
    assert.deepEqual(failed.alerts.find(({ kind }) => kind === "failure")?.state, "open");
    assert.ok(problems().some(({ message }) => message.includes("current.csv")));
    assert.equal(alertStatusOf(monitors.all())?.text, "customers: check failed");
  });

  it("resolve their alerts when the data are as they were", async () => {
    write(current, customers({ seed: 2 }));
    assert.equal(await execute("sextant.monitors.check", target()), "stable");
    assert.deepEqual(problems(), []);
    assert.equal(alertStatusOf(monitors.all()), null);
    assert.deepEqual(tree(monitors), [["customers", "sextant.monitor.idle.configured.reported"]]);
    assert.equal(stateOf(monitors, "customers").failure, null);
  });

  it("are checked all, also behind one that fails", async () => {
    const gone = "  gone:\n    reference: monitored/clean.csv\n    current: monitored/gone.csv\n";
    const third = `  third:\n    reference: ${clean}\n    current: ${clean}\n`;
    await configure(monitors, `${oneMonitor}${gone}${third}`, "customers", "gone", "third");
    assert.deepEqual(await execute("sextant.monitors.checkAll", { root: rootOf() }), {
      customers: "stable",
      third: "stable",
    });
    assert.match(stateOf(monitors, "gone").failure?.message ?? "", /monitored\/gone\.csv/);
  });
});
