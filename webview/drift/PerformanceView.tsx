import { useCallback, useMemo } from "preact/hooks";
import {
  formatCount,
  formatMoment,
  formatPValue,
  formatValue,
} from "../../src/core/drift/report/reportText.ts";
import {
  createSeriesChart,
  intervalText,
  seriesTable,
  type Series,
} from "../../src/core/drift/report/seriesChart.ts";
import type {
  ChangePoint,
  MetricReport,
  PerformanceReport,
} from "../../src/core/performance/performanceReport.ts";
import { Icon } from "../ui/Icon.tsx";
import { LazyDetails } from "./LazyDetails.tsx";
import { metricUnit, placeOfRow } from "../../src/core/drift/report/metricUnit.ts";
import { Prose } from "./Prose.tsx";
import { SceneChart } from "./SceneChart.tsx";
import { SlicesTable } from "./SlicesTable.tsx";
import { ProblemList } from "./VerdictHeader.tsx";
import { Verdict } from "./VerdictIcon.tsx";

export function PerformanceView({ report }: { readonly report: PerformanceReport }) {
  const { metrics, changes, slices, problems } = report;
  return (
    <div class="sx-part-body">
      <p class="sx-part-lead">
        <Verdict verdict={report.verdict} /> <Prose text={report.reason} />
      </p>
      <p class="sx-muted">
        {formatCount(report.labelledRows)} rows with labels, {formatCount(report.unlabelledRows)}{" "}
        without.
      </p>
      {report.isEstimated && (
        <div class="sx-estimated" role="note">
          <Icon name="warning" />
          <div>
            <strong>Estimated without labels (CBPE).</strong> Right only as long as:
            <ul>
              {report.assumptions.map((assumption, index) => (
                <li key={index}>{assumption}</li>
              ))}
            </ul>
          </div>
        </div>
      )}
      <ProblemList problems={problems} />
      <div class="sx-cards">
        {metrics.map((metric) => (
          <MetricCard key={metric.id} metric={metric} changes={changes} report={report} />
        ))}
      </div>
      {changes.length > 0 && <Changes changes={changes} />}
      {slices !== null && <SlicesTable report={slices} />}
    </div>
  );
}

interface MetricCardProps {
  readonly metric: MetricReport;
  readonly changes: readonly ChangePoint[];
  readonly report: PerformanceReport;
}

function MetricCard({ metric, changes, report }: MetricCardProps) {
  const { label, current, reference, reason } = metric;
  const unit = metricUnit(metric.id, report.task);
  const series = useMemo<Series>(() => {
    const { points, referencePoints, band } = metric;
    const places = changes.map((change) => ({
      at: placeOfRow(points, change.row),
      label: describeChange(change),
    }));
    return { label, unit, points, referencePoints, band, changes: places };
  }, [metric, changes, unit]);
  const draw = useCallback((width: number) => createSeriesChart(series, width), [series]);
  const interval = intervalText(current, unit);
  return (
    <section class="sx-card" aria-label={label}>
      <header class="sx-card-head">
        <h3>{label}</h3>
        {report.isEstimated && <span class="sx-role">estimated</span>}
        <Verdict verdict={metric.verdict} />
      </header>
      <p class="sx-card-value">
        {reference !== null && (
          <span class="sx-muted">{formatValue(reference.value, unit)} → </span>
        )}
        <strong>{formatValue(current.value, unit)}</strong>
        {interval !== "" && <span class="sx-muted sx-small"> 95 %: {interval}</span>}
      </p>
      <SceneChart draw={draw} table={() => seriesTable(series)} caption={`${label} by chunk`} />
      <p class="sx-muted sx-small">{reason}</p>
      <LazyDetails summary="p-value">
        {() => (
          <p class="sx-muted sx-small">
            p {formatPValue(metric.pValue)}, q {formatPValue(metric.qValue)}
          </p>
        )}
      </LazyDetails>
    </section>
  );
}

function Changes({ changes }: { readonly changes: readonly ChangePoint[] }) {
  return (
    <section>
      <h3>Changes in the stream</h3>
      <ul class="sx-plain">
        {changes.map((change, index) => (
          <li key={index}>{describeChange(change)}</li>
        ))}
      </ul>
    </section>
  );
}

function describeChange({ detector, stream, row, time, meanBefore, meanAfter }: ChangePoint) {
  const when = time === null ? "" : ` (${formatMoment(time)})`;
  const means =
    meanBefore === null || meanAfter === null
      ? ""
      : `: ${stream} from ${formatValue(meanBefore, "number")} to ${formatValue(meanAfter, "number")} on average`;
  return `${detector} noticed a change at row ${formatCount(row)}${when}${means}`;
}
