/**
 * `npm start`: builds Sextant, makes a demo workspace, and serves a real VS Code with the
 * extension on loopback until Ctrl-C. `--keep` opens the workspace of the last time instead;
 * `--workspace FOLDER` puts it elsewhere than into the cache.
 */
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { cacheFolder, checkoutRoot, say } from "./checkout.ts";
import { runCommand } from "./commands.ts";
import { createDemoWorkspace } from "./demo/workspace.ts";
import { startEditorServer } from "./editor/editorServer.ts";
import type { EditorServer } from "./editor/editorServer.ts";
import { linkCheckout } from "./editor/extensions.ts";

const { values: flags } = parseArgs({
  options: {
    keep: { type: "boolean", default: false },
    workspace: { type: "string", default: path.join(cacheFolder, "demo", "tumour-classifier") },
  },
});
const workspace = path.resolve(flags.workspace);

async function main(): Promise<void> {
  const isKept = flags.keep && existsSync(workspace);
  say("Building Sextant …");
  await runCommand(process.execPath, ["scripts/build.mjs"], { cwd: checkoutRoot, isShown: true });
  if (!isKept) await createDemoWorkspace(workspace);
  const scratch = await mkdtemp(path.join(tmpdir(), "sextant-start-"));
  try {
    const server = await serve(scratch);
    say(`\nVS Code with Sextant is at\n\n  ${server.url()}\n\nCtrl-C ends it.`);
    await Promise.race([server.ended, interrupted()]);
    say("Stopping …");
    await server.stop();
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function serve(scratch: string): Promise<EditorServer> {
  const extensionsFolder = path.join(scratch, "extensions");
  await linkCheckout(extensionsFolder);
  return startEditorServer({
    dataFolder: path.join(scratch, "data"),
    extensionsFolder,
    defaultFolder: workspace,
    isTrusted: true,
  });
}

/** A signal comes twice, from the terminal and from npm: the second may not cut the stopping short. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => {
        resolve();
      });
    }
  });
}

try {
  await main();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
