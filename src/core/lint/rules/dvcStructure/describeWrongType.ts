import type { Misfit } from "../../dvc/misfits.ts";
import { describeShape } from "../../dvc/shape.ts";
import type { LintFile } from "../../project/lintFile.ts";
import { asScalar, keyText, pairsOf, target, type TreeNode } from "../../source/nodes.ts";
import { describeType, resolveScalar } from "../../source/scalars.ts";
import { describeOwner, describePlace } from "./places.ts";

/** What has to be at a place, and what is there instead. */
export function describeWrongType(file: LintFile, misfit: Misfit): string {
  const { kind, path, shape, at } = misfit;
  switch (kind) {
    case "root":
      return `\`${file.name}\` has to be a mapping, not ${describeKindOf(at)}`;
    case "misplaced-flags":
      return misplacedMessage(misfit);
    case "key-type":
      return `the name in ${describePlace(path.slice(0, -1))} has to be a string, not ${describeKindOf(at)}: put it in quotes`;
    case "missing-key":
      return missingMessage(path, shape.kind === "map" ? shape.level : "");
    default:
      return `${describePlace(path)} has to be ${describeShape(shape)}, not ${describeFound(misfit)}`;
  }
}

function misplacedMessage({ at, path }: Misfit): string {
  const [output, flag] = pairsOf(at).map((pair) => keyText(pair) ?? "");
  const owner = describeOwner([...path, output ?? ""]);
  return `\`${flag}\` stands beside ${owner}: indent it below its output`;
}

/** What stands there instead; where only one text will do, that text. */
function describeFound(misfit: Misfit): string {
  const { at, shape } = misfit;
  const text = asScalar(at)?.text ?? "";
  if (shape.kind === "literal" && text !== shape.value) return `\`${text}\``;
  if (shape.kind === "bool" && text.includes("${"))
    return "a template, which DVC takes for a string";
  return describeKindOf(at);
}

function missingMessage(path: Misfit["path"], level: string): string {
  if (level === "lock") {
    return '`schema: "2.0"` is missing: DVC 3 does not read lock files of older forms';
  }
  return `${describePlace(path)} is missing`;
}

/** The kind of a value, as DVC reads it. */
export function describeKindOf(node: TreeNode): string {
  const found = target(node);
  if (found?.kind === "map") return "a mapping";
  if (found?.kind === "seq") return "a list";
  return found === undefined ? "nothing" : describeType(resolveScalar(found, "ruamel-1.2"));
}
