import type { LintProject } from "../project/lintProject.ts";
import { codeLens } from "./codeLens.ts";
import { complete } from "./completion.ts";
import { findDefinitions } from "./definition.ts";
import { documentLinks } from "./documentLinks.ts";
import { foldingRanges } from "./folding.ts";
import { hover } from "./hover.ts";
import type { LanguageAnswers, LanguageQuestion } from "./language.ts";
import { findReferences } from "./references.ts";
import { prepareRename, rename } from "./rename.ts";
import { semanticTokens } from "./semanticTokens.ts";
import { outline } from "./symbols.ts";

/** Answers a question of an editor. Never throws on content. */
export function answerLanguage<K extends LanguageQuestion["kind"]>(
  project: LintProject,
  question: Extract<LanguageQuestion, { kind: K }>,
): LanguageAnswers[K];
export function answerLanguage(
  project: LintProject,
  question: LanguageQuestion,
): LanguageAnswers[LanguageQuestion["kind"]] {
  switch (question.kind) {
    case "hover":
      return hover(project, question);
    case "completion":
      return complete(project, question);
    case "definition":
      return findDefinitions(project, question);
    case "references":
      return findReferences(project, question, question.includesDeclaration);
    case "prepareRename":
      return prepareRename(project, question);
    case "rename":
      return rename(project, question, question.newName);
    case "documentLinks":
      return documentLinks(project, question.path);
    case "symbols":
      return outline(project, question.path);
    case "folding":
      return foldingRanges(project, question.path);
    case "codeLens":
      return codeLens(project, question.path);
    case "semanticTokens":
      return semanticTokens(project, question.path);
  }
}
