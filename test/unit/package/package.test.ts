import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { listFiles, PackageManager } from "@vscode/vsce";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkoutRoot } from "../../../scripts/checkout.ts";
import { rules } from "../../../src/core/lint/rules.ts";
import { silentLog } from "../../../src/base/logging.ts";
import { runDataJob } from "../../../src/platform/profile/dataClient.ts";
import { stagePackage } from "../../../scripts/packaging/stage.ts";

const golden = path.join(checkoutRoot, "test", "fixtures", "package-files.txt");

/**
 * Kilobytes of 1000 bytes, minified. Raised only with a reason in the same change. The thread of the
 * index and the command line carry the readers of all run formats, with YAML and git for them, and
 * the command line the rules of the linter with their pages; neither is loaded when the extension is
 * activated. The process of data carries drift, performance and validation, and is started for each
 * job; the editor's side of monitors is 100 KB.
 */
const budgetsKb: Readonly<Record<string, number>> = {
  "dist/extension.cjs": 850,
  "dist/indexWorker.cjs": 800,
  "dist/lintWorker.cjs": 900,
  "dist/cli.cjs": 1700,
  "dist/dataProcess.cjs": 650,
  "dist/webview/runs.js": 500,
  "dist/webview/runs.css": 60,
  "dist/webview/pipeline.js": 300,
  "dist/webview/pipeline.css": 20,
  "dist/webview/drift.js": 400,
  "dist/webview/drift.css": 30,
};

let folder: string;
let files: readonly string[];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "sextant-package-"));
  await stagePackage(folder);
  files = (await listFiles({ cwd: folder, packageManager: PackageManager.None })).toSorted();
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the package", () => {
  it("holds the files of the golden list", async () => {
    const named = files.filter((file) => !/^(docs\/rules|dist\/node_modules)\//.test(file));
    await expect(`${named.join("\n")}\n`).toMatchFileSnapshot(golden);
  });

  it("has the page of every lint rule, and the list of them", () => {
    const pages = files.filter((file) => file.startsWith("docs/rules/"));
    const expected = ["README", ...rules.map(({ id }) => id)].map((id) => `docs/rules/${id}.md`);
    expect(pages.toSorted()).toEqual(expected.toSorted());
  });

  it("has a budget for each bundle, and each is within it", async () => {
    const own = files.filter((file) => !file.startsWith("dist/node_modules/"));
    const bundles = own.filter((file) => /\.(c?js|css)$/.test(file));
    expect(bundles.toSorted()).toEqual(Object.keys(budgetsKb).toSorted());
    for (const bundle of bundles) {
      const { size } = await stat(path.join(folder, bundle));
      expect(size / 1000, bundle).toBeLessThan(budgetsKb[bundle] ?? 0);
    }
  });

  it("has DuckDB for this system and for no other, and no package beside it", () => {
    const packages = files
      .map((file) => /^dist\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1])
      .filter((name) => name !== undefined);
    expect([...new Set(packages)].toSorted()).toEqual(
      [
        "@duckdb/node-api",
        "@duckdb/node-bindings",
        `@duckdb/node-bindings-${process.platform}-${process.arch}`,
        "detect-libc",
      ].toSorted(),
    );
    expect(files.filter((file) => file.endsWith(".d.ts"))).toEqual([]);
  });

  it("reads data with what it ships, without the checkout's packages", async () => {
    const data = path.join(folder, "orders.csv");
    await writeFile(data, "amount\n1\n2\n");
    const profile = await runDataJob<"profile">(
      {
        kind: "profile",
        settings: {
          root: folder,
          cacheFolder: path.join(folder, "cache"),
          memoryLimitMb: 256,
          now: 0,
          allowsNetwork: false,
        },
        source: { kind: "files", paths: [data], format: null, label: "orders.csv" },
        like: null,
        types: {},
        isMasked: false,
      },
      {
        processPath: path.join(folder, "dist", "dataProcess.cjs"),
        execPath: process.execPath,
        log: silentLog,
      },
    );
    expect(profile.rows).toBe(2);
  });

  it("has a manifest without development parts, whose files are all there", async () => {
    const manifest = JSON.parse(
      await readFile(path.join(folder, "package.json"), "utf8"),
    ) as Record<string, unknown>;
    expect(Object.keys(manifest)).not.toContain("devDependencies");
    expect(Object.keys(manifest)).not.toContain("scripts");
    for (const named of [manifest["main"], manifest["icon"]])
      expect(files).toContain(path.posix.normalize(String(named)));
  });

  it("names the licence of every package in the bundles", async () => {
    const notices = await readFile(path.join(folder, "THIRD-PARTY-NOTICES.txt"), "utf8");
    const manifest = JSON.parse(
      await readFile(path.join(checkoutRoot, "package.json"), "utf8"),
    ) as { dependencies: Record<string, string> };
    for (const [name, version] of Object.entries(manifest.dependencies))
      expect(notices).toContain(`${name} ${version} (`);
  });
});
