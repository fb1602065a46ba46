import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import type { Services } from "../../src/extension/services.ts";
import { waitFor } from "../support/waitFor.ts";
import { activateExtension, execute, workspaceFolder, write } from "./project.ts";

/** What only VS Code can show of linting: problems, fixes, words and lenses in real documents. */

const error = vscode.DiagnosticSeverity.Error;
const folder = "pipelines";
const files: Readonly<Record<string, string>> = {
  "params.yaml": "train:\n  lr: 0.1\n  epochs: 10\nmodels:\n  - linear\n  - forest\n",
  "dvc.yaml": `stages:
  train:
    cmd: python train.py --lr \${train.lr}
    deps:
      - train.py
    params:
      - train.lr
    outs:
      - model.pkl
    always_changed: yes
  evaluate:
    foreach: \${models}
    do:
      cmd: python evaluate.py \${item}
      deps:
        - evaluate.py
        - model.pkl
`,
  "train.py": "print('train')\n",
  "evaluate.py": "print('evaluate')\n",
  MLproject: "name: churn\nentry_points:\n  main:\n    parameters:\n    command: python train.py\n",
};

function uriOf(name: string): vscode.Uri {
  return vscode.Uri.file(path.join(workspaceFolder(), folder, name));
}

function problems(name: string): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uriOf(name)).filter(({ source }) => source === "sextant");
}

/** Of errors. */
function rules(name: string): readonly string[] {
  const errors = problems(name).filter(({ severity }) => severity === error);
  return errors.map(({ code }) => (typeof code === "string" ? code : ""));
}

async function waitForRules(name: string, ...expected: readonly string[]): Promise<void> {
  const isSame = (): boolean => rules(name).join() === expected.join();
  await waitFor(isSame, { label: `${expected.join()} in ${name}`, timeoutMs: 20_000 }).catch(() =>
    assert.deepEqual(rules(name), expected),
  );
}

/** The position of `text` in a document, and so many characters after its start. */
function at(document: vscode.TextDocument, text: string, offset = 0): vscode.Position {
  const start = document.getText().indexOf(text);
  assert.ok(start >= 0, `no ${text}`);
  return document.positionAt(start + offset);
}

async function open(name: string): Promise<vscode.TextEditor> {
  return await vscode.window.showTextDocument(uriOf(name), { preview: false });
}

async function revert(): Promise<void> {
  await execute("workbench.action.files.revert");
}

describe("linting in the editor", function () {
  let services: Services;

  before(async () => {
    ({ services } = await activateExtension());
    for (const [name, text] of Object.entries(files)) write(`${folder}/${name}`, text);
    await services.linting.started;
    await waitForRules("dvc.yaml", "DVC005");
  });

  after(async () => {
    await execute("workbench.action.closeAllEditors");
    rmSync(path.join(workspaceFolder(), folder), { recursive: true });
    await waitForRules("dvc.yaml");
  });

  it("marks files that nobody has opened, with rule, place and severity", () => {
    const [problem] = problems("dvc.yaml");
    assert.ok(problem);
    assert.equal(problem.severity, error);
    assert.deepEqual([problem.range.start.line, problem.range.start.character], [9, 20]);
    assert.deepEqual(rules("MLproject"), ["MLF005"]);
  });

  it("marks other files for what is typed and not saved", async () => {
    const editor = await open("params.yaml");
    const { document } = editor;
    const name = new vscode.Range(at(document, "lr"), at(document, "lr", 2));
    await editor.edit((edit) => edit.replace(name, "rate"));
    await waitForRules("dvc.yaml", "DVC101", "DVC209", "DVC005");
    const related = problems("dvc.yaml").flatMap((one) => one.relatedInformation ?? []);
    assert.ok(related.some(({ location }) => location.uri.fsPath === uriOf("params.yaml").fsPath));
    await revert();
    await waitForRules("dvc.yaml", "DVC005");
  });

  async function actions(
    name: string,
    range: vscode.Range,
    options: { readonly kind?: string; readonly resolveCount?: number } = {},
  ): Promise<readonly vscode.CodeAction[]> {
    return await vscode.commands.executeCommand<readonly vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      uriOf(name),
      range,
      options.kind,
      options.resolveCount,
    );
  }

  it("offers to fix, to silence and to explain", async () => {
    await open("dvc.yaml");
    const [problem] = problems("dvc.yaml");
    assert.ok(problem);
    const offered = await actions("dvc.yaml", problem.range, { resolveCount: 10 });
    const [fix] = offered;
    assert.ok(fix?.edit);
    assert.equal(fix.isPreferred, true);
    assert.deepEqual(
      fix.edit.get(uriOf("dvc.yaml")).map(({ newText }) => newText),
      ["true"],
    );
    const silence = offered.find(({ title }) => title === "Ignore DVC005 here");
    assert.match(silence?.edit?.get(uriOf("dvc.yaml"))[0]?.newText ?? "", /sextant/);
    const explain = offered.find(({ title }) => title === "Explain DVC005");
    assert.deepEqual(explain?.command?.arguments, [{ rule: "DVC005" }]);
    assert.equal(await execute("sextant.lint.explainRule", { rule: "DVC005" }), "DVC005");
    assert.ok(silence?.edit);
    assert.ok(await vscode.workspace.applyEdit(silence.edit));
    await waitForRules("dvc.yaml");
    await open("dvc.yaml");
    await revert();
    await waitForRules("dvc.yaml", "DVC005");
  });

  it("lets a rule be chosen that is to be explained", async () => {
    let explained: string | undefined;
    const asked = execute<string>("sextant.lint.explainRule").then((rule) => (explained = rule));
    const accept = async (): Promise<string | undefined> => {
      await execute("workbench.action.acceptSelectedQuickOpenItem");
      return explained;
    };
    await waitFor(accept, { label: "the choice of a rule", timeoutMs: 20_000, intervalMs: 200 });
    await asked;
    assert.match(explained ?? "", /^[A-Z]{3}\d{3}$/);
  });

  it("fixes all that is safe, by command and on save", async () => {
    const editor = await open("dvc.yaml");
    assert.equal(await execute("sextant.lint.fixAll"), 1);
    assert.match(editor.document.getText(), /always_changed: true/);
    await waitForRules("dvc.yaml");
    await revert();
    await waitForRules("dvc.yaml", "DVC005");
    const settings = vscode.workspace.getConfiguration("editor", editor.document.uri);
    const target = vscode.ConfigurationTarget.Workspace;
    await settings.update("codeActionsOnSave", { "source.fixAll.sextant": "explicit" }, target);
    try {
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "# a comment\n"));
      await waitFor(() => problems("dvc.yaml")[0]?.range.start.line === 10, { label: "the line" });
      assert.ok(await editor.document.save());
      assert.match(editor.document.getText(), /always_changed: true/);
    } finally {
      await settings.update("codeActionsOnSave", undefined, target);
      write(`${folder}/dvc.yaml`, files["dvc.yaml"] ?? "");
    }
    await waitFor(() => editor.document.getText() === files["dvc.yaml"], { label: "the old text" });
    await waitForRules("dvc.yaml", "DVC005");
  });

  it("knows what a word means and where it comes from", async () => {
    const { document } = await open("dvc.yaml");
    const { uri } = document;
    const place = at(document, "${train.lr}", 8);
    const ask = <T>(command: string, ...more: readonly unknown[]) =>
      vscode.commands.executeCommand<T>(command, uri, place, ...more);
    const hovers = await ask<readonly vscode.Hover[]>("vscode.executeHoverProvider");
    const said = hovers.flatMap(({ contents }) =>
      contents.map((one) => (one instanceof vscode.MarkdownString ? one.value : "")),
    );
    assert.ok(
      said.some((text) => text.includes("0.1")),
      said.join(),
    );
    const links = await ask<readonly vscode.LocationLink[]>("vscode.executeDefinitionProvider");
    assert.deepEqual(
      links.map(({ targetUri, targetRange }) => [targetUri.fsPath, targetRange.start.line]),
      [[uriOf("params.yaml").fsPath, 1]],
    );
    const uses = await ask<readonly vscode.Location[]>("vscode.executeReferenceProvider");
    assert.deepEqual(
      uses.map((use) => `${path.basename(use.uri.fsPath)}:${use.range.start.line}`).sort(),
      ["dvc.yaml:2", "dvc.yaml:6", "params.yaml:1"],
    );
    const edit = await ask<vscode.WorkspaceEdit>("vscode.executeDocumentRenameProvider", "rate");
    assert.deepEqual(
      edit
        .entries()
        .map(([file, edits]) => [path.basename(file.fsPath), edits.length])
        .sort(),
      [
        ["dvc.yaml", 2],
        ["params.yaml", 1],
      ],
    );
  });

  it("says why something cannot be renamed", async () => {
    const { document } = await open("dvc.yaml");
    const asked = vscode.commands.executeCommand(
      "vscode.prepareRename",
      document.uri,
      at(document, "python"),
    );
    await assert.rejects(Promise.resolve(asked), (error: Error) => error.message.length > 10);
  });

  it("completes parameters in a reference that is not closed", async () => {
    const editor = await open("dvc.yaml");
    const { document } = editor;
    const line = at(document, "${train.lr}", 11);
    await editor.edit((edit) => edit.insert(line, " ${train."));
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      "vscode.executeCompletionItemProvider",
      document.uri,
      line.translate(0, 9),
    );
    const labels = list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
    assert.ok(
      labels.some((label) => label.includes("epochs")),
      labels.join(),
    );
    await revert();
  });

  it("shows links, outline, folds, lenses and words of templates", async () => {
    const { document } = await open("dvc.yaml");
    const ask = <T>(command: string, ...more: readonly unknown[]) =>
      vscode.commands.executeCommand<T>(command, document.uri, ...more);
    const links = await ask<readonly vscode.DocumentLink[]>("vscode.executeLinkProvider");
    assert.ok(links.some(({ target }) => target?.fsPath === uriOf("train.py").fsPath));
    const symbols = await ask<readonly vscode.DocumentSymbol[]>(
      "vscode.executeDocumentSymbolProvider",
    );
    const names = symbols.flatMap((one) => [one, ...one.children]).map(({ name }) => name);
    assert.ok(names.includes("train") && names.includes("evaluate"), names.join());
    const folds = await ask<readonly vscode.FoldingRange[]>("vscode.executeFoldingRangeProvider");
    assert.ok(folds.some(({ start, end }) => start === 1 && end >= 9));
    const tokens = await ask<vscode.SemanticTokens>("vscode.provideDocumentSemanticTokens");
    assert.ok(tokens.data.length >= 5);
    const lenses = await ask<readonly vscode.CodeLens[]>("vscode.executeCodeLensProvider", 100);
    const run = lenses.find(({ command }) => command?.command === "sextant.pipeline.runStage");
    assert.deepEqual(run?.command?.arguments, [
      {
        root: services.linting.current?.roots.placeOf(document.uri)?.lint.root,
        file: services.linting.current?.roots.placeOf(document.uri)?.path,
        stage: "train",
      },
    ]);
  });

  it("ends and begins with its setting", async () => {
    const settings = vscode.workspace.getConfiguration("sextant.lint");
    const target = vscode.ConfigurationTarget.Workspace;
    await settings.update("enabled", false, target);
    await waitForRules("dvc.yaml");
    await settings.update("enabled", undefined, target);
    await waitForRules("dvc.yaml", "DVC005");
    assert.deepEqual(rules("MLproject"), ["MLF005"]);
  });

  it("follows files that come, go and move", async () => {
    write(`${folder}/more/dvc.yaml`, "stages:\n  a:\n    desc: nothing\n");
    await waitForRules("more/dvc.yaml", "DVC002");
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(uriOf("more"), uriOf("moved"));
    assert.ok(await vscode.workspace.applyEdit(edit));
    await waitForRules("moved/dvc.yaml", "DVC002");
    await waitForRules("more/dvc.yaml");
    rmSync(path.join(workspaceFolder(), folder, "moved"), { recursive: true });
    await waitForRules("moved/dvc.yaml");
  });

  it("leaves documents alone that are no files", async () => {
    const content = "stages:\n  a:\n    desc: nothing\n";
    const document = await vscode.workspace.openTextDocument({ language: "yaml", content });
    assert.equal(services.linting.current?.roots.placeOf(document.uri), undefined);
  });

  it("obeys the settings of the repository", async () => {
    const { root } = services.linting.current?.roots.placeOf(uriOf("dvc.yaml"))?.lint ?? {};
    assert.equal(root, workspaceFolder());
    write("sextant.yaml", "lint:\n  ignore: [DVC005]\n");
    try {
      await waitForRules("dvc.yaml");
    } finally {
      rmSync(path.join(workspaceFolder(), "sextant.yaml"));
    }
    await waitForRules("dvc.yaml", "DVC005");
  });

  it("shows the graph, also while linting is switched off and on", async () => {
    const file = uriOf("dvc.yaml");
    await execute("sextant.pipeline.show", file);
    assert.equal(services.pipelinePanels.size, 1);
    const settings = vscode.workspace.getConfiguration("sextant.lint");
    await settings.update("enabled", false, vscode.ConfigurationTarget.Workspace);
    await waitFor(() => services.linting.current === undefined, { label: "the end of linting" });
    await settings.update("enabled", undefined, vscode.ConfigurationTarget.Workspace);
    await waitFor(() => services.linting.current !== undefined, { label: "linting again" });
    await execute("sextant.pipeline.show", file);
    assert.equal(services.pipelinePanels.size, 1);
    for (const panel of services.pipelinePanels.values()) panel.close();
    await waitFor(() => services.pipelinePanels.size === 0, { label: "the closed panel" });
  });
});
