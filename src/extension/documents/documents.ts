import * as vscode from "vscode";
import * as z from "zod";
import { DisposableStore, type Disposable } from "../../base/disposables.ts";
import { AppError } from "../../base/errors.ts";
import type { Run } from "../../core/runs/run.ts";
import type { Repository } from "../../platform/git/repository.ts";
import { schemes } from "../ids.ts";
import type { Project } from "../project.ts";
import type { Services } from "../services.ts";
import { ReadOnlyDocuments } from "./readOnlyDocuments.ts";

/** Serves the documents that diff editors show: files of commits, and records of runs. */
export function registerDocuments(services: Services): Disposable {
  const store = new DisposableStore();
  const register = (scheme: string, read: (uri: vscode.Uri) => Promise<Uint8Array>) => {
    const provider = new ReadOnlyDocuments(read);
    const options = { isReadonly: true, isCaseSensitive: true };
    store.add(vscode.workspace.registerFileSystemProvider(scheme, provider, options));
  };
  register(schemes.git, (uri) => readCommittedFile(services, uri));
  register(schemes.run, (uri) => readRunRecord(services, uri));
  return store;
}

export interface CommittedFile {
  readonly project: Project;
  readonly repository: Repository;
  readonly commit: string;
  /** From the top of the working tree, with `/`. */
  readonly path: string;
}

/** A file as a commit has it. Its path is that of the file on disk, so that editors pair them. */
export function committedFileUri({ project, repository, commit, path }: CommittedFile): vscode.Uri {
  return vscode.Uri.joinPath(vscode.Uri.file(repository.top), path).with({
    scheme: schemes.git,
    query: JSON.stringify({ root: project.root, commit, path }),
  });
}

/** Parameters, metrics and tags of a run, as text that can be diffed. */
export function runRecordUri(project: Project, run: Run): vscode.Uri {
  return vscode.Uri.from({
    scheme: schemes.run,
    path: `/${run.name.replaceAll("/", "-")}/run.yaml`,
    query: JSON.stringify({ root: project.root, runId: run.id, at: run.endTime ?? Date.now() }),
  });
}

const committedFileQuery = z.object({
  root: z.string(),
  commit: z.string().regex(/^[0-9a-f]+$/),
  path: z.string().min(1),
});

async function readCommittedFile(services: Services, uri: vscode.Uri): Promise<Uint8Array> {
  const { root, commit, path } = parseQuery(uri, committedFileQuery);
  const repository = await services.projects.get(root).repository();
  if (repository === null) {
    throw new AppError("no-repository", vscode.l10n.t("{0} is not in a git repository.", root));
  }
  return repository.readFile(commit, path);
}

const runRecordQuery = z.object({ root: z.string(), runId: z.string() });

async function readRunRecord(services: Services, uri: vscode.Uri): Promise<Uint8Array> {
  const { root, runId } = parseQuery(uri, runRecordQuery);
  const [run] = await services.projects.get(root).catalog().runs([runId]);
  if (run === undefined) {
    throw new AppError("run-not-found", vscode.l10n.t("There is no run {0} here.", runId));
  }
  const { renderRunRecord } = await import("../../core/runs/renderRun.ts");
  return new TextEncoder().encode(renderRunRecord(run));
}

/** A URI may come from anywhere: links, restored editors. */
function parseQuery<T>(uri: vscode.Uri, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(uri.query));
  } catch (error) {
    throw new AppError("invalid-argument", vscode.l10n.t("{0} names nothing.", uri.toString()), {
      cause: error,
    });
  }
}
