import type { PipelineNode } from "../../src/core/lint/pipeline/pipelineView.ts";
import { Icon } from "../ui/Icon.tsx";
import type { Box } from "./layoutGraph.ts";
import type { PipelineModel } from "./pipelineModel.ts";
import { StateIcon, stateLabels } from "./StateIcon.tsx";
import { problemCount } from "./Toolbar.tsx";

export interface StageNodeProps {
  readonly node: PipelineNode;
  readonly box: Box | undefined;
  readonly isSelected: boolean;
  /** Selected while the graph has the keyboard. */
  readonly isFocused: boolean;
  readonly isDimmed: boolean;
  readonly model: PipelineModel;
}

/** One box of the graph. A click selects it and shows its code. */
export function StageNode(props: StageNodeProps) {
  const { node, box, isSelected, isFocused, isDimmed, model } = props;
  if (box === undefined) return null;
  const classes = ["sx-node", `is-${node.kind}`, `is-${node.state}`];
  if (isSelected) classes.push("is-selected");
  if (isFocused) classes.push("is-focused");
  if (isDimmed) classes.push("is-dimmed");
  const hasErrors = node.findings.some(({ severity }) => severity === "error");
  const problems = problemCount(node.findings);
  return (
    <button
      type="button"
      class={classes.join(" ")}
      tabIndex={-1}
      data-stage={node.name}
      title={describe(node)}
      aria-label={describe(node)}
      style={{ left: `${box.left}px`, top: `${box.top}px`, width: `${box.width}px` }}
      onClick={() => {
        model.select(node.id);
        model.openSource(node.file, node.line);
      }}
    >
      <span class="sx-node-head">
        {node.kind === "data" ? <Icon name="data" /> : <StateIcon state={node.state} />}
        <span class="sx-node-name">{node.name}</span>
        {node.kind !== "stage" && node.kind !== "data" && (
          <span class="sx-badge">×{node.instanceCount.toLocaleString("en-US")}</span>
        )}
        {problems > 0 && (
          <span class={hasErrors ? "sx-node-problems is-error" : "sx-node-problems"}>
            <Icon name="warning" />
            {problems}
          </span>
        )}
      </span>
      <span class="sx-node-command">{node.kind === "data" ? node.file : node.command}</span>
    </button>
  );
}

function describe(node: PipelineNode): string {
  const state = node.kind === "data" ? "data" : stateLabels[node.state].toLowerCase();
  const problems = problemCount(node.findings);
  const lines = [`${node.name}: ${state}`, ...node.reasons];
  if (problems > 0) lines.push(problems === 1 ? "1 problem" : `${problems} problems`);
  return [...lines, node.file].join("\n");
}
