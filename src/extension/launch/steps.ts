import * as vscode from "vscode";
import { DisposableStore } from "../../base/disposables.ts";
import { CancelledError } from "../../base/errors.ts";

/** The user went back to the step before. */
export const back = Symbol("back");
export type Back = typeof back;

export interface PickStep<T extends vscode.QuickPickItem> {
  readonly title: string;
  readonly placeholder: string;
  readonly items: readonly T[];
  readonly hasBack: boolean;
  /** The item that has the focus at first. */
  readonly active?: T | undefined;
}

export interface TextStep {
  readonly title: string;
  readonly prompt: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly isPassword?: boolean;
  /** Why a text cannot be taken; undefined when it can. */
  readonly validate: (text: string) => string | undefined;
}

/** One choice from a list. Rejects with CancelledError when the user leaves. */
export function pickStep<T extends vscode.QuickPickItem>(step: PickStep<T>): Promise<T | Back> {
  const pick = vscode.window.createQuickPick<T>();
  pick.title = step.title;
  pick.placeholder = step.placeholder;
  pick.items = step.items;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.ignoreFocusOut = true;
  if (step.active !== undefined) pick.activeItems = [step.active];
  if (step.hasBack) pick.buttons = [vscode.QuickInputButtons.Back];
  return answerOf(pick, (take) => [
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (chosen !== undefined) take(chosen);
    }),
    pick.onDidTriggerButton(() => take(back)),
  ]);
}

/** A line of text. Rejects with CancelledError when the user leaves. */
export function textStep(step: TextStep): Promise<string | Back> {
  const input = vscode.window.createInputBox();
  input.title = step.title;
  input.prompt = step.prompt;
  input.value = step.value;
  input.placeholder = step.placeholder ?? "";
  input.password = step.isPassword ?? false;
  input.ignoreFocusOut = true;
  input.buttons = [vscode.QuickInputButtons.Back];
  const check = (): string | undefined => (input.validationMessage = step.validate(input.value));
  return answerOf(input, (take) => [
    input.onDidChangeValue(check),
    input.onDidAccept(() => {
      if (check() === undefined) take(input.value);
    }),
    input.onDidTriggerButton(() => take(back)),
  ]);
}

function answerOf<T>(
  input: vscode.QuickInput,
  listen: (take: (answer: T) => void) => readonly vscode.Disposable[],
): Promise<T> {
  const store = new DisposableStore();
  const answer = new Promise<T>((resolve, reject) => {
    // Hiding follows every answer too; by then the promise is settled.
    store.add(input.onDidHide(() => reject(new CancelledError())));
    for (const subscription of listen(resolve)) store.add(subscription);
    input.show();
  });
  return answer.finally(() => {
    store.dispose();
    input.dispose();
  });
}
