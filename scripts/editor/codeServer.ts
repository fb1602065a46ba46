import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { cacheFolder, say } from "../checkout.ts";
import { runNpm } from "../commands.ts";

/** The release that carries the VS Code server and workbench we host. */
const codeServerVersion = "4.139.1";
const serverEntry = "node_modules/code-server/lib/vscode/out/server-main.js";

/**
 * The path of VS Code's own `server-main.js`, installed on first use into the cache. Its native
 * modules are not compiled: the server logs that a few are missing and works without them.
 * A half-finished install is never seen: it is made beside and renamed.
 */
export async function installCodeServer(): Promise<string> {
  const folder = path.join(cacheFolder, `code-server-${codeServerVersion}`);
  const entry = path.join(folder, serverEntry);
  if (existsSync(entry)) return entry;
  say(`Installing the VS Code server (code-server ${codeServerVersion}) …`);
  await mkdir(cacheFolder, { recursive: true });
  const fresh = await mkdtemp(`${folder}-`);
  try {
    await installInto(fresh);
    await rm(folder, { recursive: true, force: true });
    await rename(fresh, folder);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    // Another process may have finished the same install meanwhile.
    if (!existsSync(entry)) throw error;
  }
  return entry;
}

async function installInto(folder: string): Promise<void> {
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  await writeFile(path.join(folder, "package.json"), '{ "private": true }\n');
  await runNpm(["install", `code-server@${codeServerVersion}`, ...quiet], { cwd: folder });
  await runNpm(["install", "--omit=dev", ...quiet], {
    cwd: path.join(folder, path.dirname(path.dirname(serverEntry))),
  });
}
