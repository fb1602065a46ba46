import * as vscode from "vscode";
import { messageText } from "../core/runs/displayText.ts";

/**
 * Notifications. All go through here: their texts hold names and messages from outside, in which
 * the editor would find links that run commands.
 */

/** Answers the action that was chosen; undefined when it was closed. */
export function showInformation(message: string, ...actions: string[]): Thenable<Choice> {
  return vscode.window.showInformationMessage(messageText(message), ...actions);
}

export function showWarning(message: string, ...actions: string[]): Thenable<Choice> {
  return vscode.window.showWarningMessage(messageText(message), ...actions);
}

export function showError(message: string, ...actions: string[]): Thenable<Choice> {
  return vscode.window.showErrorMessage(messageText(message), ...actions);
}

/** A question that has to be answered before anything else; undefined when it was cancelled. */
export function ask(
  question: { readonly message: string; readonly detail?: string },
  ...actions: string[]
): Thenable<Choice> {
  const { message, detail } = question;
  const options = { modal: true, ...(detail === undefined ? {} : { detail }) };
  return vscode.window.showWarningMessage(messageText(message), options, ...actions);
}

type Choice = string | undefined;
