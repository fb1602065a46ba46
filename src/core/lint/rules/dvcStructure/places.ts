import type { Misfit } from "../../dvc/misfits.ts";

/** Where a misfit stands, for a message: "`deps` of stage `train`", "entry 2 of `outs` of …". */
export function describePlace(path: Misfit["path"]): string {
  const last = path.at(-1);
  const above = describeOwner(path.slice(0, -1));
  if (typeof last === "number") return `entry ${last + 1} of ${describePlace(path.slice(0, -1))}`;
  if (last === undefined) return "the file";
  return above === "" ? `\`${last}\`` : `\`${last}\` of ${above}`;
}

/** Whose key it is: "stage `train`", "output `model.pkl` of stage `train`"; "" for the top. */
export function describeOwner(path: Misfit["path"]): string {
  const [section, name, ...rest] = path;
  if (section === undefined) return "";
  if (name === undefined) return `\`${section}\``;
  if (section === "stages") return describeInStage(String(name), rest);
  if (section === "artifacts") return `artifact \`${name}\``;
  return `${describeLeaf(name)} of \`${section}\``;
}

function describeInStage(name: string, rest: Misfit["path"]): string {
  const [first, ...others] = rest;
  const stage = `stage \`${name}\``;
  if (first === undefined) return stage;
  if (first === "do") return describeInStage(name, others);
  if (others.length === 0) return `\`${first}\` of ${stage}`;
  const [index, output, ...inner] = others;
  const isOutput = first === "outs" || first === "metrics" || first === "plots";
  if (isOutput && typeof index === "number" && typeof output === "string" && inner.length === 0) {
    return `output \`${output}\` of ${stage}`;
  }
  return `${describeLeaf(others.at(-1) ?? first)} of \`${first}\` of ${stage}`;
}

function describeLeaf(step: string | number): string {
  return typeof step === "number" ? `entry ${step + 1}` : `\`${step}\``;
}
