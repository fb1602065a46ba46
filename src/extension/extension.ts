import * as vscode from "vscode";
import type { Disposable } from "../base/disposables.ts";
import { describeError } from "../base/errors.ts";
import { commands } from "./commands/commands.ts";
import { registerCommands } from "./commands/command.ts";
import { registerDocuments } from "./documents/documents.ts";
import { registerLaunching } from "./launch/launching.ts";
import { registerLinting } from "./lint/linting.ts";
import { createLog } from "./log.ts";
import { watchLostRuns } from "./lostRuns.ts";
import { registerMonitoring } from "./monitors/monitoring.ts";
import { showError } from "./notifications.ts";
import { registerPanels } from "./panels/panels.ts";
import { followReachableCommits } from "./reachableCommits.ts";
import { createServices, type Services } from "./services.ts";
import { followSourceOptions } from "./sources.ts";
import { contributeTerminalPath } from "./terminalPath.ts";
import { registerViews } from "./views/views.ts";

const contributions: readonly ((services: Services) => Disposable)[] = [
  (services) => registerCommands(services, commands),
  registerDocuments,
  registerViews,
  registerPanels,
  registerLaunching,
  registerLinting,
  registerMonitoring,
  contributeTerminalPath,
  watchLostRuns,
  followReachableCommits,
  followSourceOptions,
];

/** What the integration tests look into; nothing is exported to other extensions. */
export interface TestAccess {
  readonly services: Services;
  readonly activationMs: number;
}

/**
 * Puts the extension together: log, services, contributions.
 *
 * Invariant: nothing is read from disk before this returns.
 */
export function activate(context: vscode.ExtensionContext): TestAccess | undefined {
  const startedAt = performance.now();
  const log = createLog();
  context.subscriptions.push(log);
  try {
    const services = createServices(context, log);
    context.subscriptions.push(services);
    for (const contribute of contributions) context.subscriptions.push(contribute(services));
    const activationMs = performance.now() - startedAt;
    log.info(`activated in ${activationMs.toFixed(1)} ms`);
    const isTest = context.extensionMode === vscode.ExtensionMode.Test;
    return isTest ? { services, activationMs } : undefined;
  } catch (error) {
    // VS Code itself shows nothing when an extension fails to activate.
    log.error(`activation failed: ${describeError(error)}`, error);
    void showError(vscode.l10n.t("Sextant could not start: {0}", describeError(error)));
    throw error;
  }
}
