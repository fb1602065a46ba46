import { mkdir, symlink } from "node:fs/promises";
import path from "node:path";
import { checkoutRoot } from "../checkout.ts";
import { runCommand } from "../commands.ts";
import { installCodeServer } from "./codeServer.ts";

/**
 * Puts a link to this checkout into an extensions folder: after a build, reloading a window shows
 * the new code.
 */
export async function linkCheckout(extensionsFolder: string): Promise<void> {
  await mkdir(extensionsFolder, { recursive: true });
  await symlink(checkoutRoot, path.join(extensionsFolder, "sextant.sextant-0.0.0"), "junction");
}

/** Installs a packaged extension as VS Code itself does. */
export async function installVsix(
  vsix: string,
  folders: { readonly dataFolder: string; readonly extensionsFolder: string },
): Promise<void> {
  const entry = await installCodeServer();
  await runCommand(process.execPath, [
    ...[entry, "--install-extension", vsix, "--accept-server-license-terms"],
    ...["--server-data-dir", folders.dataFolder, "--extensions-dir", folders.extensionsFolder],
  ]);
}
