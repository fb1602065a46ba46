import type { HealthReport } from "../../health/healthReport.ts";
import type { LlmReport } from "../../llm/llmReport.ts";
import type { Figure } from "../../figures/figure.ts";
import { metricUnit } from "./metricUnit.ts";
import type {
  MetricReport,
  PerformanceReport,
  SlicesReport,
} from "../../performance/performanceReport.ts";
import type { ValidationReport } from "../../validation/validationReport.ts";
import { renderSvg } from "./chartScene.ts";
import { renderVerdict } from "./htmlFeatures.ts";
import { html, Markup, renderTable } from "./markup.ts";
import { formatCount, formatPValue, formatValue, none } from "./reportText.ts";
import { createSeriesChart, intervalText, seriesTable, type Series } from "./seriesChart.ts";

/** The parts of an exported page beside the features. */

const chartWidth = 420;
/** Points of a chart on the page: the newest. */
const maxPoints = 120;

export function renderPerformance(report: PerformanceReport): Markup {
  const { metrics, changes, slices, assumptions } = report;
  return html`<section>
    <h2>Performance</h2>
    <p>${renderVerdict(report.verdict)} ${report.reason}</p>
    <p class="muted">
      ${formatCount(report.labelledRows)} rows with labels, ${formatCount(report.unlabelledRows)}
      without.
    </p>
    ${
      report.isEstimated &&
      html`<div class="note">
        <strong>Estimated without labels (CBPE).</strong> Right only as long as:
        <ul>
          ${assumptions.map((text) => html`<li>${text}</li>`)}
        </ul>
      </div>`
    }
    ${renderProblems(report.problems)}
    <div class="cards">${metrics.map((metric) => renderMetric(metric, report))}</div>
    ${
      changes.length > 0 &&
      html`<ul>
        ${changes.map(
          ({ detector, stream, row }) =>
            html`<li>${detector} noticed a change of the ${stream} at row ${formatCount(row)}</li>`,
        )}
      </ul>`
    }
    ${slices !== null && renderSlices(slices)}
  </section>`;
}

function renderMetric(metric: MetricReport, { task }: PerformanceReport): Markup {
  const { label, reference, current, verdict, reason } = metric;
  const unit = metricUnit(metric.id, task);
  const before = reference !== null && `${formatValue(reference.value, unit)} → `;
  const interval = intervalText(current, unit);
  return html`<div class="card">
    <h3>${label}</h3>
    <p>
      ${renderVerdict(verdict)} ${before}<span class="big"
        >${formatValue(current.value, unit)}</span
      >
      <span class="muted">${interval !== "" && `95 %: ${interval}`}</span>
    </p>
    ${renderSeries({ label, unit, points: metric.points, referencePoints: metric.referencePoints, band: metric.band })}
    <p class="muted">
      ${reason} (p ${formatPValue(metric.pValue)}, q ${formatPValue(metric.qValue)})
    </p>
  </div>`;
}

function renderSeries(series: Series): Markup {
  const short: Series = {
    ...series,
    points: series.points.slice(-maxPoints),
    referencePoints: series.referencePoints.slice(-maxPoints),
  };
  if (short.points.length + short.referencePoints.length < 2) return new Markup("");
  return html`${new Markup(renderSvg(createSeriesChart(short, chartWidth)))}
    <details>
      <summary>Numbers</summary>
      ${renderTable({ ...seriesTable(short), numeric: [2, 3, 4] })}
    </details>`;
}

function renderSlices(report: SlicesReport): Markup {
  const unit = metricUnit(report.metric, null);
  return html`<h3>By slice</h3>
    <p>${renderVerdict(report.verdict)} ${report.reason}</p>
    <p class="muted">
      ${report.metric} is ${formatValue(report.overall.value, unit)} over all rows;
      ${formatCount(report.searched)} slices were looked at.
    </p>
    ${renderTable({
      head: ["Slice", "Verdict", "Rows", "Before", "Now", "95 % interval", "q-value"],
      numeric: [2, 3, 4, 5, 6],
      rows: report.slices
        .slice(0, 100)
        .map((slice) => [
          slice.conditions.map(({ label }) => label).join(" and "),
          renderVerdict(slice.verdict),
          formatCount(slice.rows),
          slice.reference === null ? none : formatValue(slice.reference.value, unit),
          formatValue(slice.value, unit),
          intervalText(slice, unit) || none,
          formatPValue(slice.qValue),
        ]),
    })}`;
}

const outcomeWords = {
  passed: "Passed",
  failed: "Failed",
  "not-applicable": "Not applicable",
} as const;

export function renderValidation(report: ValidationReport): Markup {
  return html`<section>
    <h2>Validation</h2>
    <p>${report.reason}</p>
    ${renderTable({
      head: ["Rule", "Result", "Found", "Failed rows"],
      numeric: [3],
      rows: report.results
        .slice(0, 500)
        .map(({ rule, outcome, level, message, failedRows }) => [
          rule,
          html`<span class="verdict is-${outcome}"
            >${outcomeWords[outcome]}${outcome === "failed" && ` (${level})`}</span
          >`,
          message,
          formatCount(failedRows),
        ]),
    })}
  </section>`;
}

export function renderHealth(report: HealthReport): Markup {
  return html`<section>
    <h2>Health</h2>
    <p>${renderVerdict(report.verdict)} ${report.reason}</p>
    ${renderProblems(report.problems)}${renderFigures(report.figures, "")}
  </section>`;
}

export function renderLlm(report: LlmReport): Markup {
  const { models, leaks, currency } = report;
  return html`<section>
    <h2>Language model</h2>
    <p>${renderVerdict(report.verdict)} ${report.reason}</p>
    <p class="muted">
      ${formatCount(report.rows)}
      requests.${report.pricesAsOf !== null && ` Prices as of ${report.pricesAsOf}.`}
      ${report.unpriced.length > 0 && `Without a price: ${report.unpriced.join(", ")}.`}
    </p>
    ${renderProblems(report.problems)}${renderFigures(report.figures, currency)}
    ${
      models.length > 0 &&
      renderTable({
        head: ["Model", "Requests", "Input tokens", "Output tokens", "Cost"],
        numeric: [1, 2, 3, 4],
        rows: models
          .slice(0, 200)
          .map((one) => [
            `${one.name}${one.isNew ? " (new)" : ""}`,
            formatCount(one.rows),
            formatCount(one.inputTokens),
            formatCount(one.outputTokens),
            formatValue(one.cost, "currency", currency),
          ]),
      })
    }
    ${
      leaks.length > 0 &&
      html`<h3>Personal data and secrets</h3>
        <ul>
          ${leaks.map(
            ({ label, rows, examples }) =>
              html`<li>
                ${label} in ${formatCount(rows)}
                requests${examples
                  .slice(0, 3)
                  .map(
                    ({ masked, file, line }) => html` · <code>${masked}</code> (${file}:${line})`,
                  )}
              </li>`,
          )}
        </ul>`
    }
  </section>`;
}

function renderFigures(figures: readonly Figure[], currency: string): Markup {
  return html`<div class="cards">
    ${figures.map((figure) => {
      const { label, unit, current, reference, verdict, reason, points, band } = figure;
      const from = reference !== null && ` from ${formatValue(reference, unit, currency)}`;
      return html`<div class="card">
        <h3>${label}</h3>
        <p>
          ${renderVerdict(verdict)} <span class="big">${formatValue(current, unit, currency)}</span
          ><span class="muted">${from}</span>
        </p>
        ${renderSeries({ label, unit, points, referencePoints: [], band })}
        <p class="muted">${reason}</p>
      </div>`;
    })}
  </div>`;
}

export function renderProblems(problems: readonly string[]): Markup {
  if (problems.length === 0) return new Markup("");
  return html`<ul>
    ${problems.slice(0, 50).map((problem) => html`<li>${problem}</li>`)}
  </ul>`;
}
