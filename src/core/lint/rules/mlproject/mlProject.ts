import { resolvePlain } from "../../source/scalars.ts";
import {
  asScalar,
  isLeftOut,
  keyText,
  pairAt,
  pairsOf,
  target,
  type Pair,
  type ScalarNode,
  type TreeNode,
} from "../../source/nodes.ts";

/** What rules on `MLproject` share: MLflow reads the file with PyYAML and looks at little of it. */

export interface EntryPoint {
  readonly name: string;
  readonly pair: Pair;
  /** The pair of `parameters`, when there is one. */
  readonly parameters: Pair | undefined;
  /** Undefined when there is none, or it is no text. */
  readonly command: ScalarNode | undefined;
}

export const topKeys = [
  "name",
  "entry_points",
  "python_env",
  "conda_env",
  "docker_env",
  "databricks_spark_job",
] as const;

/** Those that are mappings; others MLflow cannot load. */
export function entryPointsOf(root: TreeNode | undefined): readonly EntryPoint[] {
  return pairsOf(pairAt(root, "entry_points")?.value).flatMap((pair) => {
    if (target(pair.value)?.kind !== "map") return [];
    const name = keyText(pair) ?? "";
    const command = textOf(pairAt(pair.value, "command")?.value);
    return { name, pair, parameters: pairAt(pair.value, "parameters"), command };
  });
}

/** A scalar that PyYAML reads as a string. */
export function textOf(node: TreeNode | undefined): ScalarNode | undefined {
  const scalar = asScalar(node);
  return scalar !== undefined && pythonType(scalar) === "str" ? scalar : undefined;
}

/** What PyYAML makes of a node. */
export function pythonType(node: TreeNode | undefined): string {
  const found = target(node);
  if (found === undefined) return "other";
  if (found.kind !== "scalar") return found.kind;
  if (found.tag !== undefined) return found.tag === "!" ? "str" : "other";
  return found.style === "plain" ? resolvePlain(found.text, "pyyaml-1.1").type : "str";
}

/** What Python takes for nothing: `if docker_env:` passes over it. */
export function isFalsy(node: TreeNode): boolean {
  const found = target(node);
  if (found === undefined) return false;
  if (found.kind === "map") return pairsOf(found).length === 0;
  if (found.kind === "seq") return found.items.length === 0;
  if (isLeftOut(found) || (found.style !== "plain" && found.text === "")) return true;
  if (found.style !== "plain" || found.tag !== undefined) return false;
  const value = resolvePlain(found.text, "pyyaml-1.1");
  return value.type === "null" || ("value" in value && !value.value);
}

/** A parameter's name as `str.format` gets it: keys that are no texts are made texts by Python. */
export function parameterName({ key }: Pair): string {
  const scalar = asScalar(key);
  if (scalar === undefined) return "";
  if (scalar.style !== "plain") return scalar.text;
  const value = resolvePlain(scalar.text, "pyyaml-1.1");
  if (value.type === "bool") return value.value ? "True" : "False";
  if (value.type === "null") return "None";
  return value.type === "int" ? String(value.value) : scalar.text;
}

/** Undefined when the parameters are no mapping, which is told elsewhere. */
export function parameterNames({ parameters }: EntryPoint): readonly string[] | undefined {
  if (parameters === undefined) return [];
  if (target(parameters.value)?.kind !== "map") return undefined;
  return pairsOf(parameters.value).map(parameterName);
}
