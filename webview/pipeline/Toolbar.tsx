import type { StageState } from "../../src/core/lint/pipeline/pipelineView.ts";
import { stageStates } from "../../src/core/lint/pipeline/pipelineView.ts";
import { useStore } from "../host/store.ts";
import { Dropdown } from "../ui/Dropdown.tsx";
import { Icon } from "../ui/Icon.tsx";
import { TextField } from "../ui/TextField.tsx";
import type { PipelineModel } from "./pipelineModel.ts";
import { StateIcon, stateLabels } from "./StateIcon.tsx";

export const searchId = "sx-pipeline-search";

export function Toolbar({ model }: { readonly model: PipelineModel }) {
  const { scope, search } = useStore(model.look, (state) => state);
  const files = useStore(model.graph, (state) => state.view?.files ?? none);
  return (
    <div class="sx-bar sx-toolbar" role="toolbar" aria-label="Pipeline">
      <TextField
        class={`sx-search ${searchId}`}
        label="Search stages by name, path or command"
        placeholder="Search stages"
        value={search}
        onInput={(value) => model.setSearch(value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") model.setSearch("");
          const [first] = model.matches();
          if (event.key === "Enter" && first !== undefined) model.select(first.id);
        }}
      >
        <Icon name="search" slot="start" />
      </TextField>
      {files.length > 1 && (
        <Dropdown
          label="File whose stages are shown"
          value={scope ?? ""}
          options={[
            { value: "", label: "All files" },
            ...files.map((file) => ({ value: file, label: file })),
          ]}
          onChange={(value) => model.setScope(value === "" ? null : value)}
        />
      )}
      <Counts model={model} />
    </div>
  );
}

const none: readonly string[] = [];

/** How many stages are in each state: says at a glance whether there is something to do. */
function Counts({ model }: { readonly model: PipelineModel }) {
  const nodes = useStore(model.graph, (state) => state.view?.nodes);
  const stages = (nodes ?? []).filter(({ kind }) => kind !== "data");
  const count = (state: StageState) => stages.filter((node) => node.state === state).length;
  const findings = (nodes ?? []).reduce((sum, node) => sum + problemCount(node.findings), 0);
  if (stages.length === 0) return null;
  return (
    <div class="sx-count sx-states" role="status">
      {stageStates.map((state) => {
        const value = count(state);
        if (value === 0) return null;
        return (
          <span key={state} class="sx-state-count">
            <StateIcon state={state} />
            {value} {stateLabels[state].toLowerCase()}
          </span>
        );
      })}
      {findings > 0 && (
        <span class="sx-state-count sx-problem-count">
          <Icon name="warning" />
          {findings} {findings === 1 ? "problem" : "problems"}
        </span>
      )}
    </div>
  );
}

export function problemCount(findings: readonly { readonly severity: string }[]): number {
  return findings.filter(({ severity }) => severity === "error" || severity === "warning").length;
}
