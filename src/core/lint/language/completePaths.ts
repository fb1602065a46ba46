import { projectPath, relativePath } from "../dvc/projectPaths.ts";
import type { LintFile } from "../project/lintFile.ts";
import type { LintProject } from "../project/lintProject.ts";
import { dottedKeys } from "../source/dottedKeys.ts";
import { target } from "../source/nodes.ts";
import { nameOf } from "./hoverStages.ts";
import type { CompletionItem } from "./language.ts";
import { madePaths } from "./pathUses.ts";
import { rangeIn } from "./textPlaces.ts";
import type { TypedPlace } from "./completionContext.ts";

const maxEntries = 500;

export interface PathPlace {
  readonly file: LintFile;
  readonly place: TypedPlace;
  /** What paths are relative to. */
  readonly folder: string;
}

/** Files and folders of the project that continue what is typed. */
export function completePaths(
  project: LintProject,
  { file, place, folder }: PathPlace,
  isWanted: (name: string) => boolean = () => true,
): readonly CompletionItem[] {
  const { prefix, span } = place;
  const slash = prefix.lastIndexOf("/") + 1;
  const listed = projectPath(folder, slash === 0 ? "." : prefix.slice(0, slash));
  if (listed === undefined) return [];
  const range = rangeIn(file, { start: span.start + slash, end: span.end });
  const showsHidden = prefix.slice(slash).startsWith(".");
  return project
    .list(listed)
    .filter(
      (name) => (showsHidden || !name.startsWith(".")) && (name.endsWith("/") || isWanted(name)),
    )
    .slice(0, maxEntries)
    .map((name) => {
      const isFolder = name.endsWith("/");
      const kind = isFolder ? "folder" : "file";
      const item = { label: name, kind, detail: "", documentation: "", range } as const;
      return { ...item, text: name, continues: isFolder };
    });
}

/** What other stages and `.dvc` files make, relative to the stage's folder. */
export function completeOutputs(
  project: LintProject,
  { file, place, folder }: PathPlace,
  stage: string,
): readonly CompletionItem[] {
  const range = rangeIn(file, place.span);
  const found = new Map<string, CompletionItem>();
  for (const use of madePaths(project)) {
    if (found.size >= maxEntries) break;
    if (use.file === file.path && use.stage === stage) continue;
    const text = relativePath(folder, use.path);
    if (found.has(text)) continue;
    const detail = `made by ${nameOf(use)}`;
    const item = { label: text, kind: "output", detail, documentation: "" } as const;
    found.set(text, { ...item, range, text, continues: false });
  }
  return [...found.values()];
}

/** Keys of a file of parameters, dotted. */
export function completeParams(
  project: LintProject,
  {
    file,
    place,
    path,
  }: { readonly file: LintFile; readonly place: TypedPlace; readonly path: string | undefined },
): readonly CompletionItem[] {
  const root =
    path === undefined || project.kindOf(path) !== "file" ? undefined : project.file(path)?.root;
  const range = rangeIn(file, place.span);
  return dottedKeys(root, maxEntries).map(({ key, pair, isMapping }) => {
    const value = target(pair.value);
    const detail = isMapping
      ? "mapping"
      : value?.kind === "scalar"
        ? value.text.slice(0, 80)
        : "list";
    const item = { label: key, kind: "parameter", detail, range, text: key } as const;
    return { ...item, documentation: `Set in ${path ?? ""}`, continues: false };
  });
}

/** Files that hold parameters. */
export function isParamsFile(name: string): boolean {
  return /\.(?:ya?ml|json|toml|py)$/.test(name) && !/^dvc\.yaml$/.test(name);
}
