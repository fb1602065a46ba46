/** `npm run start:desktop`: the demo workspace in the desktop VS Code that is installed here. */
import { spawn } from "node:child_process";
import path from "node:path";
import { cacheFolder, checkoutRoot, say } from "./checkout.ts";
import { runCommand } from "./commands.ts";
import { createDemoWorkspace } from "./demo/workspace.ts";

const workspace = path.join(cacheFolder, "demo", "tumour-classifier");
const isWindows = process.platform === "win32";

await runCommand(process.execPath, ["scripts/build.mjs"], { cwd: checkoutRoot, isShown: true });
await createDemoWorkspace(workspace);
// On Windows `code` is a script, which only a shell can start; both paths are ours.
const child = spawn(
  isWindows ? "code.cmd" : "code",
  [`--extensionDevelopmentPath=${checkoutRoot}`, workspace].map((word) =>
    isWindows ? `"${word}"` : word,
  ),
  { stdio: "inherit", shell: isWindows },
);
child.on("error", () => {
  say(
    "The `code` command was not found. In VS Code, run “Shell Command: Install 'code' command in PATH”, or use `npm start`.",
  );
  process.exitCode = 1;
});
