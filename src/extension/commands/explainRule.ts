import { existsSync } from "node:fs";
import * as vscode from "vscode";
import * as z from "zod";
import { AppError } from "../../base/errors.ts";
import { defineCommand } from "./command.ts";

/** Shows the page of a rule beside the editor. */
export const explainRuleCommand = defineCommand({
  id: "sextant.lint.explainRule",
  argument: z.object({
    rule: z
      .string()
      .regex(/^[A-Z]{3}\d{3}$/)
      .optional(),
  }),
  async run({ context }, { rule = "README" }) {
    const page = context.asAbsolutePath(`docs/rules/${rule}.md`);
    if (!existsSync(page)) {
      throw new AppError("no-such-rule", vscode.l10n.t("There is no rule {0}.", rule));
    }
    await vscode.commands.executeCommand("markdown.showPreviewToSide", vscode.Uri.file(page));
    return rule;
  },
});
