import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import type { TestAccess } from "../../src/extension/extension.ts";

/** The workspace that the tests run in: one folder, made into a repository, with real runs. */

const extensionId = "sextant.sextant";

export function workspaceFolder(): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error("the tests need a workspace folder");
  return folder.uri.fsPath;
}

export function extensionFolder(): string {
  return getExtension().extensionPath;
}

export function getExtension(): vscode.Extension<TestAccess | undefined> {
  const extension = vscode.extensions.getExtension<TestAccess | undefined>(extensionId);
  if (extension === undefined) throw new Error(`${extensionId} is not installed`);
  return extension;
}

export async function activateExtension(): Promise<TestAccess> {
  const access = await getExtension().activate();
  if (access === undefined) throw new Error("the extension is not in test mode");
  return access;
}

export function git(...args: readonly string[]): string {
  const identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
  return execFileSync("git", [...identity, ...args], {
    cwd: workspaceFolder(),
    encoding: "utf8",
  }).trim();
}

export function write(file: string, content: string | Uint8Array): void {
  const target = path.join(workspaceFolder(), file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, content);
}

/** Makes the workspace a repository with one commit, once. */
export function createRepository(): void {
  git("init", "--quiet", "--initial-branch=main");
  write("train.sh", trainScript);
  write("data.bin", new Uint8Array([0, 255, 1, 254, 10, 13, 0]));
  git("add", "--all");
  git("commit", "--quiet", "--message=Train a model");
}

/** Writes twenty points and an artifact, with nothing but a shell. */
const trainScript = `#!/bin/sh
step=0
while [ $step -lt 20 ]; do
  echo "{\\"step\\": $step, \\"loss\\": 0.\${step}5, \\"val_acc\\": 0.\${step}}" >> "$SEXTANT_METRICS"
  step=$((step + 1))
done
mkdir -p "$SEXTANT_RUN_DIR/artifacts/model"
echo weights > "$SEXTANT_RUN_DIR/artifacts/model/weights.txt"
`;

/** Launches with the real command line tool and waits for the end; answers the run's id. */
export function launch(name: string, ...argv: readonly string[]): string {
  const cli = path.join(extensionFolder(), "dist", "cli.cjs");
  const id = `it-${name}`;
  execFileSync(process.execPath, [cli, "run", "--id", id, "--name", name, "--", ...argv], {
    cwd: workspaceFolder(),
    env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
    stdio: "ignore",
  });
  return id;
}

export async function execute<T>(command: string, argument?: unknown): Promise<T> {
  return await vscode.commands.executeCommand<T>(command, argument);
}
