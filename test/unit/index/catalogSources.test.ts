import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../../../src/base/logging.ts";
import type { CatalogChange, SourceOptions } from "../../../src/platform/index/indexMessages.ts";
import { startRunCatalog, type RunCatalog } from "../../../src/platform/index/runCatalog.ts";
import { waitFor } from "../../support/waitFor.ts";
import { point, ProjectFixture } from "./projectFixture.ts";

const workerPath = fileURLToPath(
  new URL("../../../src/platform/index/indexWorker.ts", import.meta.url),
);
const off: SourceOptions = { isEnabled: false, exclude: [], folders: [], isTrusted: true };
const on: SourceOptions = { ...off, isEnabled: true };

let project: ProjectFixture;
let catalog: RunCatalog;
let changes: CatalogChange[];

beforeEach(() => {
  project = new ProjectFixture();
  project.createRun("own", [
    { type: "status", status: "finished", time: 2e12, exitCode: 0 },
    point(0, 2),
  ]);
  const folder = path.join(project.root, "lightning_logs", "version_0");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "metrics.csv"), "epoch,step,train_loss\n0,0,0.5\n0,1,0.25\n");
  writeFileSync(path.join(folder, "hparams.yaml"), "lr: 0.1\n");
  catalog = startRunCatalog({ root: project.root, workerPath, log: silentLog, sources: off });
  changes = [];
  catalog.onDidChange((change) => changes.push(change));
});

afterEach(() => {
  catalog.dispose();
  project.dispose();
});

async function sourcesShown(): Promise<readonly string[]> {
  return (await catalog.runs()).map(({ source }) => source).sort();
}

/** Waits until runs of exactly these sources are there. */
async function showsSoon(...expected: readonly string[]): Promise<void> {
  let shown: readonly string[] = [];
  await waitFor(
    async () => {
      shown = await sourcesShown();
      return shown.join() === expected.join();
    },
    { label: `runs of ${expected.join()}` },
  );
}

describe("what the settings say of sources", () => {
  it("is followed at once, without the runs being listed anew by hand", async () => {
    await showsSoon("sextant");
    catalog.setSources(on);
    await showsSoon("lightning", "sextant");
    catalog.setSources({ ...on, exclude: ["**/lightning_logs"] });
    await showsSoon("sextant");
    catalog.setSources(on);
    await showsSoon("lightning", "sextant");
    catalog.setSources(off);
    await showsSoon("sextant");
  });

  it("makes everyone look at everything again: runs may be gone", async () => {
    await showsSoon("sextant");
    changes.length = 0;
    catalog.setSources(on);
    await waitFor(
      () => changes.some((change) => change.runIds.length === 0 && change.areColumnsChanged),
      { label: "told that all may have changed" },
    );
  });

  it("changes nothing when it says the same", async () => {
    await showsSoon("sextant");
    const { viewId } = await catalog.openView({
      ...{ filter: "", search: "", sort: [], group: "none", collapsed: [] },
    });
    catalog.setSources({ ...off });
    const { isStale } = await catalog.readRows({ viewId, start: 0, end: 9, columns: [] });
    expect(isStale).toBe(false);
  });

  it("leaves no question without an answer", async () => {
    const asked = [catalog.columns(), catalog.runs(), catalog.refresh()];
    catalog.setSources(on);
    const more = catalog.runs(["own"]);
    await Promise.all(asked);
    expect(await more).toHaveLength(1);
  });

  it("is nothing to a catalog that is gone", () => {
    catalog.dispose();
    expect(() => catalog.setSources(on)).not.toThrow();
  });
});
