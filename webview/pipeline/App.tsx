import { useStore } from "../host/store.ts";
import { Button } from "../ui/Button.tsx";
import { GraphView } from "./GraphView.tsx";
import type { PipelineModel } from "./pipelineModel.ts";
import { StageDetail } from "./StageDetail.tsx";
import { Toolbar } from "./Toolbar.tsx";

export function App({ model }: { readonly model: PipelineModel }) {
  const { view, layout, error } = useStore(model.graph, (state) => state);
  const selected = useStore(model.look, (state) => state.selected);
  const node = view?.nodes.find(({ id }) => id === selected);
  return (
    <div class="sx-app">
      <Toolbar model={model} />
      {error !== "" && (
        <div class="sx-notice" role="alert">
          {error} <Button onPress={() => void model.refresh()}>Try Again</Button>
        </div>
      )}
      {view !== null && view.hiddenCount > 0 && (
        <div class="sx-notice" role="status">
          {view.hiddenCount.toLocaleString("en-US")} more stages are not drawn. Choose a file above
          to see its stages.
        </div>
      )}
      {view !== null && layout !== null && view.nodes.length > 0 && (
        <div class="sx-pipeline">
          <GraphView model={model} view={view} layout={layout} />
          {node !== undefined && <StageDetail model={model} node={node} />}
        </div>
      )}
      {view?.nodes.length === 0 && <NoStages />}
    </div>
  );
}

function NoStages() {
  return (
    <div class="sx-empty">
      <p class="sx-empty-title">No stages</p>
      <p>
        The stages of this project&rsquo;s <code>dvc.yaml</code> files appear here as a graph: what
        each one needs, whether it is up to date, and what is wrong with it. DVC itself need not be
        installed for that.
      </p>
      <p>
        A file named <code>dvc.yaml</code> with one stage is a beginning:
      </p>
      <pre class="sx-sample">
        {"stages:\n  train:\n    cmd: python train.py\n    deps: [train.py]\n    outs: [model.pkl]"}
      </pre>
    </div>
  );
}
