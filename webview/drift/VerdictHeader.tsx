import { formatDuration } from "../../src/core/charts/format.ts";
import type { DriftView, ReportView } from "../../src/core/drift/report/reportView.ts";
import { formatCount, formatMoment } from "../../src/core/drift/report/reportText.ts";
import type { MonitorDetail, MonitorEntry } from "../../src/protocol/driftPanel.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import type { DriftModel } from "./driftModel.ts";
import { HeaderActions } from "./HeaderActions.tsx";
import { Prose } from "./Prose.tsx";
import { RetrainingNote } from "./RetrainingNote.tsx";
import { VerdictIcon, wordOf } from "./VerdictIcon.tsx";

export interface VerdictHeaderProps {
  readonly model: DriftModel;
  readonly entry: MonitorEntry;
  readonly detail: MonitorDetail | null;
  readonly isNarrow: boolean;
}

/** Is there drift, why, and what to do: what is read first. */
export function VerdictHeader({ model, entry, detail, isNarrow }: VerdictHeaderProps) {
  const report = detail?.report ?? null;
  return (
    <header class="sx-drift-head">
      <Progress model={model} entry={entry} />
      <Failure entry={entry} checkedAt={report?.checkedAt ?? null} />
      <Answer entry={entry} report={report} />
      {detail !== null && (
        <HeaderActions model={model} entry={entry} detail={detail} isNarrow={isNarrow} />
      )}
      {detail?.retrain != null && (
        <RetrainingNote model={model} retrain={detail.retrain} models={detail.models} />
      )}
      {report !== null && <ProblemList problems={report.problems} />}
    </header>
  );
}

interface AnswerProps {
  readonly entry: MonitorEntry;
  readonly report: ReportView | null;
}

function Answer({ entry, report }: AnswerProps) {
  const verdict = report?.verdict ?? entry.verdict;
  return (
    <div class="sx-answer">
      <VerdictIcon verdict={verdict} />
      <div>
        <p class="sx-answer-place">{entry.name}</p>
        <h1>
          {wordOf(verdict)}
          {report !== null && (
            <span class="sx-answer-reason">
              : <Prose text={report.reason} />
            </span>
          )}
        </h1>
        {report !== null && (
          <p class="sx-muted sx-answer-facts">
            Checked {formatMoment(report.checkedAt)} in {formatDuration(report.durationMs)}
            {report.drift !== null && <Sides drift={report.drift} />}
          </p>
        )}
      </div>
    </div>
  );
}

interface FailureProps {
  readonly entry: MonitorEntry;
  readonly checkedAt: string | null;
}

/** The newest check failed: the last good report stays, and says of when it is. */
function Failure({ entry: { failure }, checkedAt }: FailureProps) {
  if (failure === null) return null;
  return (
    <div class="sx-failure" role="alert">
      <Icon name="warning" />
      <span>
        The check of {formatMoment(failure.at)} failed: {failure.message}
        {checkedAt !== null && <> What follows is the report of {formatMoment(checkedAt)}.</>}
      </span>
    </div>
  );
}

function Sides({ drift }: { readonly drift: DriftView }) {
  const { reference, current } = drift;
  return (
    <>
      {" · "}
      <span title={current.files.join("\n")}>
        {current.label} ({formatCount(current.rows)} rows)
      </span>
      {" against "}
      <span title={reference.files.join("\n")}>
        {reference.label} ({formatCount(reference.rows)} rows)
      </span>
    </>
  );
}

function Progress({ model, entry }: { readonly model: DriftModel; readonly entry: MonitorEntry }) {
  const { progress } = entry;
  if (progress === null) return null;
  const percent = progress.share === null ? null : Math.round(progress.share * 100);
  return (
    <div class="sx-checking" role="status">
      <div
        class={percent === null ? "sx-checking-bar is-open" : "sx-checking-bar"}
        role="progressbar"
        aria-label={`Checking ${entry.name}`}
        {...(percent === null ? {} : { "aria-valuenow": percent })}
      >
        <div style={percent === null ? {} : { width: `${percent}%` }} />
      </div>
      <span class="sx-checking-text">
        {progress.message}
        {percent !== null && ` (${percent} %)`}
      </span>
      <Button onPress={() => model.act("cancel")}>Cancel</Button>
    </div>
  );
}

export function ProblemList({ problems }: { readonly problems: readonly string[] }) {
  if (problems.length === 0) return null;
  return (
    <ul class="sx-report-problems">
      {problems.slice(0, 20).map((problem, index) => (
        <li key={index}>
          <Icon name="warning" />
          <span>
            <Prose text={problem} />
          </span>
        </li>
      ))}
      {problems.length > 20 && <li class="sx-muted">and {problems.length - 20} more</li>}
    </ul>
  );
}
