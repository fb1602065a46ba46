import type { ViewSummary } from "../../src/core/runs/view.ts";
import { SearchProgress } from "./SearchProgress.tsx";
import { Button } from "../ui/Button.tsx";
import type { PanelModel } from "./panelModel.ts";

type Reason = "noRuns" | "noMatch";

export function emptyReason({ totalRunCount }: ViewSummary): Reason {
  return totalRunCount === 0 ? "noRuns" : "noMatch";
}

/** Says why there is nothing to see and what to do about it. */
export function EmptyState({
  model,
  reason,
}: {
  readonly model: PanelModel;
  readonly reason: Reason;
}) {
  if (reason === "noMatch") {
    return (
      <div class="sx-empty">
        <p class="sx-empty-title">No run matches</p>
        <p>The search or the filter leaves out all runs.</p>
        <Button onPress={() => model.setQuery({ filter: "", search: "" })}>Show All Runs</Button>
      </div>
    );
  }
  return (
    <div class="sx-empty">
      <p class="sx-empty-title">No runs yet</p>
      <p>
        Launch a script and its parameters, metrics and exact code appear here while it runs, or
        start one in a terminal:
      </p>
      <code class="sx-command">sextant run -- python train.py</code>
      <p>
        Sextant also shows runs that TensorBoard, MLflow, DVC, W&amp;B and other tools left in this
        folder. Folders elsewhere are added in the setting <code>sextant.sources.folders</code>.
      </p>
      <SearchProgress model={model} />
      <Button kind="primary" onPress={() => void model.act("launch", [])}>
        Launch Run…
      </Button>
    </div>
  );
}
