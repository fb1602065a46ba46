import { makersText, pathText, stageText } from "./hoverStages.ts";
import type { LintProject } from "../project/lintProject.ts";
import {
  asScalar,
  isLeftOut,
  nodeAt,
  pairsOf,
  target,
  valueAt,
  type TreeNode,
} from "../source/nodes.ts";
import type { ReferenceValue } from "../dvc/expandPipeline.ts";
import type { Element, ElementOf } from "./element.ts";
import { elementAt } from "./elementAt.ts";
import { hydraTargetsAt } from "./hydraTargets.ts";
import type { Hover, Place } from "./language.ts";
import { declarationOf, parameterNode, usesOfParameter, type Parameter } from "./parameters.ts";
import { remotesOf } from "./remotes.ts";
import { bullets, code, codes, plain } from "./safeMarkdown.ts";
import { rangeIn } from "./textPlaces.ts";

/** What is known of what stands at a place. */
export function hover(project: LintProject, place: Place): Hover | null {
  const file = project.file(place.path);
  if (file === undefined) return null;
  const hydra = hydraTargetsAt(project, file, place.offset);
  if (hydra !== undefined) {
    return { range: rangeIn(file, hydra.span), markdown: `Takes in ${codes(hydra.paths)}` };
  }
  const element = elementAt(project, place);
  if (element === undefined) return null;
  const markdown = describe(project, element, place.path);
  if (markdown === "") return null;
  const span = element.kind === "expression" ? element.at : element.span;
  return { range: rangeIn(file, span), markdown };
}

function describe(project: LintProject, element: Element, path: string): string {
  switch (element.kind) {
    case "expression":
      return expressionText(project, element);
    case "parameter":
      return element.parameters
        .slice(0, 3)
        .map((it) => parameterText(project, it))
        .filter(Boolean)
        .join("\n\n");
    case "path":
      return element.paths.length > 1
        ? bullets(element.paths.map((it) => `${code(it)}${makersText(project, it)}`))
        : element.paths.map((it) => pathText(project, it)).join("");
    case "stage":
      return stageText(project, element.file, element.name);
    case "key":
      return `**${plain(element.name)}**: ${element.summary}`;
    case "remote": {
      const remote = remotesOf(project, path).find(({ name }) => name === element.name);
      return remote === undefined
        ? `No remote ${code(element.name)} is configured`
        : `Remote ${code(remote.name)}: ${remote.url === "" ? "without a URL" : code(remote.url)}`;
    }
    case "placeholder":
      return placeholderText(project, element, path);
  }
}

/** The value of an expression: one for all, or one for each instance of the stage. */
function expressionText(
  project: LintProject,
  { reference, words, index, parameters }: ElementOf<"expression">,
): string {
  const name = words.map(({ text }) => text).join(".");
  if (index < words.length - 1 && parameters.length > 0) {
    return parameters.map((it) => parameterText(project, it)).join("\n\n");
  }
  const values = reference?.values ?? [];
  const [first] = values;
  if (reference === undefined || first === undefined) return "";
  const isOne = values.every(
    (it) => it.text === first.text && it.source?.at.start === first.source?.at.start,
  );
  if (isOne) return `${code(name)} = ${code(first.text)}${sourceText(project, first)}`;
  const lines = values.map(
    (it) => `${code(it.instance)}: ${code(it.text)}${sourceText(project, it)}`,
  );
  return `${code(name)} by stage:\n\n${bullets(lines)}`;
}

function sourceText(project: LintProject, { source }: ReferenceValue): string {
  return source === undefined ? "" : ` – ${placeText(project, source.path, source.at.start)}`;
}

function placeText(project: LintProject, path: string, offset: number): string {
  const line = (project.file(path)?.lines.position(offset).line ?? 0) + 1;
  return code(`${path}:${line}`);
}

/** Its value, where it is set, and who uses it. */
function parameterText(project: LintProject, parameter: Parameter): string {
  const name = parameter.steps.join(".");
  const node = parameterNode(project, parameter);
  if (node === undefined) return `${code(name)} is not in ${code(parameter.path)}`;
  const users = usersText(project, parameter);
  if (users === undefined) return "";
  const at = declarationOf(project, parameter)?.key ?? node;
  const place = placeText(project, parameter.path, at.start);
  return `${code(name)} = ${valueText(node)} – ${place}\n\n${users}`;
}

/** Undefined for keys that nothing uses, of files that may be no parameters. */
function usersText(project: LintProject, parameter: Parameter): string | undefined {
  const uses = usesOfParameter(project, parameter).filter(({ kind }) => kind !== "declaration");
  const stages = uses.flatMap(({ stage }) => stage ?? []);
  if (stages.length > 0) return `Used by ${codes(stages)}`;
  if (uses.length > 0) return "Used outside of stages";
  const isParams = project.file(parameter.path)?.kinds.has("params") === true;
  return isParams || parameter.isInline ? "No stage names it" : undefined;
}

function valueText(node: TreeNode): string {
  const found = target(node);
  if (found?.kind === "map") {
    const keys = pairsOf(found).flatMap(({ key }) => asScalar(key)?.text ?? []);
    return keys.length === 0 ? "an empty mapping" : `a mapping of ${codes(keys)}`;
  }
  if (found?.kind === "seq") {
    return found.items.length === 1
      ? "a list of 1 value"
      : `a list of ${found.items.length} values`;
  }
  return found === undefined || isLeftOut(found) ? "null" : code(found.text);
}

function placeholderText(
  project: LintProject,
  { name, entry }: ElementOf<"placeholder">,
  path: string,
): string {
  const declared = nodeAt(project.file(path)?.root, ["entry_points", entry, "parameters", name]);
  if (declared === undefined)
    return `${code(name)} is not declared in the entry point's parameters`;
  const scalar = asScalar(declared);
  const type = scalar?.text ?? asScalar(valueAt(declared, "type"))?.text ?? "string";
  const fallback = asScalar(valueAt(declared, "default"))?.text;
  const ending = fallback === undefined ? "must be given" : `default ${code(fallback)}`;
  return `Parameter ${code(name)} of ${code(entry)}: ${code(type)}, ${ending}`;
}
