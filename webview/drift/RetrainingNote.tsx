import { formatMoment } from "../../src/core/drift/report/reportText.ts";
import type { PerformanceVerdict } from "../../src/core/performance/performanceReport.ts";
import type { MonitorDetail, RetrainOffer } from "../../src/protocol/driftPanel.ts";
import type { DriftModel } from "./driftModel.ts";
import { Prose } from "./Prose.tsx";

export interface RetrainingNoteProps {
  readonly model: DriftModel;
  readonly retrain: RetrainOffer;
  readonly models: MonitorDetail["models"];
}

/** How it stands with retraining, and what to do next. */
export function RetrainingNote({ model, retrain, models }: RetrainingNoteProps) {
  const { run, lastRun, problem } = retrain;
  const compared = models !== null && models.afterRun === lastRun?.id ? models : null;
  const { title, text } = noteOf(retrain, compared);
  return (
    <div class="sx-retraining">
      <p>
        <strong>{title}</strong> <Prose text={text} />
        {compared !== null && (
          <>
            {" "}
            <button
              type="button"
              class="sx-link"
              onClick={() => model.look.set({ tab: "retraining", feature: null })}
            >
              Show the comparison
            </button>
          </>
        )}
      </p>
      {problem !== null && <p>{problem}</p>}
      <p class="sx-muted">
        Retrained by <code>{run}</code>
        {lastRun !== null && (
          <>
            {" · newest run: "}
            <button
              type="button"
              class="sx-link"
              onClick={() => model.host.notify("openRun", { run: lastRun.id })}
            >
              {lastRun.name}
            </button>{" "}
            ({lastRun.status}, {formatMoment(lastRun.startedAt)})
          </>
        )}
      </p>
    </div>
  );
}

interface Note {
  readonly title: string;
  readonly text: string;
}

function noteOf(
  { isOffered, reason }: RetrainOffer,
  compared: NonNullable<MonitorDetail["models"]> | null,
): Note {
  if (isOffered) return { title: "Retraining is offered:", text: reason };
  if (compared !== null) return next[compared.comparison.verdict];
  return { title: "No retraining yet:", text: reason };
}

const next: Readonly<Record<PerformanceVerdict, Note>> = {
  better: {
    title: "The retrained model is better.",
    text: "Put it into use: once its predictions are the monitor's current data, the next check measures it. If the data will stay as they are now, accept them as the reference.",
  },
  worse: {
    title: "The retrained model is worse.",
    text: "Keep the one in use, and look at the slices that fell and at the data that it was trained on.",
  },
  watch: {
    title: "The retrained model may be worse in places.",
    text: "Look at its slices before it is put into use.",
  },
  stable: {
    title: "The retrained model is no better.",
    text: "More or other data may be needed than it was trained on.",
  },
  "not-enough-rows": {
    title: "It cannot be told yet whether the retrained model is better.",
    text: "More rows with labels are needed; check again when they are there.",
  },
};
