import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { cacheFolder, checkoutRoot } from "../checkout.ts";
import { runCommand } from "../commands.ts";

/**
 * DuckDB, which reads data files, is compiled for each system: it is the only part of the package
 * that is no bundle, and the reason why a package is for one system.
 */

/** The systems that VS Code knows and DuckDB is built for, with the package that has it. */
const bindings: Readonly<Record<string, string>> = {
  "linux-x64": "linux-x64",
  "linux-arm64": "linux-arm64",
  "alpine-x64": "linux-x64-musl",
  "alpine-arm64": "linux-arm64-musl",
  "darwin-x64": "darwin-x64",
  "darwin-arm64": "darwin-arm64",
  "win32-x64": "win32-x64",
  "win32-arm64": "win32-arm64",
};
const scope = "@duckdb/node-bindings";
const shared = ["@duckdb/node-api", scope, "detect-libc"];

/** The system this runs on, as VS Code calls it. */
export function hostTarget(): string {
  return `${process.platform}-${process.arch}`;
}

/**
 * Puts DuckDB for the target into `node_modules` of the folder with the bundles: Node finds it from
 * there, and a folder of that name at the top would be left out of the package. For a system that
 * has none the package comes without: Sextant says so when it is asked to read data.
 */
export async function stageEngine(folder: string, target: string): Promise<void> {
  const binding = bindings[target];
  if (binding === undefined) return;
  for (const name of shared)
    await copyPackage(path.join(checkoutRoot, "node_modules", name), path.join(folder, name));
  const name = `${scope}-${binding}`;
  await copyPackage(await findBinding(name, target), path.join(folder, name));
}

/** Without declarations, which nobody reads there. */
async function copyPackage(source: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  await cp(source, target, {
    recursive: true,
    dereference: true,
    filter: (file) => !/\.d\.[cm]?ts$|[/\\]README\.md$/.test(file),
  });
}

/** The installed package, or for another system one that is fetched into the cache. */
async function findBinding(name: string, target: string): Promise<string> {
  const installed = path.join(checkoutRoot, "node_modules", name);
  if (existsSync(installed)) return installed;
  const manifest = path.join(checkoutRoot, "node_modules", scope, "package.json");
  const { version } = JSON.parse(await readFile(manifest, "utf8")) as { version: string };
  const folder = path.join(cacheFolder, "duckdb", `${target}-${version}`);
  const fetched = path.join(folder, "node_modules", name);
  if (!existsSync(fetched) || (await readdir(fetched)).length === 0) {
    await mkdir(folder, { recursive: true });
    // It is for another system on purpose.
    const options = ["--prefix", folder, "--no-save", "--force", "--ignore-scripts"];
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    await runCommand(npm, ["install", ...options, `${name}@${version}`]);
  }
  return fetched;
}
