import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import { Emitter } from "../../src/base/events.ts";
import type { Monitors } from "../../src/extension/monitors/monitors.ts";
import { startMonitoring, type Monitoring } from "../../src/extension/monitors/startMonitoring.ts";
import { Project } from "../../src/extension/project.ts";
import type { Projects } from "../../src/extension/projects.ts";
import type { Services } from "../../src/extension/services.ts";
import { startRunCatalog } from "../../src/platform/index/runCatalog.ts";
import { waitFor } from "../support/waitFor.ts";
import {
  clean,
  configFile,
  configure,
  current,
  customers,
  oneMonitor,
  reference,
  rootOf,
  stateOf,
  writeCustomers,
} from "./monitorFiles.ts";
import { activateExtension, execute, write } from "./project.ts";

/** Checks that start by themselves, run at once, are cancelled, or end with what asked for them. */

/** As many rows as are still read when the check is cancelled. */
const manyRows = 400_000;

function dataProcesses(): readonly string[] {
  const lines = execFileSync("ps", ["-A", "-o", "ppid=,args="], { encoding: "utf8" }).split("\n");
  const ours = new RegExp(`^\\s*${process.pid}\\s.*dataProcess\\.cjs`);
  return lines.filter((line) => ours.test(line));
}

describe("checks of monitors", () => {
  let services: Services;
  let monitors: Monitors;
  let temporary = "";
  const temporaryBefore = process.env["TMPDIR"];
  const customersOf = () => ({ root: rootOf(), id: "customers" });
  const checksOf = (id: string): number => stateOf(monitors, id).history.length;

  before(async () => {
    ({ services } = await activateExtension());
    await services.monitoring.started;
    assert.ok(services.monitoring.current);
    monitors = services.monitoring.current;
    writeCustomers();
    // Whatever the checks leave behind is here, and nothing of others.
    temporary = mkdtempSync(path.join(tmpdir(), "sextant-checks-"));
    process.env["TMPDIR"] = temporary;
  });

  after(async () => {
    if (temporaryBefore === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = temporaryBefore;
    rmSync(configFile(), { force: true });
    await waitFor(() => monitors.all().length === 0, { label: "no monitors", timeoutMs: 20_000 });
    for (const folder of ["monitored", path.join(".sextant", "monitors")]) {
      rmSync(path.join(rootOf(), folder), { recursive: true, force: true });
    }
    rmSync(temporary, { recursive: true, force: true });
    await execute("notifications.clearAll");
  });

  async function nothingIsLeft(): Promise<void> {
    await waitFor(() => dataProcesses().length === 0, { label: "the data process to end" });
    assert.deepEqual(readdirSync(temporary), []);
  }

  it("are one when they are asked for twice", async () => {
    await configure(monitors, oneMonitor, "customers");
    const checks = [monitors.check(customersOf()), monitors.check(customersOf())] as const;
    await waitFor(() => dataProcesses().length > 0, { label: "the data process" });
    assert.equal(dataProcesses().length, 1);
    const [one, other] = await Promise.all(checks);
    assert.equal(one, other);
    assert.equal(checksOf("customers"), 1);
    await nothingIsLeft();
  });

  it("are cancelled with their process, and leave what was known", async () => {
    const before = stateOf(monitors, "customers");
    write(current, customers({ seed: 4, rows: manyRows }));
    const check = execute("sextant.monitors.check", { root: rootOf(), monitor: "customers" });
    await waitFor(() => dataProcesses().length > 0, { label: "the data process" });
    assert.notEqual(stateOf(monitors, "customers").progress, null);
    await execute("sextant.monitors.cancel", { root: rootOf(), monitor: "customers" });
    assert.equal(await check, undefined);
    assert.deepEqual(stateOf(monitors, "customers"), before);
    await nothingIsLeft();
  });

  it("are not cancelled by a change of sextant.yaml that leaves the monitor", async () => {
    await configure(monitors, `${oneMonitor}    onChange: true\n`, "customers");
    const before = checksOf("customers");
    write(current, customers({ seed: 5, rows: manyRows }));
    await waitFor(() => stateOf(monitors, "customers").progress !== null, {
      label: "the check of what changed",
      timeoutMs: 30_000,
    });
    await configure(monitors, `${oneMonitor}    onChange: true\n    every: 30d\n`, "customers");
    await waitFor(() => stateOf(monitors, "customers").progress === null, {
      label: "the end of the check",
      timeoutMs: 30_000,
    });
    assert.equal(checksOf("customers"), before + 1);
  });

  it("end when the monitor leaves sextant.yaml", async () => {
    write(current, customers({ seed: 6, rows: manyRows }));
    const check = assert.rejects(monitors.check(customersOf()), { name: "CancelledError" });
    await waitFor(() => dataProcesses().length > 0, { label: "the data process" });
    await configure(monitors, "monitors: {}\n");
    await check;
    await nothingIsLeft();
  });

  it("start when the files change", async () => {
    await configure(monitors, `${oneMonitor}    onChange: true\n`, "customers");
    const before = checksOf("customers");
    write(current, customers({ seed: 2 }));
    await waitFor(() => checksOf("customers") > before, {
      label: "a check of what changed",
      timeoutMs: 30_000,
    });
    assert.equal(stateOf(monitors, "customers").verdict, "stable");
  });

  it("start when they are due, unless that is turned off", async () => {
    const settings = vscode.workspace.getConfiguration();
    const setting = "sextant.monitors.automatic";
    await settings.update(setting, false, vscode.ConfigurationTarget.Workspace);
    const due = `  due:\n    reference: ${clean}\n    current: ${clean}\n    every: 1h\n`;
    await configure(monitors, `${oneMonitor}${due}`, "customers", "due");
    // What is due would have begun before the end of this one.
    await monitors.check(customersOf());
    assert.equal(stateOf(monitors, "due").lastCheckedAt, null);
    assert.equal(stateOf(monitors, "due").progress, null);
    await settings.update(setting, undefined, vscode.ConfigurationTarget.Workspace);
    await waitFor(() => stateOf(monitors, "due").verdict === "stable", {
      label: "the check that is due",
      timeoutMs: 30_000,
    });
  });

  describe("of a second project", () => {
    let root = "";
    let second: Project;
    let monitoring: Monitoring;
    const onDidChange = new Emitter<undefined>();
    let projects: readonly Project[] = [];
    const inSecond = () => ({ root, id: "customers" });

    before(() => {
      const folder = mkdtempSync(path.join(rootOf(), "second-"));
      root = folder;
      mkdirSync(path.join(folder, "monitored"));
      writeFileSync(path.join(folder, reference), customers({ seed: 1 }));
      writeFileSync(path.join(folder, current), customers({ seed: 2 }));
      writeFileSync(path.join(folder, "sextant.yaml"), `${oneMonitor}    onChange: true\n`);
      const { log, files } = services;
      second = new Project({
        ...{ root, log, isTrusted: () => true, keyMetric: () => "" },
        startCatalog: () =>
          startRunCatalog({
            ...{ root, workerPath: files.indexWorker, log },
            sources: { isEnabled: false, exclude: [], folders: [], isTrusted: true },
          }),
      });
      projects = [...services.projects.all(), second];
      const list = {
        all: () => projects,
        onDidChange: onDidChange.event,
        get: (wanted: string) => projects.find((project) => project.root === wanted) ?? second,
        ofFile: () => second,
      };
      monitoring = startMonitoring({ ...services, projects: list as unknown as Projects });
    });

    after(() => {
      monitoring.dispose();
      second.dispose();
      rmSync(root, { recursive: true, force: true });
    });

    it("are told from those of the first by their project", async () => {
      await monitoring.loaded;
      const all = monitoring.all().map((state) => [state.root, state.id]);
      assert.deepEqual(all, [
        [rootOf(), "customers"],
        [rootOf(), "due"],
        [root, "customers"],
      ]);
      const before = monitoring.get(customersOf());
      assert.equal((await monitoring.check(inSecond())).verdict, "stable");
      assert.equal(monitoring.get(inSecond())?.verdict, "stable");
      assert.equal(monitoring.get(customersOf()), before);
    });

    it("end when the project leaves the workspace", async () => {
      writeFileSync(path.join(root, current), customers({ seed: 6, rows: manyRows }));
      const check = assert.rejects(monitoring.check(inSecond()), { name: "CancelledError" });
      await waitFor(() => dataProcesses().length > 0, { label: "the data process" });
      projects = services.projects.all();
      onDidChange.fire(undefined);
      await check;
      assert.equal(monitoring.get(inSecond()), undefined);
      await nothingIsLeft();
    });

    it("end with the extension, with all that is watched", async () => {
      const before = watchedFiles();
      projects = [...services.projects.all(), second];
      onDidChange.fire(undefined);
      assert.ok(watchedFiles() > before);
      const check = assert.rejects(monitoring.check(inSecond()), { name: "CancelledError" });
      await waitFor(() => dataProcesses().length > 0, { label: "the data process" });
      monitoring.dispose();
      await check;
      await nothingIsLeft();
      await waitFor(() => watchedFiles() <= before, { label: "no files to be watched any more" });
    });
  });
});

/** Files and folders that this process has the system watch; told by Linux. */
function watchedFiles(): number {
  const folder = "/proc/self/fdinfo";
  const texts = readdirSync(folder).map((name) => {
    const file = path.join(folder, name);
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  });
  return texts.flatMap((text) => text.match(/^inotify wd:/gm) ?? []).length;
}
