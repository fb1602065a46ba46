import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposables.ts";
import { AppError, CancelledError } from "../../base/errors.ts";
import type {
  CompletionItem,
  LanguageAnswers,
  LanguageQuestion,
  OutlineSymbol,
  RenameEdit,
} from "../../core/lint/language/language.ts";
import { tokenTypes } from "../../core/lint/language/language.ts";
import type { LintPlace, LintRoot, LintRoots } from "./lintRoots.ts";
import { toLocation, toRange } from "./toVscode.ts";

/** Files that the linter may know something of; it answers nothing for the others. */
export const lintedDocuments: vscode.DocumentSelector = [
  { scheme: "file", language: "yaml" },
  { scheme: "file", language: "json" },
  { scheme: "file", language: "toml" },
  { scheme: "file", pattern: "**/{MLproject,mlproject,dvc.lock,*.dvc,*.toml}" },
  { scheme: "file", pattern: "**/{requirements*.txt,.env,.dvcignore,.gitignore}" },
  { scheme: "file", pattern: "**/.dvc/{config,config.local}" },
  { scheme: "file", pattern: "**/params.py" },
];

/** Those among them in which words mean something to each other. */
const wordy: vscode.DocumentSelector = lintedDocuments;

/** What an editor offers on a word: each feature asks the linter's thread. */
export function registerLanguageFeatures(roots: LintRoots): Disposable {
  const store = new DisposableStore();
  const asker = new Asker(roots);
  const { languages } = vscode;
  store.add(languages.registerHoverProvider(wordy, { provideHover: asker.hover }));
  store.add(
    languages.registerCompletionItemProvider(
      wordy,
      { provideCompletionItems: asker.complete },
      ...["{", ".", "/", " ", "-", ":"],
    ),
  );
  store.add(languages.registerDefinitionProvider(wordy, { provideDefinition: asker.define }));
  store.add(languages.registerReferenceProvider(wordy, { provideReferences: asker.refer }));
  store.add(
    languages.registerRenameProvider(wordy, {
      prepareRename: asker.prepareRename,
      provideRenameEdits: asker.rename,
    }),
  );
  store.add(languages.registerDocumentLinkProvider(wordy, { provideDocumentLinks: asker.link }));
  store.add(
    languages.registerDocumentSymbolProvider(
      pipelines,
      { provideDocumentSymbols: asker.outline },
      { label: "Sextant" },
    ),
  );
  store.add(
    languages.registerFoldingRangeProvider(pipelines, { provideFoldingRanges: asker.fold }),
  );
  store.add(
    languages.registerDocumentSemanticTokensProvider(
      pipelines,
      { provideDocumentSemanticTokens: asker.highlight },
      legend,
    ),
  );
  return store;
}

/** For the others the editor's own outline and folding, or those of YAML extensions, are better. */
const pipelines: vscode.DocumentSelector = [{ scheme: "file", pattern: "**/{dvc.yaml,MLproject}" }];

const tokenNames: Readonly<Record<(typeof tokenTypes)[number], string>> = {
  delimiter: "operator",
  variable: "variable",
  property: "property",
  loopVariable: "parameter",
  resolver: "function",
};
const legend = new vscode.SemanticTokensLegend(tokenTypes.map((type) => tokenNames[type]));

type Cancellation = vscode.CancellationToken;

/** Turns what the editor asks into questions, and answers into what the editor takes. */
class Asker {
  readonly #roots: LintRoots;
  /** Questions of whole files that are not answered yet, by kind and file. */
  readonly #underWay = new Map<string, Promise<unknown>>();

  constructor(roots: LintRoots) {
    this.#roots = roots;
  }

  readonly hover = async (
    document: vscode.TextDocument,
    position: vscode.Position,
    cancellation: Cancellation,
  ): Promise<vscode.Hover | undefined> => {
    const found = await this.#askAt({ kind: "hover" }, { document, position, cancellation });
    if (found?.answer == null) return undefined;
    const markdown = new vscode.MarkdownString(found.answer.markdown);
    return new vscode.Hover(markdown, toRange(found.answer.range));
  };

  readonly complete = async (
    document: vscode.TextDocument,
    position: vscode.Position,
    cancellation: Cancellation,
  ): Promise<vscode.CompletionList | undefined> => {
    const found = await this.#askAt({ kind: "completion" }, { document, position, cancellation });
    if (found === undefined) return undefined;
    const { items, isIncomplete } = found.answer;
    return new vscode.CompletionList(items.map(toCompletion), isIncomplete);
  };

  readonly define = async (
    document: vscode.TextDocument,
    position: vscode.Position,
    cancellation: Cancellation,
  ): Promise<vscode.LocationLink[]> => {
    const found = await this.#askAt({ kind: "definition" }, { document, position, cancellation });
    return (found?.answer ?? []).map(({ path, range, origin }) => ({
      originSelectionRange: toRange(origin),
      targetUri: found?.lint.uri(path) ?? document.uri,
      targetRange: toRange(range),
    }));
  };

  readonly refer = async (
    document: vscode.TextDocument,
    position: vscode.Position,
    { includeDeclaration }: vscode.ReferenceContext,
    cancellation: Cancellation,
  ): Promise<vscode.Location[]> => {
    const question = { kind: "references", includesDeclaration: includeDeclaration } as const;
    const found = await this.#askAt(question, { document, position, cancellation });
    return found === undefined ? [] : found.answer.map((it) => toLocation(found.lint, it));
  };

  readonly prepareRename = async (
    document: vscode.TextDocument,
    position: vscode.Position,
    cancellation: Cancellation,
  ): Promise<{ range: vscode.Range; placeholder: string }> => {
    const found = await this.#askAt(
      { kind: "prepareRename" },
      { document, position, cancellation },
    );
    if (found?.answer.ok !== true) throw new Error(found?.answer.reason ?? nothingToRename());
    return { range: toRange(found.answer.range), placeholder: found.answer.placeholder };
  };

  readonly rename = async (
    document: vscode.TextDocument,
    position: vscode.Position,
    newName: string,
    cancellation: Cancellation,
  ): Promise<vscode.WorkspaceEdit> => {
    const question = { kind: "rename", newName } as const;
    const found = await this.#askAt(question, { document, position, cancellation });
    if (found?.answer.ok !== true) throw new Error(found?.answer.reason ?? nothingToRename());
    return toWorkspaceEdit(found.lint, found.answer.edits);
  };

  readonly link = async (
    document: vscode.TextDocument,
    cancellation: Cancellation,
  ): Promise<vscode.DocumentLink[]> => {
    const found = await this.#ask("documentLinks", document, cancellation);
    return (found?.answer ?? []).flatMap(({ range, target, isFolder }) =>
      found === undefined || isFolder
        ? []
        : [new vscode.DocumentLink(toRange(range), found.lint.uri(target))],
    );
  };

  readonly outline = async (
    document: vscode.TextDocument,
    cancellation: Cancellation,
  ): Promise<vscode.DocumentSymbol[]> => {
    const found = await this.#ask("symbols", document, cancellation);
    return (found?.answer ?? []).map(toSymbol);
  };

  readonly fold = async (
    document: vscode.TextDocument,
    _context: vscode.FoldingContext,
    cancellation: Cancellation,
  ): Promise<vscode.FoldingRange[]> => {
    const found = await this.#ask("folding", document, cancellation);
    return (found?.answer ?? []).map(({ startLine, endLine, kind }) =>
      kind === "comment"
        ? new vscode.FoldingRange(startLine, endLine, vscode.FoldingRangeKind.Comment)
        : new vscode.FoldingRange(startLine, endLine),
    );
  };

  readonly highlight = async (
    document: vscode.TextDocument,
    cancellation: Cancellation,
  ): Promise<vscode.SemanticTokens | undefined> => {
    const found = await this.#ask("semanticTokens", document, cancellation);
    if (found === undefined) return undefined;
    const builder = new vscode.SemanticTokensBuilder(legend);
    for (const { line, column, length, type } of found.answer) {
      builder.push(line, column, length, tokenTypes.indexOf(type));
    }
    return builder.build();
  };

  /**
   * Undefined where the file is not linted, and when the editor no longer wants to know. What is
   * asked of whole files at each keystroke is asked one at a time, and not at all when the editor
   * has meanwhile asked again.
   */
  async #ask<K extends FileQuestion>(
    kind: K,
    document: vscode.TextDocument,
    cancellation: Cancellation,
  ): Promise<Found<K> | undefined> {
    const key = `${kind} ${document.uri.toString()}`;
    for (;;) {
      const before = this.#underWay.get(key);
      if (before === undefined) break;
      await before;
      if (cancellation.isCancellationRequested) return undefined;
    }
    const place = this.#roots.placeOf(document.uri);
    if (place === undefined) return undefined;
    const question = { kind, path: place.path } as Extract<LanguageQuestion, { kind: K }>;
    const asked = unlessEnded(place.lint.client.ask<K>(question));
    this.#underWay.set(key, asked);
    const answer = await asked.finally(() => this.#underWay.delete(key));
    if (answer === undefined || cancellation.isCancellationRequested) return undefined;
    return { ...place, answer };
  }

  async #askAt<K extends WordQuestion>(
    what: Omit<Extract<LanguageQuestion, { kind: K }>, "path" | "offset"> & { kind: K },
    { document, position, cancellation }: AskedAt,
  ): Promise<Found<K> | undefined> {
    const place = this.#roots.placeOf(document.uri);
    if (place === undefined) return undefined;
    const at = { path: place.path, offset: document.offsetAt(position) };
    const question = { ...what, ...at } as unknown as Extract<LanguageQuestion, { kind: K }>;
    const asked = place.lint.client.ask<K>(question);
    // Who renames is told why nothing happens; the rest comes up again by itself.
    const answer = await (isRename(what.kind) ? asked : unlessEnded(asked));
    if (answer === undefined || cancellation.isCancellationRequested) return undefined;
    return { ...place, answer };
  }
}

function isRename(kind: WordQuestion): boolean {
  return kind === "prepareRename" || kind === "rename";
}

/** Undefined when the linter's thread ends before it has answered. */
export async function unlessEnded<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof CancelledError || AppError.is(error, "lint-worker-died")) return undefined;
    throw error;
  }
}

type FileQuestion = "documentLinks" | "symbols" | "folding" | "semanticTokens" | "codeLens";
type WordQuestion = Exclude<LanguageQuestion["kind"], FileQuestion>;

interface AskedAt {
  readonly document: vscode.TextDocument;
  readonly position: vscode.Position;
  readonly cancellation: Cancellation;
}

interface Found<K extends LanguageQuestion["kind"]> extends LintPlace {
  readonly answer: LanguageAnswers[K];
}

function nothingToRename(): string {
  return vscode.l10n.t("There is nothing here that can be renamed.");
}

const completionKinds: Readonly<Record<CompletionItem["kind"], vscode.CompletionItemKind>> = {
  key: vscode.CompletionItemKind.Property,
  parameter: vscode.CompletionItemKind.Variable,
  "loop-value": vscode.CompletionItemKind.Variable,
  stage: vscode.CompletionItemKind.Function,
  output: vscode.CompletionItemKind.Reference,
  file: vscode.CompletionItemKind.File,
  folder: vscode.CompletionItemKind.Folder,
  remote: vscode.CompletionItemKind.Module,
  value: vscode.CompletionItemKind.Value,
};

function toCompletion(item: CompletionItem, index: number): vscode.CompletionItem {
  const made = new vscode.CompletionItem(
    { label: item.label, ...(item.detail === "" ? {} : { description: item.detail }) },
    completionKinds[item.kind],
  );
  if (item.documentation !== "") made.documentation = item.documentation;
  made.range = toRange(item.range);
  made.insertText = item.text;
  // The words before the cursor, as `${tra`, are no word of the editor's own.
  made.filterText = item.text;
  made.sortText = String(index).padStart(5, "0");
  if (item.continues) {
    made.command = { command: "editor.action.triggerSuggest", title: "" };
  }
  return made;
}

function toWorkspaceEdit(lint: LintRoot, edits: readonly RenameEdit[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { path, range, text } of edits) edit.replace(lint.uri(path), toRange(range), text);
  return edit;
}

const symbolKinds: Readonly<Record<OutlineSymbol["kind"], vscode.SymbolKind>> = {
  section: vscode.SymbolKind.Namespace,
  stage: vscode.SymbolKind.Function,
  loop: vscode.SymbolKind.Function,
  instance: vscode.SymbolKind.Event,
  variable: vscode.SymbolKind.Variable,
  plot: vscode.SymbolKind.Field,
  artifact: vscode.SymbolKind.Object,
  mapping: vscode.SymbolKind.Struct,
  list: vscode.SymbolKind.Array,
  value: vscode.SymbolKind.Constant,
  "entry-point": vscode.SymbolKind.Function,
};

function toSymbol(symbol: OutlineSymbol): vscode.DocumentSymbol {
  const { name, detail, kind, range, selection, children } = symbol;
  const made = new vscode.DocumentSymbol(
    name === "" ? "…" : name,
    detail,
    symbolKinds[kind],
    toRange(range),
    toRange(selection),
  );
  made.children = children.map(toSymbol);
  return made;
}
