import assert from "node:assert/strict";
import { createRequire } from "node:module";
import * as vscode from "vscode";

describe("the editor that hosts Sextant", () => {
  it("offers node:sqlite, which the index of runs is kept in", () => {
    const sqlite = createRequire(__filename)("node:sqlite") as { DatabaseSync: unknown };
    assert.equal(typeof sqlite.DatabaseSync, "function");
  });

  it("knows the extension and activates it", async () => {
    const extension = vscode.extensions.getExtension("sextant.sextant");
    assert.ok(extension, "the extension is not installed");
    await extension.activate();
    assert.ok(extension.isActive);
  });
});
