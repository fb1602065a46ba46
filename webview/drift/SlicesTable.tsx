import {
  formatCount,
  formatPValue,
  formatShare,
  formatValue,
  none,
} from "../../src/core/drift/report/reportText.ts";
import { intervalText } from "../../src/core/drift/report/seriesChart.ts";
import type { Domain } from "../../src/core/charts/ticks.ts";
import type { Unit } from "../../src/core/figures/figure.ts";
import type { SliceReport, SlicesReport } from "../../src/core/performance/performanceReport.ts";
import { metricUnit } from "../../src/core/drift/report/metricUnit.ts";
import { Verdict } from "./VerdictIcon.tsx";

/** Groups of rows, the worst first, so that an average hides none of them. */
export function SlicesTable({ report }: { readonly report: SlicesReport }) {
  const { metric, overall, slices, searched, minRows, reason } = report;
  const unit = metricUnit(metric, null);
  const domain = domainOf(report);
  return (
    <section>
      <h3>By slice</h3>
      <p>
        <Verdict verdict={report.verdict} /> {reason}
      </p>
      <p class="sx-muted sx-small">
        {metric} is {formatValue(overall.value, unit)} over all {formatCount(overall.rows)} rows.{" "}
        {formatCount(searched)} slices with at least {formatCount(minRows)} rows were looked at.
      </p>
      {slices.length > 0 && (
        <div class="sx-scroll-x" tabIndex={0} role="region" aria-label="Slices">
          <table class="sx-facts is-wide">
            <thead>
              <tr>
                <th scope="col">Slice</th>
                <th scope="col" class="is-left">
                  Verdict
                </th>
                <th scope="col">Rows</th>
                <th scope="col">Before</th>
                <th scope="col">Now</th>
                <th scope="col" class="is-left">
                  95 % interval
                </th>
                <th scope="col">q-value</th>
              </tr>
            </thead>
            <tbody>
              {slices.slice(0, 200).map((slice, index) => (
                <SliceRow
                  key={index}
                  slice={slice}
                  overall={overall.value}
                  unit={unit}
                  domain={domain}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

interface SliceRowProps {
  readonly slice: SliceReport;
  readonly overall: number | null;
  readonly unit: Unit;
  readonly domain: Domain;
}

function SliceRow({ slice, overall, unit, domain }: SliceRowProps) {
  const { value, low, high, reference } = slice;
  return (
    <tr>
      <th scope="row">
        <SliceLabel conditions={slice.conditions} />
      </th>
      <td class="is-left">
        <Verdict verdict={slice.verdict} />
      </td>
      <td title={`${formatShare(slice.share)} of all rows`}>{formatCount(slice.rows)}</td>
      <td>{reference === null ? none : formatValue(reference.value, unit)}</td>
      <td>
        <strong>{formatValue(value, unit)}</strong>
      </td>
      <td class="is-left">
        <Interval slice={slice} overall={overall} domain={domain} />
        {low === null || high === null ? none : intervalText({ low, high }, unit)}
      </td>
      <td>{formatPValue(slice.qValue)}</td>
    </tr>
  );
}

const width = 90;

/** What all intervals of the table lie in, so that they can be compared. */
function domainOf({ overall, slices }: SlicesReport): Domain {
  const values = slices
    .slice(0, 200)
    .flatMap(({ low, high, value }) => [low, high, value])
    .concat(overall.value)
    .filter((value) => value !== null);
  return { min: Math.min(...values), max: Math.max(...values) };
}

/** Where the interval lies among all others; the line is the value over all rows. */
function Interval({ slice: { value, low, high }, overall, domain }: Omit<SliceRowProps, "unit">) {
  if (value === null || low === null || high === null) return null;
  const toX = (at: number) => {
    const share = (at - domain.min) / (domain.max - domain.min || 1);
    return 4 + share * (width - 8);
  };
  return (
    <svg class="sx-interval" width={width} height={14} aria-hidden="true">
      <line class="dr-grid" x1={2} x2={width - 2} y1={7} y2={7} />
      {overall !== null && (
        <line class="dr-divider" x1={toX(overall)} x2={toX(overall)} y1={1} y2={13} />
      )}
      <line class="dr-interval-bar" x1={toX(low)} x2={toX(high)} y1={7} y2={7} />
      <circle class="dr-dot" cx={toX(value)} cy={7} r={3} />
    </svg>
  );
}

export function SliceLabel({
  conditions,
}: {
  readonly conditions: readonly { readonly label: string }[];
}) {
  return (
    <span class="sx-conditions">
      {conditions.map(({ label }, index) => (
        <span key={index}>
          {index > 0 && <span class="sx-muted"> and </span>}
          <code>{label}</code>
        </span>
      ))}
    </span>
  );
}
