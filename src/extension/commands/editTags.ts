import * as vscode from "vscode";
import * as z from "zod";
import { CancelledError } from "../../base/errors.ts";
import { oneLine } from "../../core/runs/displayText.ts";
import type { Run } from "../../core/runs/run.ts";
import { collectTagChanges, formatTags, isReservedTag, parseTags } from "../../core/runs/tags.ts";
import { defineCommand, runSelectionShape } from "./command.ts";
import { appendToRuns } from "./editRuns.ts";
import { cannotEdit } from "./outsideRuns.ts";
import { chooseRuns } from "./runTargets.ts";

export const editTagsCommand = defineCommand({
  id: "sextant.runs.editTags",
  argument: z.object({
    ...runSelectionShape,
    tags: z
      .record(z.string().min(1).max(250), z.string().max(5000).nullable())
      .readonly()
      .optional(),
  }),
  async run(services, argument) {
    const { project, runs } = await chooseRuns(services, argument, {
      placeholder: vscode.l10n.t("Which runs are to be tagged?"),
      outside: cannotEdit,
      isMany: true,
    });
    const changes = argument.tags ?? (await askChanges(runs));
    if (Object.keys(changes).length > 0) {
      await appendToRuns(project, runs, [{ type: "tags", tags: { ...changes } }]);
    }
    return changes;
  },
});

/** Asks for the tags that all of the runs share, in one line; what is taken out is removed. */
async function askChanges(runs: readonly Run[]): Promise<Readonly<Record<string, string | null>>> {
  const shared = sharedTags(runs);
  const line = await vscode.window.showInputBox({
    title:
      runs.length === 1
        ? vscode.l10n.t("Tags of {0}", oneLine(runs[0]?.name ?? ""))
        : vscode.l10n.t("Tags that {0} runs share", runs.length),
    prompt: vscode.l10n.t("Separated by commas: key=value, or a word alone."),
    value: formatTags(shared),
    validateInput: (text) => parseTags(text).problems[0]?.message,
  });
  if (line === undefined) throw new CancelledError();
  return collectTagChanges(shared, parseTags(line).value);
}

/** Tags of the user's that every run has with the same value. */
function sharedTags(runs: readonly Run[]): Readonly<Record<string, string>> {
  const [first, ...others] = runs;
  const entries = Object.entries(first?.tags ?? {}).filter(
    ([key, value]) => !isReservedTag(key) && others.every((run) => run.tags[key] === value),
  );
  return Object.fromEntries(entries);
}
