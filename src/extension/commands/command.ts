import * as vscode from "vscode";
import * as z from "zod";
import { DisposableStore, type Disposable } from "../../base/disposables.ts";
import { AppError, CancelledError, describeError } from "../../base/errors.ts";
import type { CommandId, CommandTable } from "../ids.ts";
import { showError } from "../notifications.ts";
import type { Services } from "../services.ts";

type Argument<Id extends CommandId> = CommandTable[Id]["argument"];
type Result<Id extends CommandId> = CommandTable[Id]["result"];

/** A verb of the extension: what it takes and what it does. */
interface CommandDefinition<Id extends CommandId> {
  readonly id: Id;
  readonly argument: z.ZodType<Argument<Id>>;
  run(services: Services, argument: Argument<Id>): Promise<Result<Id>>;
}

/** A command ready to be registered: it parses its own argument. */
export interface Command {
  readonly id: CommandId;
  run(services: Services, rawArgument: unknown): Promise<unknown>;
}

/** The fields every command on runs takes; see `RunSelection`. */
export const runSelectionShape = {
  root: z.string().optional(),
  runIds: z.array(z.string()).readonly().optional(),
  view: z.string().optional(),
};
export const runSelectionSchema = z.object(runSelectionShape);

export function defineCommand<Id extends CommandId>(definition: CommandDefinition<Id>): Command {
  const { id, argument } = definition;
  return {
    id,
    run: (services, raw) => definition.run(services, parseArgument(id, argument, raw)),
  };
}

/** A command whose definition is loaded at its first run: nothing of it costs at activation. */
export function lazily(id: CommandId, load: () => Promise<Command>): Command {
  return {
    id,
    run: async (services, raw) => {
      const command = await load();
      if (command.id !== id) throw new Error(`${id} is defined as ${command.id}`);
      return await command.run(services, raw);
    },
  };
}

export function registerCommands(services: Services, commands: readonly Command[]): Disposable {
  const store = new DisposableStore();
  for (const command of commands) {
    store.add(
      vscode.commands.registerCommand(command.id, (first?: unknown, second?: unknown) =>
        runCommand(services, command, mergeArguments(first, second)),
      ),
    );
  }
  return store;
}

/**
 * The edge of every command: parses the argument, logs the duration, shows an AppError with what
 * can be done about it, says nothing of a cancellation, and never shows a bug raw.
 */
async function runCommand(services: Services, command: Command, raw: unknown): Promise<unknown> {
  const { log } = services;
  const startedAt = performance.now();
  const elapsed = () => `${Math.round(performance.now() - startedAt)} ms`;
  try {
    const result: unknown = await command.run(services, raw);
    log.info(`${command.id}: done in ${elapsed()}`);
    return result;
  } catch (error) {
    if (isCancellation(error)) {
      log.debug(`${command.id}: cancelled after ${elapsed()}`);
      return undefined;
    }
    log.error(`${command.id}: failed after ${elapsed()}: ${describeError(error)}`, error);
    showFailure(services, command.id, error);
    return undefined;
  }
}

function parseArgument<T>(id: CommandId, schema: z.ZodType<T>, raw: unknown): T {
  const parsed = schema.safeParse(raw ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const fault = `${issue?.path.map(String).join(".") ?? ""} ${issue?.message ?? ""}`.trim();
  throw new AppError(
    "invalid-argument",
    vscode.l10n.t("The command {0} was called with a wrong argument: {1}.", id, fault),
  );
}

const runNode = z.object({ root: z.string(), runIds: z.array(z.string()) });
const treeSelection = z.array(runNode.loose()).min(1);

/**
 * Menus have arguments of their own: a tree calls with the node under the mouse and with all that
 * are selected, which become one selection; the explorer and editors call with a file.
 */
function mergeArguments(first: unknown, second: unknown): unknown {
  if (first instanceof vscode.Uri) return { file: first.fsPath, files: selectedFiles(second) };
  const selected = treeSelection.safeParse(second);
  const clicked = runNode.safeParse(first);
  if (!selected.success || !clicked.success) return first;
  const { root } = clicked.data;
  const runIds = selected.data.filter((node) => node.root === root).flatMap((node) => node.runIds);
  return { root, runIds: [...new Set(runIds)] };
}

/** The files that are selected in the explorer, in its order. */
function selectedFiles(second: unknown): readonly string[] {
  return Array.isArray(second)
    ? second.flatMap((uri) => (uri instanceof vscode.Uri ? [uri.fsPath] : []))
    : [];
}

function isCancellation(error: unknown): boolean {
  return error instanceof CancelledError || error instanceof vscode.CancellationError;
}

/** What a failure offers, by its code: at most two actions, the log always among them. */
const remedies: Readonly<Record<string, { readonly title: string; readonly command: string }>> = {
  untrusted: { title: vscode.l10n.t("Manage Trust"), command: "workbench.trust.manage" },
  "no-project": { title: vscode.l10n.t("Open Folder…"), command: "vscode.openFolder" },
};

function showFailure(services: Services, id: string, error: unknown): void {
  const message = AppError.is(error)
    ? error.message
    : vscode.l10n.t("{0} failed because of a fault in Sextant; its log says more.", id);
  const remedy = AppError.is(error) ? remedies[error.code] : undefined;
  const openLog = vscode.l10n.t("Show Log");
  const actions = remedy === undefined ? [openLog] : [remedy.title, openLog];
  services.inBackground(
    "notification",
    showError(message, ...actions).then(async (chosen) => {
      if (chosen === openLog) services.log.show();
      else if (chosen !== undefined && remedy !== undefined) {
        await vscode.commands.executeCommand(remedy.command);
      }
    }),
  );
}
