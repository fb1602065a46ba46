/**
 * VS Code where the desktop build cannot be had: accepts its command line, starts the real VS Code
 * server, and opens the real workbench in a headless Chromium. With `--extensionTestsPath` the
 * module's `run()` executes in the extension host and its outcome is our exit code, so
 * `@vscode/test-electron` can be given this program as `vscodeExecutablePath`.
 */
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { chromium } from "playwright-core";
import type { Page } from "playwright-core";
import { chromiumArguments, ensureChromium } from "../../scripts/editor/chromium.ts";
import { startEditorServer } from "../../scripts/editor/editorServer.ts";
import type { EditorServer } from "../../scripts/editor/editorServer.ts";
import { parseLaunchArguments } from "./launchArguments.ts";
import type { LaunchArguments } from "./launchArguments.ts";

/** Everything the workbench logs: to the file that SEXTANT_EDITOR_LOG names, or to stderr. */
const editorLog = process.env["SEXTANT_EDITOR_LOG"]
  ? createWriteStream(process.env["SEXTANT_EDITOR_LOG"], { flags: "a" })
  : process.stderr;

/** A test run that says nothing for so long has hung. */
const silenceLimitMs = 300_000;

async function main(): Promise<number> {
  const launch = parseLaunchArguments(process.argv.slice(2));
  const scratch = await mkdtemp(path.join(tmpdir(), "sextant-vscode-"));
  const executablePath = await ensureChromium();
  const server = await startEditorServer({
    dataFolder: launch.userDataDir ?? path.join(scratch, "data"),
    extensionsFolder: launch.extensionsDir ?? path.join(scratch, "extensions"),
    isTrusted: launch.isTrustDisabled,
    isTestDriverEnabled: launch.extensionTestsPath !== undefined,
    env: { EXTENSIONS_GALLERY: "{}" },
  });
  const browser = await chromium.launch({ executablePath, args: chromiumArguments });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const { outcome } =
      launch.extensionTestsPath === undefined
        ? { outcome: closed(page) }
        : await listenForTests(page);
    await page.goto(workbenchUrl(server, launch));
    return await Promise.race([outcome, interrupted()]);
  } finally {
    await browser.close();
    await server.stop();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The web workbench takes what the desktop one has as switches in a `payload` of the URL. */
function workbenchUrl(server: EditorServer, launch: LaunchArguments): string {
  const remote = (file: string): string =>
    `vscode-remote://127.0.0.1:${server.port}${path.resolve(file)}`;
  const payload: [string, string][] = [["skipWelcome", "true"]];
  if (launch.extensionDevelopmentPath !== undefined)
    payload.push(["extensionDevelopmentPath", remote(launch.extensionDevelopmentPath)]);
  if (launch.extensionTestsPath !== undefined)
    payload.push(["extensionTestsPath", remote(launch.extensionTestsPath)]);
  return server.url({
    ...(launch.folder === undefined ? { ew: "true" } : { folder: path.resolve(launch.folder) }),
    payload: JSON.stringify(payload),
  });
}

/**
 * The workbench reports through two functions that its window must offer before it loads; the
 * result's `outcome` is the exit code the tests end with.
 */
async function listenForTests(page: Page): Promise<{ readonly outcome: Promise<number> }> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let timer: NodeJS.Timeout | undefined;
  const expectWord = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      reject(new Error(`the tests said nothing for ${silenceLimitMs / 1000} s`));
    }, silenceLimitMs);
  };
  await page.exposeFunction("codeAutomationLog", (type: string, args: unknown[]) => {
    expectWord();
    editorLog.write(`[${type}] ${args.map(String).join(" ")}\n`);
  });
  await page.exposeFunction("codeAutomationExit", (code: number) => {
    clearTimeout(timer);
    resolve(code);
  });
  page.on("crash", () => {
    reject(new Error("the browser window crashed"));
  });
  expectWord();
  return { outcome: promise };
}

async function closed(page: Page): Promise<number> {
  await page.waitForEvent("close", { timeout: 0 });
  return 0;
}

/** Ctrl-C and `kill` end the server and the browser too. */
function interrupted(): Promise<number> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.once(signal, () => {
        resolve(130);
      });
    }
  });
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exitCode = 1;
}
// The remains of the browser's pipes must not keep a finished run alive.
process.exit();
