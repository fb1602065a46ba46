import { existsSync } from "node:fs";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { checkoutRoot } from "../checkout.ts";
import { runCommand } from "../commands.ts";
import { hostTarget, stageEngine } from "./engine.ts";
import { collectNotices } from "./notices.ts";

const copied = [
  ".vscodeignore",
  "package.nls.json",
  "README.md",
  "CHANGELOG.md",
  "LICENSE",
  "media",
  "l10n",
  "bin",
  "docs/rules",
];

/** Keys of package.json that only matter to developers. */
const developmentKeys = ["scripts", "dependencies", "devDependencies", "private"];

/**
 * Fills a folder with what a VSIX is made from: a production build, the files beside it, and DuckDB
 * for the target. The checkout's own `dist` is left alone, so that a window that runs from it is not
 * disturbed.
 */
export async function stagePackage(folder: string, target = hostTarget()): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const build = ["scripts/build.mjs", "--production", `--out=${path.join(folder, "dist")}`];
  await runCommand(process.execPath, build, { cwd: checkoutRoot });
  await stageEngine(path.join(folder, "dist", "node_modules"), target);
  for (const name of copied) {
    const source = path.join(checkoutRoot, name);
    if (existsSync(source)) await cp(source, path.join(folder, name), { recursive: true });
  }
  const manifest = await readManifest(path.join(checkoutRoot, "package.json"));
  const published = Object.entries(manifest).filter(([key]) => !developmentKeys.includes(key));
  await writeFile(
    path.join(folder, "package.json"),
    `${JSON.stringify(Object.fromEntries(published), null, 2)}\n`,
  );
  await writeFile(path.join(folder, "THIRD-PARTY-NOTICES.txt"), await collectNotices(checkoutRoot));
}

async function readManifest(file: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
}
