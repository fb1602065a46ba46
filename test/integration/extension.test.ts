import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { commands } from "../../src/extension/commands/commands.ts";
import { commandIds } from "../../src/extension/ids.ts";
import { waitFor } from "../support/waitFor.ts";
import { activateExtension, workspaceFolder } from "./project.ts";

describe("activation", () => {
  it("takes less than 50 ms", async () => {
    const { activationMs } = await activateExtension();
    assert.ok(activationMs < 50, `it took ${activationMs.toFixed(1)} ms`);
  });

  it("registers every command of the tables, and each has its file", async () => {
    await activateExtension();
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      commandIds.filter((id) => !registered.has(id)),
      [],
    );
    assert.deepEqual(commands.map(({ id }) => id).sort(), [...commandIds].sort());
  });

  it("writes nothing into a folder that has no runs", async () => {
    const { services } = await activateExtension();
    const [project] = services.projects.all();
    assert.ok(project);
    await project.runs().load();
    assert.deepEqual(project.runs().all(), []);
    assert.equal(existsSync(path.join(workspaceFolder(), ".sextant")), false);
  });
});

describe("settings", () => {
  const id = "sextant.runs.recentCount";
  const configuration = () => vscode.workspace.getConfiguration();
  afterEach(() => configuration().update(id, undefined, vscode.ConfigurationTarget.Workspace));

  it("are taken as they change", async () => {
    const { services } = await activateExtension();
    await configuration().update(id, 7, vscode.ConfigurationTarget.Workspace);
    await waitFor(() => services.settings.current()[id] === 7, { label: "the new setting" });
  });

  it("fall back to the default where they are not valid", async () => {
    const { services } = await activateExtension();
    await configuration().update(id, -3, vscode.ConfigurationTarget.Workspace);
    await waitFor(() => configuration().get(id) === -3, { label: "the invalid setting" });
    assert.equal(services.settings.current()[id], 50);
  });

  it("put the command line on the PATH of terminals", async () => {
    const { services } = await activateExtension();
    const variables = services.context.environmentVariableCollection;
    assert.equal(variables.get("SEXTANT_NODE")?.value, process.execPath);
    assert.ok(variables.get("PATH")?.value.startsWith(services.files.bin));
    const setting = "sextant.terminal.addToPath";
    await configuration().update(setting, false, vscode.ConfigurationTarget.Workspace);
    await waitFor(() => variables.get("PATH") === undefined, { label: "the PATH without Sextant" });
    await configuration().update(setting, undefined, vscode.ConfigurationTarget.Workspace);
    await waitFor(() => variables.get("PATH") !== undefined, { label: "the PATH with Sextant" });
  });
});
