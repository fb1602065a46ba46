import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import * as vscode from "vscode";
import * as z from "zod";
import { AppError, CancelledError } from "../../base/errors.ts";
import type { Services } from "../services.ts";
import { defineCommand } from "./command.ts";

/** Shows the page of a rule beside the editor; lets one be chosen where none is named. */
export const explainRuleCommand = defineCommand({
  id: "sextant.lint.explainRule",
  argument: z.object({
    rule: z
      .string()
      .regex(/^[A-Z]{3}\d{3}$/)
      .optional(),
  }),
  async run(services, { rule }) {
    const id = rule ?? (await chooseRule(services));
    const page = services.context.asAbsolutePath(`docs/rules/${id}.md`);
    if (!existsSync(page)) {
      throw new AppError("no-such-rule", vscode.l10n.t("There is no rule {0}.", id));
    }
    await vscode.commands.executeCommand("markdown.showPreviewToSide", vscode.Uri.file(page));
    return id;
  },
});

async function chooseRule({ context }: Services): Promise<string> {
  const list = await readFile(context.asAbsolutePath("docs/rules/README.md"), "utf8");
  const picked = await vscode.window.showQuickPick(parseRuleList(list), {
    placeHolder: vscode.l10n.t("Which rule is to be explained?"),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked === undefined) throw new CancelledError();
  return picked.label;
}

/** The rows of the table: `| [DVC001](DVC001.md) | unknown-key | what it finds | severity | fix |`. */
function parseRuleList(text: string): vscode.QuickPickItem[] {
  const row = /^\| \[([A-Z]{3}\d{3})\]\([^)]*\) \| ([^|]*) \| (.*?) \| ([a-z]+) \|/gm;
  return [...text.matchAll(row)].map(([, label = "", name = "", detail = "", severity = ""]) => ({
    label,
    description: `${name} · ${severity}`,
    detail: detail.replaceAll("`", ""),
  }));
}
