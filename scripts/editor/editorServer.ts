import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { installCodeServer } from "./codeServer.ts";

export interface EditorServerOptions {
  /** Settings, state and logs of this VS Code; made when it does not exist. */
  readonly dataFolder: string;
  readonly extensionsFolder: string;
  /** Opened by a plain URL without a folder of its own. */
  readonly defaultFolder?: string;
  /** Off: folders start in Restricted Mode until the user trusts them. */
  readonly isTrusted: boolean;
  /** Lets `extensionTestsPath` run; a browser then must offer `codeAutomationExit`. */
  readonly isTestDriverEnabled?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Each chunk of what the server prints. */
  readonly onOutput?: (text: string) => void;
}

/** A VS Code server that listens on loopback behind a random connection token. */
export interface EditorServer {
  readonly port: number;
  readonly token: string;
  /** Opens the workbench; query parameters such as `folder` may be added. */
  url(query?: Readonly<Record<string, string>>): string;
  /** Resolves when the server process has ended, by itself or by `stop`. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** No first-start noise, no AI features, nothing that wants the network. */
const quietSettings = {
  "workbench.startupEditor": "none",
  "workbench.enableExperiments": false,
  "workbench.tips.enabled": false,
  "workbench.welcomePage.experimentalOnboarding": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "update.showReleaseNotes": false,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "chat.disableAIFeatures": true,
  "chat.commandCenter.enabled": false,
  "npm.fetchOnlinePackageInfo": false,
  "json.schemaDownload.enable": false,
  "git.autofetch": false,
  "git.openRepositoryInParentFolders": "never",
  "git.showProgress": false,
  "remote.autoForwardPorts": false,
  "security.workspace.trust.untrustedFiles": "open",
};

const startTimeoutMs = 60_000;
const stopGraceMs = 3_000;

/** Starts VS Code's server; resolves once it answers. The caller owns it and must `stop` it. */
export async function startEditorServer(options: EditorServerOptions): Promise<EditorServer> {
  const entry = await installCodeServer();
  const token = randomBytes(20).toString("hex");
  const tokenFile = path.join(options.dataFolder, "connection-token");
  await writeUserSettings(options.dataFolder, options.settings ?? {});
  await mkdir(options.extensionsFolder, { recursive: true });
  await writeFile(tokenFile, token, { mode: 0o600 });
  const child = spawn(process.execPath, [entry, ...serverArguments(options, tokenFile)], {
    stdio: ["ignore", "pipe", "pipe"],
    detached: process.platform !== "win32",
    env: { ...cleanEnvironment(), ...options.env },
  });
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => {
      resolve();
    });
    child.once("error", () => {
      resolve();
    });
  });
  const killOnExit = (): void => signalGroup(child, "SIGKILL");
  // Not even a program that dies of an exception leaves its server behind.
  process.once("exit", killOnExit);
  void ended.then(() => process.off("exit", killOnExit));
  const port = await waitForPort(child, options.onOutput);
  return {
    port,
    token,
    url: (query = {}) =>
      `http://127.0.0.1:${port}/?${new URLSearchParams({ tkn: token, ...query }).toString()}`,
    ended,
    stop: () => stopProcessGroup(child, ended),
  };
}

/** Replaces the user's settings, read at start and whenever the file changes. */
export async function writeUserSettings(
  dataFolder: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<void> {
  const text = JSON.stringify({ ...quietSettings, ...settings }, null, 2);
  for (const place of ["User", "Machine"]) {
    const folder = path.join(dataFolder, "data", place);
    await mkdir(folder, { recursive: true });
    // Written over in one piece and never cut short: an editor that finds its settings gone, or
    // half of them, asks to be reloaded.
    const file = path.join(folder, "settings.json");
    await writeFile(file, text.padEnd(8192), { flag: existsSync(file) ? "r+" : "w" });
  }
}

function serverArguments(options: EditorServerOptions, tokenFile: string): string[] {
  return [
    ...["--host", "127.0.0.1", "--port", "0", "--connection-token-file", tokenFile],
    ...["--server-data-dir", options.dataFolder, "--extensions-dir", options.extensionsFolder],
    ...["--accept-server-license-terms", "--telemetry-level", "off"],
    ...(options.defaultFolder === undefined ? [] : ["--default-folder", options.defaultFolder]),
    ...(options.isTrusted ? ["--disable-workspace-trust"] : []),
    ...(options.isTestDriverEnabled === true ? ["--enable-smoke-test-driver"] : []),
  ];
}

/** Variables of an outer VS Code or of npm must not steer the inner one. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(VSCODE_|ELECTRON_|npm_|NODE_OPTIONS$|CI$)/.test(name),
    ),
  );
}

function waitForPort(
  child: ChildProcess,
  onOutput: ((text: string) => void) | undefined,
): Promise<number> {
  return new Promise((resolve, reject) => {
    let printed = "";
    const fail = (reason: string): void => {
      clearTimeout(timer);
      reject(new Error(`The VS Code server ${reason}. It printed:\n${printed.slice(-4000)}`));
    };
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      fail(`did not listen within ${startTimeoutMs / 1000} s`);
    }, startTimeoutMs);
    const read = (chunk: Buffer): void => {
      const text = chunk.toString();
      onOutput?.(text);
      if (printed.length < 100_000) printed += text;
      const found = /listening on (\d+)/.exec(printed);
      if (found === null) return;
      clearTimeout(timer);
      resolve(Number(found[1]));
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("error", (error) => {
      fail(`could not be started: ${error.message}`);
    });
    child.once("exit", (code) => {
      fail(`ended with ${code ?? "a signal"}`);
    });
  });
}

async function stopProcessGroup(child: ChildProcess, ended: Promise<void>): Promise<void> {
  signalGroup(child, "SIGTERM");
  const timer = setTimeout(() => {
    signalGroup(child, "SIGKILL");
  }, stopGraceMs);
  await ended;
  clearTimeout(timer);
  signalGroup(child, "SIGKILL");
}

/** The extension host is a child of the server and belongs to its process group. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
