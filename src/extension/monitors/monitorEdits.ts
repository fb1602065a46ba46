import path from "node:path";
import * as vscode from "vscode";
import { stringify } from "yaml";
import { AppError } from "../../base/errors.ts";
import { addValidationRule } from "../../core/config/editMonitors.ts";
import { sextantConfigName } from "../../core/config/sextantConfig.ts";
import { constraintsOf, describeConstraint } from "../../core/validation/constraints.ts";
import {
  suggestRules as suggestRulesOf,
  type RuleSuggestion as Suggestion,
} from "../../core/validation/suggestRules.ts";
import { acceptReference as acceptReferenceOf } from "../../platform/monitors/acceptReference.ts";
import type { JobCall } from "../../platform/monitors/checkMonitor.ts";
import { resolveSource } from "../../platform/monitors/resolveSources.ts";
import type { RuleSuggestion } from "../../protocol/driftPanel.ts";
import type { ProjectMonitors } from "./projectMonitors.ts";

/** Changes of `sextant.yaml` that a monitor's panel offers; made in the editor, and saved. */

/** Answers the profile that was written, relative to the project. */
export async function acceptReference(
  monitors: ProjectMonitors,
  name: string,
  followed: JobCall,
): Promise<string> {
  const { monitor } = requireState(monitors, name);
  const document = await openConfig(monitors.root);
  const call = { ...followed, readConfig: () => document.getText() };
  const accepted = await acceptReferenceOf(monitor, monitors.host, call);
  if (accepted.configText !== null) await replaceText(document, accepted.configText);
  return accepted.profileFile;
}

/** What the reference, or without one the current data, suggests. */
export async function suggestRules(
  monitors: ProjectMonitors,
  name: string,
): Promise<readonly RuleSuggestion[]> {
  const found = await findSuggestions(monitors, name);
  return found.map((one) => ({
    id: idOf(one),
    column: one.written.column ?? null,
    rule: describeRule(one),
    reason: one.sentence,
    yaml: stringify(one.written),
  }));
}

/** Adds a rule that was suggested. */
export async function acceptRule(
  monitors: ProjectMonitors,
  name: string,
  suggestion: string,
): Promise<void> {
  const found = (await findSuggestions(monitors, name)).find((one) => idOf(one) === suggestion);
  if (found === undefined) {
    throw new AppError(
      "no-such-rule",
      vscode.l10n.t("The data do not suggest this rule any more."),
    );
  }
  const document = await openConfig(monitors.root);
  await replaceText(document, addValidationRule(document.getText(), name, found.written));
}

/** What it says is what it is known by: the same data suggest it again. */
function idOf({ written }: Suggestion): string {
  return JSON.stringify(written);
}

function describeRule({ rule }: Suggestion): string {
  return constraintsOf(rule)
    .map((constraint) => describeConstraint(rule.column, constraint))
    .join("; ");
}

async function findSuggestions(monitors: ProjectMonitors, name: string) {
  const { monitor } = requireState(monitors, name);
  const { host, root } = monitors;
  const source = await resolveSource(monitor.reference ?? monitor.current, host);
  const profile =
    source.kind === "profile"
      ? source.profile
      : await host.runJob(
          {
            kind: "profile",
            settings: { ...host.settings, root, now: host.now() },
            source,
            like: null,
            types: monitor.columns.types,
            isMasked: false,
          },
          { signal: new AbortController().signal, onProgress: () => undefined },
        );
  return suggestRulesOf(profile);
}

function requireState(monitors: ProjectMonitors, name: string) {
  const state = monitors.get(name);
  if (state !== undefined) return state;
  throw new AppError(
    "no-such-monitor",
    vscode.l10n.t("There is no monitor {0} in sextant.yaml.", name),
  );
}

/** Of a file with unsaved changes nobody said that they may be saved along with this one. */
async function openConfig(root: string): Promise<vscode.TextDocument> {
  const file = path.join(root, sextantConfigName);
  const document = await vscode.workspace.openTextDocument(file);
  if (!document.isDirty) return document;
  throw new AppError(
    "config-unsaved",
    vscode.l10n.t(
      "sextant.yaml has changes that are not saved. Save or undo them, then accept this again: it is written into the same file.",
    ),
  );
}

async function replaceText(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  if ((await vscode.workspace.applyEdit(edit)) && (await document.save())) return;
  throw new AppError(
    "config-not-saved",
    vscode.l10n.t(
      "sextant.yaml could not be saved: it may have changed on the disk meanwhile. Look at it in the editor, then save it or try again.",
    ),
  );
}
