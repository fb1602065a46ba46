import type { MonitorEntry } from "../../src/protocol/driftPanel.ts";
import { Button } from "../ui/Button.tsx";
import type { DriftModel } from "./driftModel.ts";

const sample = `monitors:
  churn:
    reference: data/train.parquet
    current: data/incoming/*.parquet
    target: churned
    prediction: predicted
    retrain:
      run: train`;

/** Says what the panel is for and how to begin. */
export function NoMonitors({ model }: { readonly model: DriftModel }) {
  return (
    <div class="sx-empty">
      <p class="sx-empty-title">No monitors yet</p>
      <p>
        Compare the data a model was trained on with the data it sees now. Two files are enough for
        a first look: <strong>Check Drift…</strong> asks for both and says which features moved, how
        far, and how sure that is.
      </p>
      <div class="sx-actions">
        <Button kind="primary" onPress={() => model.host.notify("compare", {})}>
          Check Drift…
        </Button>
        <Button onPress={() => model.host.notify("addMonitor", {})}>Add a Monitor</Button>
      </div>
      <p>
        A monitor in <code>sextant.yaml</code> repeats the comparison on demand, when files change
        or on a schedule, keeps its history, and raises alerts:
      </p>
      <pre class="sx-sample">{sample}</pre>
    </div>
  );
}

export interface NoReportProps {
  readonly model: DriftModel;
  readonly entry: MonitorEntry;
}

export function NoReport({ model, entry }: NoReportProps) {
  if (entry.progress !== null || entry.failure !== null) return null;
  const isUnreadable = entry.lastCheckedAt !== null;
  return (
    <div class="sx-empty">
      <p class="sx-empty-title">
        {isUnreadable ? "The last report cannot be read" : "Not checked yet"}
      </p>
      <p>
        {isUnreadable
          ? "It is damaged, or another version of Sextant wrote it. A check makes it anew; alerts and history are kept."
          : "A check reads both data sets and compares them; nothing leaves this machine."}
      </p>
      <div class="sx-actions">
        <Button kind="primary" onPress={() => model.act("check")}>
          Check Now
        </Button>
      </div>
    </div>
  );
}
