import type { PipelineInstance, PipelineNode } from "../../src/core/lint/pipeline/pipelineView.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import type { PipelineModel } from "./pipelineModel.ts";
import { StateIcon, stateLabels } from "./StateIcon.tsx";

export interface StageDetailProps {
  readonly model: PipelineModel;
  readonly node: PipelineNode;
}

/** Everything of the selected stage, and what can be done with it. */
export function StageDetail({ model, node }: StageDetailProps) {
  const isData = node.kind === "data";
  return (
    <aside class="sx-stage-detail" aria-label={`Stage ${node.name}`}>
      <header class="sx-stage-title">
        <h2>{node.name}</h2>
        <Button kind="icon" label="Close" onPress={() => model.select(null)}>
          <Icon name="close" />
        </Button>
      </header>
      {!isData && (
        <p class="sx-stage-state">
          <StateIcon state={node.state} />
          {stateLabels[node.state]}
          {node.isFrozen && <span class="sx-badge">frozen</span>}
        </p>
      )}
      {node.reasons.length > 0 && (
        <ul class="sx-reasons">
          {node.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      <div class="sx-stage-actions">
        {!isData && (
          <>
            <Button kind="primary" onPress={() => model.runStage(node, "stage")}>
              Run Stage
            </Button>
            <Button onPress={() => model.runStage(node, "upTo")}>Run to Here</Button>
          </>
        )}
        <Button onPress={() => model.openSource(node.file, node.line)}>Show Code</Button>
      </div>
      <Problems model={model} node={node} />
      {node.command !== "" && (
        <section>
          <h3>Command</h3>
          <code class="sx-command">{node.command}</code>
        </section>
      )}
      <Paths title="Needs" paths={node.deps} />
      <Paths title="Makes" paths={node.outs} />
      <Instances node={node} />
    </aside>
  );
}

function Problems({ model, node }: StageDetailProps) {
  if (node.findings.length === 0) return null;
  return (
    <section>
      <h3>Problems</h3>
      <ul class="sx-problems">
        {node.findings.map((finding, index) => (
          <li key={index}>
            <button
              type="button"
              class={`sx-problem is-${finding.severity}`}
              onClick={() => model.openSource(node.file, finding.line)}
            >
              <Icon name="warning" />
              <span>
                {finding.message} <span class="sx-muted">{finding.rule}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Paths({ title, paths }: { readonly title: string; readonly paths: readonly string[] }) {
  if (paths.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul class="sx-paths">
        {paths.map((path, index) => (
          <li key={index}>
            <code>{path}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Instances({ node }: { readonly node: PipelineNode }) {
  if (node.kind !== "foreach" && node.kind !== "matrix") return null;
  const more = node.instanceCount - node.instances.length;
  return (
    <section>
      <h3>
        {node.instanceCount.toLocaleString("en-US")}{" "}
        {node.instanceCount === 1 ? "instance" : "instances"}
      </h3>
      <ul class="sx-instances">
        {node.instances.map((instance) => (
          <Instance key={instance.name} instance={instance} />
        ))}
        {more > 0 && <li class="sx-muted">and {more.toLocaleString("en-US")} more</li>}
      </ul>
    </section>
  );
}

function Instance({ instance }: { readonly instance: PipelineInstance }) {
  return (
    <li title={instance.reasons.join("\n")}>
      <StateIcon state={instance.state} />
      <span>{instance.name}</span>
    </li>
  );
}
