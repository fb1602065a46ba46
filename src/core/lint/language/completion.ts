import { pipelineShape } from "../dvc/schema.ts";
import { shapeOfFile } from "../dvc/schema.ts";
import type { KeyEntry, Shape } from "../dvc/shape.ts";
import { projectPath } from "../dvc/projectPaths.ts";
import type { LintFile } from "../project/lintFile.ts";
import type { LintProject } from "../project/lintProject.ts";
import { asMap, keyText, nodeAt, pairsOf } from "../source/nodes.ts";
import { completeExpression } from "./completeExpression.ts";
import { completeHydra, completeMlproject } from "./completeOthers.ts";
import { completeOutputs, completeParams, completePaths, isParamsFile } from "./completePaths.ts";
import { typedPlaceAt, type TypedPlace } from "./completionContext.ts";
import { expressionAt } from "./expressionAt.ts";
import type { Completion, CompletionItem, Place } from "./language.ts";
import { stepsInStage } from "./pipelineElement.ts";
import { remotesOf } from "./remotes.ts";
import { shapesAt } from "./schemaKeys.ts";
import { lineBefore, rangeIn, shellWordAt } from "./textPlaces.ts";

const maxItems = 1000;

/** What may be typed at a place, also where the text before it is not complete. */
export function complete(project: LintProject, { path, offset }: Place): Completion {
  const file = project.file(path);
  if (file === undefined || offset > file.text.length) return { items: [], isIncomplete: false };
  if (/(?:^|\s)#/.test(lineBefore(file.text, offset))) return { items: [], isIncomplete: false };
  const items = itemsAt(project, file, offset);
  return { items: items.slice(0, maxItems), isIncomplete: items.length > maxItems };
}

function itemsAt(project: LintProject, file: LintFile, offset: number): readonly CompletionItem[] {
  const place = typedPlaceAt(file.text, offset);
  if (file.kinds.has("dvc-pipeline")) {
    const written = expressionAt(file.text, offset);
    const isInside = written !== undefined && offset >= written.at.start + 2;
    if (isInside && !(written.isClosed && offset === written.at.end)) {
      const stage = stepsInStage(place.steps)?.stage;
      return completeExpression(project, file, { written, offset, stage });
    }
    return pipelineItems(project, file, { place, offset });
  }
  if (file.kinds.has("mlproject")) return completeMlproject(project, file, { place, offset });
  if (file.kinds.has("hydra") && place.steps[0] === "defaults") {
    return completeHydra(project, file, place);
  }
  return file.kinds.has("dvc-file") ? keyItems(file, place) : [];
}

interface Typed {
  readonly place: TypedPlace;
  readonly offset: number;
}

function pipelineItems(
  project: LintProject,
  file: LintFile,
  { place, offset }: Typed,
): readonly CompletionItem[] {
  const { steps } = place;
  const inStage = stepsInStage(steps);
  if (steps.at(-1) === "remote" && place.isValue) return remoteItems(project, file, place);
  if (inStage !== undefined && inStage.inner.length > 0) {
    const found = stageItems(project, file, { place, offset });
    if (found.length > 0) return found;
  }
  const isListed = steps.length === 2 && steps[1] === 0;
  const listed = isListed ? listedItems(project, file, place) : [];
  return listed.length > 0 ? listed : keyItems(file, place);
}

/** Entries of top-level sections. */
function listedItems(
  project: LintProject,
  file: LintFile,
  place: TypedPlace,
): readonly CompletionItem[] {
  const paths = { file, place, folder: file.folder };
  switch (place.steps[0]) {
    case "vars":
    case "params":
      return completePaths(project, paths, isParamsFile);
    case "metrics":
    case "plots":
      return completePaths(project, paths);
    default:
      return [];
  }
}

/** What stands below a stage's own keys. */
function stageItems(
  project: LintProject,
  file: LintFile,
  { place, offset }: Typed,
): readonly CompletionItem[] {
  const { stage = "", inner = [] } = stepsInStage(place.steps) ?? {};
  const [section, index] = inner;
  const paths = { file, place, folder: workingFolder(project, file, stage) };
  const isItem = inner.length === 2 && index === 0 && !place.isValue;
  const listed = isItem ? itemsOfList(project, paths, { stage, section }) : [];
  if (listed.length > 0) return listed;
  switch (section) {
    case "wdir":
      return completePaths(project, { ...paths, folder: file.folder }, () => false);
    case "params":
      return paramsItems(project, paths, inner);
    case "cmd":
      return commandItems(project, paths, offset);
    default:
      return [];
  }
}

function workingFolder(project: LintProject, file: LintFile, stage: string): string {
  const stages = project.expanded(file.path)?.stages ?? [];
  return stages.find(({ entry }) => entry.name === stage)?.wdir ?? file.folder;
}

/** Entries of a stage's lists of paths. */
function itemsOfList(
  project: LintProject,
  paths: StagePlace,
  { stage, section }: { readonly stage: string; readonly section: string | number | undefined },
): readonly CompletionItem[] {
  switch (section) {
    case "deps":
      return [...completeOutputs(project, paths, stage), ...completePaths(project, paths)];
    case "outs":
    case "metrics":
    case "plots":
      return completePaths(project, paths);
    case "vars":
      return completePaths(project, paths, isParamsFile);
    default:
      return [];
  }
}

interface StagePlace {
  readonly file: LintFile;
  readonly place: TypedPlace;
  readonly folder: string;
}

function paramsItems(
  project: LintProject,
  { file, place, folder }: StagePlace,
  inner: readonly (string | number)[],
): readonly CompletionItem[] {
  const [, , named] = inner;
  if (inner.length === 2) {
    const path = projectPath(folder, "params.yaml");
    const files = completePaths(project, { file, place, folder }, isParamsFile).map((item) =>
      item.kind === "file" ? { ...item, text: `${item.text}:` } : item,
    );
    return [...completeParams(project, { file, place, path }), ...files];
  }
  if (typeof named !== "string" || inner.length !== 4) return [];
  return completeParams(project, { file, place, path: projectPath(folder, named) });
}

/** Files, for the word of a command that the cursor is at the end of. */
function commandItems(
  project: LintProject,
  { file, place, folder }: StagePlace,
  offset: number,
): readonly CompletionItem[] {
  const word = shellWordAt(file.text, offset);
  const start = Math.max(place.span.start, Math.min(word?.start ?? offset, offset));
  const prefix = file.text.slice(start, offset);
  if (prefix.startsWith("-") || prefix.includes("$")) return [];
  return completePaths(project, {
    file,
    place: { ...place, prefix, span: { start, end: offset } },
    folder,
  });
}

function remoteItems(
  project: LintProject,
  file: LintFile,
  { span }: TypedPlace,
): readonly CompletionItem[] {
  const range = rangeIn(file, span);
  return remotesOf(project, file.path).map(({ name, url }) => {
    const item = { label: name, kind: "remote", detail: url, documentation: "", range } as const;
    return { ...item, text: name, continues: false };
  });
}

/** Keys that the place knows and does not have yet; `true` and `false` where they are all there is. */
function keyItems(file: LintFile, place: TypedPlace): readonly CompletionItem[] {
  const { steps, span, isValue } = place;
  const root = shapeOfFile(file.kinds) ?? pipelineShape;
  const maps = steps.flatMap((step, depth) => {
    const map =
      typeof step === "string" ? asMap(nodeAt(file.root, steps.slice(0, depth))) : undefined;
    return typeof step === "string" && map !== undefined ? [map] : [];
  });
  const shapes = shapesAt(root, steps, maps);
  const range = rangeIn(file, span);
  if (isValue)
    return shapes.some(isBool) ? ["true", "false"].map((text) => valueItem(text, range)) : [];
  const node = nodeAt(file.root, steps);
  const taken = new Set(pairsOf(node).map(keyText));
  const known = new Map<string, KeyEntry>();
  for (const shape of shapes) addKeys(known, shape, taken);
  return [...known]
    .filter(([name]) => !taken.has(name) || name === place.prefix)
    .map(([label, { shape, summary }]) => ({
      ...{ label, kind: "key", detail: "", documentation: summary, range, continues: false },
      text: isNested(shape) ? `${label}:` : `${label}: `,
    }));
}

function valueItem(text: string, range: CompletionItem["range"]): CompletionItem {
  const item = { label: text, kind: "value", detail: "", documentation: "" } as const;
  return { ...item, range, text, continues: false };
}

function isBool(shape: Shape): boolean {
  return shape.kind === "bool" || (shape.kind === "either" && shape.shapes.some(isBool));
}

function isNested(shape: Shape): boolean {
  return shape.kind === "list" || shape.kind === "map";
}

function addKeys(
  known: Map<string, KeyEntry>,
  shape: Shape,
  taken: ReadonlySet<string | undefined>,
): void {
  if (shape.kind === "either") for (const it of shape.shapes) addKeys(known, it, taken);
  if (shape.kind === "map") {
    for (const [name, entry] of Object.entries(shape.keys)) known.set(name, entry);
  }
  if (shape.kind !== "choice") return;
  const chosen = shape.choices.find(({ when }) => when.some((name) => taken.has(name)));
  const isBegun = taken.size > 0 && chosen === undefined;
  const last = shape.choices.at(-1);
  const offered = chosen === undefined ? (isBegun && last ? [last] : shape.choices) : [chosen];
  for (const choice of offered) addKeys(known, choice.shape, taken);
}
