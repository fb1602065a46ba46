import { projectPath } from "../dvc/projectPaths.ts";
import type { LintFile } from "../project/lintFile.ts";
import type { LintProject } from "../project/lintProject.ts";
import type { ScalarNode } from "../source/nodes.ts";
import { pathElement, type Element } from "./element.ts";
import { contentSpan, shellWordAt } from "./textPlaces.ts";
import type { TreePlace } from "./treePlace.ts";

/** What stands at a place of an MLproject: `{name}` in commands, parameters, scripts, environments. */
export function mlprojectElement(
  project: LintProject,
  file: LintFile,
  place: TreePlace,
  offset: number,
): Element | undefined {
  const [top, entry, section, name] = place.steps;
  const { node } = place;
  if (node.kind !== "scalar") return undefined;
  if (top === "conda_env" || top === "python_env") return environmentElement(file, place);
  if (top !== "entry_points" || typeof entry !== "string") return undefined;
  if (section === "command" && !place.isKey) {
    return commandElement(project, file, { node, offset, entry });
  }
  const span = contentSpan(file, node);
  const isName = section === "parameters" && place.isKey && place.steps.length === 4;
  if (!isName || span === undefined) return undefined;
  return { kind: "placeholder", span, name: String(name), entry };
}

function environmentElement(file: LintFile, { node, isKey }: TreePlace): Element | undefined {
  const span = contentSpan(file, node);
  if (isKey || span === undefined || node.kind !== "scalar") return undefined;
  return pathElement("file", [projectPath(file.folder, node.text)], { node, span });
}

function commandElement(
  project: LintProject,
  file: LintFile,
  place: CommandPlace & { readonly entry: string },
): Element | undefined {
  const placeholder = placeholderAt(file.text, place.offset);
  if (placeholder === undefined) return scriptElement(project, file, place);
  return { kind: "placeholder", ...placeholder, entry: place.entry };
}

interface CommandPlace {
  readonly node: ScalarNode;
  readonly offset: number;
}

/** A word of a command that is a file. */
function scriptElement(
  project: LintProject,
  file: LintFile,
  { node, offset }: CommandPlace,
): Element | undefined {
  const word = shellWordAt(file.text, offset);
  if (word === undefined || word.start < node.start || word.end > node.end) return undefined;
  const path = projectPath(file.folder, file.text.slice(word.start, word.end));
  if (path === undefined || path === "" || project.kindOf(path) === "missing") return undefined;
  return pathElement("cmd", [path], { node, span: word });
}

/** The `{name}` around an offset; `{{` is a brace that is meant as one. */
function placeholderAt(
  text: string,
  offset: number,
): { readonly name: string; readonly span: { start: number; end: number } } | undefined {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const start = text.lastIndexOf("{", offset);
  const end = text.indexOf("}", start);
  if (start < lineStart || end < 0 || end + 1 < offset) return undefined;
  if (text[start - 1] === "{" || text[end + 1] === "}") return undefined;
  const name = text.slice(start + 1, end);
  return /^[\w-]+$/.test(name) ? { name, span: { start: start + 1, end } } : undefined;
}
