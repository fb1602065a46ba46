import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import type { Monitors } from "../../src/extension/monitors/monitors.ts";
import type { MonitorReference, MonitorState } from "../../src/extension/monitors/monitorState.ts";
import type { Services } from "../../src/extension/services.ts";
import { waitFor } from "../support/waitFor.ts";
import {
  clean,
  configFile,
  configure,
  current,
  customers,
  moved,
  oneMonitor,
  reference,
  rootOf,
  stateOf,
  writeCustomers,
} from "./monitorFiles.ts";
import { activateExtension, execute, write } from "./project.ts";

/** What monitors read and write: comparisons, reports, references, rules, and new models. */
describe("the data of monitors", () => {
  let services: Services;
  let monitors: Monitors;
  const customersOf = (): MonitorReference => ({ root: rootOf(), id: "customers" });
  const fileOf = (name: string): string => path.join(rootOf(), name);
  const readConfig = (): string => readFileSync(configFile(), "utf8");
  const comparisons = (): readonly MonitorState[] =>
    monitors.all().filter(({ kind }) => kind === "comparison");

  before(async () => {
    ({ services } = await activateExtension());
    await services.monitoring.started;
    assert.ok(services.monitoring.current);
    monitors = services.monitoring.current;
    writeCustomers();
    await configure(monitors, oneMonitor, "customers");
  });

  after(async () => {
    for (const { root, id } of comparisons()) monitors.removeComparison({ root, id });
    rmSync(configFile(), { force: true });
    await waitFor(() => monitors.all().length === 0, { label: "no monitors", timeoutMs: 20_000 });
    for (const folder of ["monitored", "profiles", path.join(".sextant", "monitors")]) {
      rmSync(fileOf(folder), { recursive: true, force: true });
    }
    await execute("workbench.action.closeAllEditors");
    await execute("notifications.clearAll");
  });

  it("are compared when two files are selected in the explorer", async () => {
    const files = [reference, moved].map((name) => vscode.Uri.file(fileOf(name)));
    const verdict = await vscode.commands.executeCommand("sextant.drift.compare", files[1], files);
    assert.equal(verdict, "drift");
    const [comparison] = comparisons();
    assert.equal(comparison?.name, "reference.csv and moved.csv");
    assert.equal(comparison.report?.drift?.features[0]?.name, "age");
    assert.ok(services.driftPanels.has(rootOf()));
  });

  it("are compared once at a time, and again when asked again", async () => {
    const request = { root: rootOf(), reference: fileOf(reference), current: fileOf(clean) };
    const [first, second] = [monitors.compare(request), monitors.compare(request)];
    const { root, id } = await second.started;
    await assert.rejects(first.finished, { name: "CancelledError" });
    assert.notEqual(monitors.get({ root, id })?.progress, null);
    assert.equal((await second.finished).verdict, "stable");
    assert.equal(monitors.get({ root, id })?.progress, null);
    assert.equal(comparisons().length, 2);
    monitors.removeComparison({ root, id });
    assert.equal(comparisons().length, 1);
  });

  it("that cannot be read are said to be so on the comparison", async () => {
    write("monitored/broken.csv", `${customers({ seed: 3, rows: 50 })}44`);
    const broken = { reference: fileOf(reference), current: fileOf("monitored/broken.csv") };
    assert.equal(await execute("sextant.drift.compare", { root: rootOf(), ...broken }), undefined);
    assert.match(comparisons()[0]?.failure?.message ?? "", /broken\.csv line 52/);
  });

  /** Format → a part of the file that only it has. */
  const formats = [
    ["html", /<svg[\s\S]*<\/html>\s*$/],
    ["json", /"verdict": ?"drift"/],
    ["markdown", /^# .*\n[\s\S]*\| *age/m],
  ] as const;

  for (const [format, part] of formats) {
    it(`are exported as ${format}`, async () => {
      await monitors.check(customersOf());
      const file = fileOf(`monitored/report.${format}`);
      const argument = { root: rootOf(), monitor: "customers", format, file };
      assert.equal(await execute("sextant.monitors.exportReport", argument), file);
      assert.match(readFileSync(file, "utf8"), part);
    });
  }

  it("become the reference in a file of the project, comments kept, and are stable then", async () => {
    assert.equal((await monitors.check(customersOf())).verdict, "drift");
    const file = await monitors.acceptReference(customersOf());
    assert.equal(file, "profiles/customers.json");
    assert.ok(existsSync(fileOf(file)));
    const expected = oneMonitor.replace(
      `reference: ${reference}`,
      `reference: { profile: ${file} }`,
    );
    assert.equal(readConfig(), expected);
    assert.equal((await monitors.check(customersOf())).verdict, "stable");
    assert.deepEqual(
      stateOf(monitors, "customers").alerts.filter(({ state }) => state === "open"),
      [],
    );
  });

  it("are compared with a profile", async () => {
    const argument = {
      root: rootOf(),
      reference: fileOf("profiles/customers.json"),
      current: fileOf(clean),
    };
    assert.equal(await execute("sextant.drift.compare", argument), "drift");
  });

  it("suggest rules, which are accepted one by one and hold at the next check", async () => {
    await configure(monitors, oneMonitor, "customers");
    const document = await vscode.workspace.openTextDocument(configFile());
    await waitFor(() => document.getText() === oneMonitor, { label: "the editor's text" });
    const suggestions = await monitors.suggestRules(customersOf());
    const ofPlan = suggestions.find(({ column, yaml }) => column === "plan" && /^in:/m.test(yaml));
    const ofAge = suggestions.find(({ column }) => column === "age");
    assert.ok(ofPlan && ofAge);
    await monitors.acceptRule(customersOf(), ofPlan.id);
    assert.match(readConfig(), /validate:\n +- column: plan/);
    assert.doesNotMatch(readConfig(), /column: age/);
    await monitors.acceptRule(customersOf(), ofAge.id);
    assert.match(readConfig(), /column: plan[\s\S]*column: age/);
    assert.ok(readConfig().startsWith("# Agreed on in the weekly meeting.\n"));
    assert.match(readConfig(), /customers: # of the shop/);
    write(current, customers({ seed: 2 }).replaceAll("company", "circus"));
    const { validation } = await monitors.check(customersOf());
    assert.ok(validation);
    const failed = validation.results.filter(({ outcome }) => outcome === "failed");
    assert.deepEqual(
      failed.map(({ column }) => column),
      ["plan"],
    );
    await assert.rejects(monitors.acceptRule(customersOf(), "of other data"), {
      message: "The data do not suggest this rule any more.",
    });
  });

  describe("by which a model is trained again", () => {
    /** Predictions of a model that knows nothing, and of one that knows all. */
    const predictions = (isRight: boolean): string => {
      const rows = Array.from({ length: 400 }, (_, index) => {
        const label = index % 3 === 0 ? "yes" : "no";
        const other = index % 2 === 0 ? "yes" : "no";
        return `${index},${index % 7},${label},${isRight ? label : other}`;
      });
      return `id,group,label,prediction\n${rows.join("\n")}\n`;
    };
    const model = `entryPoints:
  retrain: sh monitored/retrain.sh
monitors:
  churn:
    reference: monitored/good.csv
    current: monitored/bad.csv
    id: id
    target: label
    prediction: prediction
    retrain:
      run: retrain
      evaluate: { predictions: predictions.csv, metric: accuracy }
`;
    const target = () => ({ root: rootOf(), monitor: "churn" });

    before(() => {
      write("monitored/good.csv", predictions(true));
      write("monitored/bad.csv", predictions(false));
      write(
        "monitored/retrain.sh",
        'mkdir -p "$SEXTANT_RUN_DIR/artifacts"\ncp monitored/good.csv "$SEXTANT_RUN_DIR/artifacts/predictions.csv"\n',
      );
    });

    it("launches the entry point with its reasons, and compares the models at its end", async () => {
      await configure(monitors, model, "churn");
      assert.equal(await execute("sextant.monitors.check", target()), "degraded");
      assert.equal(stateOf(monitors, "churn").retrain?.isOffered, true);
      const run = await execute<string>("sextant.monitors.retrain", target());
      const journal = readFileSync(fileOf(`.sextant/runs/${run}/journal.jsonl`), "utf8");
      assert.match(journal, /"sextant\.retrain\.monitor":"churn"/);
      assert.match(journal, /"sextant\.retrain\.reason":"[^"]*(accuracy|degraded)/i);
      assert.equal(stateOf(monitors, "churn").retrain?.lastRun?.id, run);
      const { comparison, afterRun } = await waitFor(() => stateOf(monitors, "churn").models, {
        label: "the comparison of the models",
        timeoutMs: 40_000,
      });
      assert.equal(afterRun, run);
      assert.match(comparison.reason, /better/);
    });

    it("is told clearly when there is no such entry point", async () => {
      await configure(monitors, model.replace("run: retrain", "run: renew"), "churn");
      await waitFor(() => stateOf(monitors, "churn").monitor.retrain?.run === "renew", {
        label: "the other entry point",
      });
      await assert.rejects(monitors.retrain({ root: rootOf(), id: "churn" }), {
        message: /The monitor churn is retrained by renew, which is no entry point/,
      });
    });
  });
});
