import path from "node:path";
import * as vscode from "vscode";
import { AppError } from "../../base/errors.ts";
import { labelText } from "../../core/runs/displayText.ts";
import type { MonitorSelection } from "../ids.ts";
import type { Services } from "../services.ts";
import { stateIcon, stateWord } from "./monitorLabels.ts";
import type { Monitors } from "./monitors.ts";
import type { MonitorReference, MonitorState } from "./monitorState.ts";

/** The workspace's monitors, once their configuration has been read. */
export async function requireMonitors({ monitoring }: Services): Promise<Monitors> {
  await monitoring.started;
  if (monitoring.current !== undefined) return monitoring.current;
  throw new AppError("no-monitors", vscode.l10n.t("Monitors are not running in this window."));
}

interface Choice {
  readonly placeHolder: string;
  /** Which of them can be meant. */
  readonly filter?: (state: MonitorState) => boolean;
}

/**
 * The monitor that is meant: the one named, the only one, or the one that the user picks; undefined
 * when the picking was cancelled.
 */
export async function chooseMonitor(
  monitors: Monitors,
  { root, monitor }: MonitorSelection,
  { placeHolder, filter = () => true }: Choice,
): Promise<MonitorState | undefined> {
  const all = monitors.all().filter((state) => root === undefined || state.root === root);
  if (monitor !== undefined) {
    const found = all.find(({ id }) => id === monitor);
    if (found !== undefined) return found;
    throw new AppError(
      "no-such-monitor",
      vscode.l10n.t("There is no monitor {0} in sextant.yaml.", monitor),
    );
  }
  const possible = all.filter(filter);
  if (possible.length === 0) {
    throw new AppError(
      "no-monitors",
      all.length === 0
        ? vscode.l10n.t("There are no monitors yet: add `monitors:` to sextant.yaml.")
        : vscode.l10n.t("No monitor is in a state in which this can be done."),
    );
  }
  const [only] = possible;
  if (possible.length === 1) return only;
  const picked = await vscode.window.showQuickPick(
    possible.map((state) => ({
      label: labelText(state.name),
      description: descriptionOf(state, possible),
      detail: labelText(state.reason),
      iconPath: stateIcon(state),
      state,
    })),
    { placeHolder, matchOnDetail: true },
  );
  return picked?.state;
}

/** With the folder's name where monitors of several projects are to choose from. */
function descriptionOf(state: MonitorState, all: readonly MonitorState[]): string {
  const isShared = all.some(({ root }) => root !== state.root);
  return isShared
    ? `${labelText(path.basename(state.root))} · ${stateWord(state)}`
    : stateWord(state);
}

export function referenceOf({ root, id }: MonitorState): MonitorReference {
  return { root, id };
}
