import * as vscode from "vscode";
import {
  collectParameterLines,
  newParameterFault,
  withParameter,
  type ParameterLine,
} from "../../core/launch/parameterLines.ts";
import { noEdits, type LaunchEdits, type LaunchTarget } from "../../core/launch/target.ts";
import { labelText } from "../../core/runs/displayText.ts";
import type { LaunchService } from "./launchService.ts";
import { back, pickStep, textStep, type Back } from "./steps.ts";
import { targetItems, type TargetItem } from "./targetItems.ts";

export interface LaunchChoice {
  readonly target: LaunchTarget;
  readonly edits: LaunchEdits;
}

const maxNameLength = 250;

/** Asks for a target and its parameters, with a way back. Rejects with CancelledError. */
export async function askLaunch(service: LaunchService): Promise<LaunchChoice> {
  const items = await targetItems(service);
  let active: TargetItem | undefined;
  for (;;) {
    const item = await pickStep({
      title: vscode.l10n.t("Launch Run"),
      placeholder: vscode.l10n.t("What should run?"),
      items,
      hasBack: false,
      active,
    });
    if (item === back) continue;
    active = item;
    if (item.target === undefined) continue;
    const target = await service.describe(item.target);
    const edits = await askEdits(target, { params: item.params ?? {} }, true);
    if (edits !== back) return { target, edits };
  }
}

/** Asks for the parameters and the name of one launch. */
export async function askParameters(
  target: LaunchTarget,
  edits: LaunchEdits = noEdits,
): Promise<LaunchEdits> {
  for (;;) {
    const answer = await askEdits(target, edits, false);
    if (answer !== back) return answer;
  }
}

interface EditItem extends vscode.QuickPickItem {
  readonly action: "run" | "add" | "name" | "separator" | ParameterLine;
}

async function askEdits(
  target: LaunchTarget,
  given: LaunchEdits,
  hasBack: boolean,
): Promise<LaunchEdits | Back> {
  let edits = given;
  let activeKey: string | undefined;
  for (;;) {
    const items = editItems(target, edits);
    const chosen = await pickStep({
      title: vscode.l10n.t("Launch {0}", target.label),
      placeholder: vscode.l10n.t("Choose Run to start, or what to change first"),
      items,
      hasBack,
      active: items.find((item) => keyOf(item) === activeKey) ?? items[0],
    });
    if (chosen === back) return back;
    activeKey = keyOf(chosen);
    if (chosen.action === "run") {
      const missing = collectParameterLines(target, edits).find((line) => line.isMissing);
      if (missing === undefined) return edits;
      edits = await editParameter(target, edits, missing);
    } else if (chosen.action === "add") edits = await addParameter(target, edits);
    else if (chosen.action === "name") edits = await editName(target, edits);
    else if (chosen.action !== "separator") {
      edits = await editParameter(target, edits, chosen.action);
    }
  }
}

function keyOf({ action }: EditItem): string | undefined {
  return typeof action === "string" ? undefined : action.key;
}

function editItems(target: LaunchTarget, edits: LaunchEdits): readonly EditItem[] {
  const lines = collectParameterLines(target, edits);
  const changes = lines.filter(({ isChanged }) => isChanged).length;
  const name = edits.name ?? "";
  return [
    {
      label: `$(play) ${vscode.l10n.t("Run")}`,
      description: describeChanges(changes),
      action: "run",
    },
    {
      label: `$(tag) ${vscode.l10n.t("Name of the run")}`,
      description: name === "" ? vscode.l10n.t("made up") : name,
      action: "name",
    },
    { label: vscode.l10n.t("Parameters"), kind: separatorKind, action: "separator" },
    ...lines.map(lineItem),
    { label: `$(add) ${vscode.l10n.t("Add a parameter…")}`, action: "add" },
  ];
}

function describeChanges(count: number): string {
  if (count === 0) return "";
  return count === 1
    ? vscode.l10n.t("1 parameter changed")
    : vscode.l10n.t("{0} parameters changed", count);
}

const separatorKind = vscode.QuickPickItemKind.Separator;

function lineItem(line: ParameterLine): EditItem {
  return {
    label: `${line.isChanged ? "$(edit) " : ""}${labelText(`${line.name} = ${line.value ?? ""}`)}`,
    description: [describeState(line), labelText(line.file ?? "")]
      .filter((text) => text !== "")
      .join(" · "),
    ...(line.help === "" ? {} : { detail: labelText(line.help) }),
    action: line,
  };
}

function describeState(line: ParameterLine): string {
  if (line.isMissing) return vscode.l10n.t("needs a value");
  if (!line.isChanged) return line.value === null ? "" : vscode.l10n.t("default");
  const given = line.parameter?.default ?? null;
  if (line.parameter === null) return vscode.l10n.t("added");
  return given === null ? vscode.l10n.t("changed") : vscode.l10n.t("changed, was {0}", given);
}

async function editParameter(
  target: LaunchTarget,
  edits: LaunchEdits,
  line: ParameterLine,
): Promise<LaunchEdits> {
  const value = await askValue(line);
  return value === back ? edits : withParameter(target, edits, line.key, value);
}

async function askValue(line: ParameterLine): Promise<string | Back> {
  const choices = choicesOf(line);
  return choices.length > 0 ? await askChoice(line, choices) : await askText(line);
}

function choicesOf({ parameter }: ParameterLine): readonly string[] {
  if (parameter === null || parameter.isList) return [];
  return parameter.form === "flag" ? ["true", "false"] : parameter.choices;
}

async function askChoice(
  { name, help, value, parameter }: ParameterLine,
  choices: readonly string[],
): Promise<string | Back> {
  const items = choices.map((label) => ({
    label,
    description: label === parameter?.default ? vscode.l10n.t("default") : "",
  }));
  const active = items.find(({ label }) => label === value);
  const placeholder = help === "" ? name : help;
  const chosen = await pickStep({ title: name, placeholder, items, hasBack: true, active });
  return chosen === back ? back : chosen.label;
}

async function askText({ name, help, value, parameter }: ParameterLine): Promise<string | Back> {
  const form =
    parameter?.isList === true
      ? vscode.l10n.t("Separate values by blanks.")
      : vscode.l10n.t("Value of {0}", name);
  return await textStep({
    title: name,
    prompt: help === "" ? form : help,
    value: value ?? "",
    validate: (text) =>
      text === "" && parameter?.isRequired === true
        ? vscode.l10n.t("{0} needs a value.", name)
        : undefined,
  });
}

async function addParameter(target: LaunchTarget, edits: LaunchEdits): Promise<LaunchEdits> {
  const title = vscode.l10n.t("Add a Parameter");
  const known = new Set(collectParameterLines(target, edits).map(({ key }) => key));
  const name = await textStep({
    title,
    prompt: vscode.l10n.t("Its name, as the command spells it, without dashes in front"),
    value: "",
    validate: (text) => describeNameFault(text, known),
  });
  if (name === back) return edits;
  const value = await textStep({
    title,
    prompt: vscode.l10n.t("Value of {0}", name.trim()),
    value: "",
    validate: () => undefined,
  });
  return value === back ? edits : withParameter(target, edits, name.trim(), value);
}

function describeNameFault(text: string, known: ReadonlySet<string>): string | undefined {
  if (known.has(text.trim())) return vscode.l10n.t("There is already a parameter of this name.");
  switch (newParameterFault(text)) {
    case "empty":
      return vscode.l10n.t("A parameter needs a name.");
    case "format":
      return vscode.l10n.t("A name starts with a letter and has no blanks.");
    case undefined:
      return undefined;
  }
}

async function editName(target: LaunchTarget, edits: LaunchEdits): Promise<LaunchEdits> {
  const name = await textStep({
    title: vscode.l10n.t("Name of the Run"),
    prompt: vscode.l10n.t("Empty for one that is made up"),
    value: edits.name ?? "",
    placeholder: target.label,
    validate: (text) =>
      text.length > maxNameLength
        ? vscode.l10n.t("A name has at most {0} characters.", maxNameLength)
        : undefined,
  });
  if (name === back) return edits;
  const { params, experiment } = edits;
  const trimmed = name.trim();
  return { params, experiment, name: trimmed === "" ? undefined : trimmed };
}
