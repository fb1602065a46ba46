import type { Dag } from "../../lint/dag.ts";

/** For Markdown, where many sites draw it. */
export function renderDagMermaid({ stages, edges }: Dag): string {
  const names = new Map(stages.map(({ id }, index) => [id, `n${index}`]));
  const nodes = stages.map(({ id, stage }) => {
    const label = `"${mermaidText(labelOf(id))}"`;
    return `  ${names.get(id) ?? ""}${stage === null ? `[(${label})]` : `[${label}]`}\n`;
  });
  const arrows = edges.map(
    ({ from, to }) => `  ${names.get(from) ?? ""} --> ${names.get(to) ?? ""}\n`,
  );
  return `flowchart TD\n${nodes.join("")}${arrows.join("")}`;
}

/** For Graphviz. */
export function renderDagDot({ stages, edges }: Dag): string {
  const quote = (text: string): string =>
    `"${oneLine(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  const nodes = stages.map(({ id, stage }) => {
    const shape = stage === null ? ", shape=cylinder" : "";
    return `  ${quote(id)} [label=${quote(labelOf(id))}${shape}];\n`;
  });
  const arrows = edges.map(({ from, to }) => `  ${quote(from)} -> ${quote(to)};\n`);
  return `digraph pipeline {\n  node [shape=box];\n${nodes.join("")}${arrows.join("")}}\n`;
}

/** Documented in docs/cli.md. */
export function renderDagJson(dag: Dag): string {
  return `${JSON.stringify(dag, null, 2)}\n`;
}

/** A stage of the top `dvc.yaml` by its name, as DVC itself addresses it. */
function labelOf(id: string): string {
  return id.startsWith("dvc.yaml:") ? id.slice("dvc.yaml:".length) : id;
}

function mermaidText(text: string): string {
  return oneLine(text)
    .replaceAll("&", "&amp;")
    .replaceAll('"', "#quot;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, " ");
}
