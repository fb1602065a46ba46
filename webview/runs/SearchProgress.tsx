import { describeProgress } from "../../src/core/runs/searchProgress.ts";
import { useStore } from "../host/store.ts";
import type { PanelModel } from "./panelModel.ts";

/** How far looking for the runs of other tools has come, while it is under way. */
export function SearchProgress({ model }: { readonly model: PanelModel }) {
  const progress = useStore(model.progress, (state) => state.progress);
  if (progress === null) return null;
  return (
    <div class="sx-progress">
      <span class="sx-progress-bar" aria-hidden="true" />
      <span>{describeProgress(progress)}</span>
    </div>
  );
}
