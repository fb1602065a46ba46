import type { MonitorReport } from "../../monitors/monitorReport.ts";
import type { ComparedSide } from "./driftReport.ts";
import { renderDrift } from "./htmlFeatures.ts";
import {
  renderHealth,
  renderLlm,
  renderPerformance,
  renderProblems,
  renderValidation,
} from "./htmlParts.ts";
import { htmlStyle } from "./htmlStyle.ts";
import { html, Markup } from "./markup.ts";
import { formatCount, formatMoment, verdictWords } from "./reportText.ts";

/** A monitor that could not be checked, in place of its report. */
export interface FailedReport {
  readonly monitor: string;
  /** Why, one sentence. */
  readonly failure: string;
}

/**
 * Reports as one HTML file that needs nothing else: no script, no picture, no address outside. It
 * follows the reader's light or dark, and stays below 1 MB for a thousand features.
 *
 * Invariant: whatever stands in a report is text on the page, never markup.
 */
export function renderHtml(...reports: readonly (MonitorReport | FailedReport)[]): string {
  const titles = reports.map((one) =>
    "failure" in one ? `${one.monitor}: Failed` : `${one.monitor}: ${verdictWords[one.verdict]}`,
  );
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'"
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${titles.join(", ")}</title>
        <style>
          ${new Markup(htmlStyle)}
        </style>
      </head>
      <body>
        ${reports.map((one) => ("failure" in one ? renderFailure(one) : renderReport(one)))}
      </body>
    </html> `.text;
}

function renderFailure({ monitor, failure }: FailedReport): Markup {
  return html`<main>
    <header>
      <p class="muted">${monitor}</p>
      <h1><span class="verdict is-degraded">Failed</span><span>: ${failure}</span></h1>
    </header>
  </main> `;
}

function renderReport(report: MonitorReport): Markup {
  const { monitor, verdict, reason, checkedAt, drift, performance } = report;
  const { validation, health, llm, problems } = report;
  return html`<main>
    <header>
      <p class="muted">${monitor}</p>
      <h1>
        <span class="verdict is-${verdict}">${verdictWords[verdict]}</span><span>: ${reason}</span>
      </h1>
      <p class="muted">Checked ${formatMoment(checkedAt)}</p>
      ${drift !== null && html`${renderSide("Current", drift.current)}${renderSide("Reference", drift.reference)}`}
      ${renderProblems([...problems, ...(drift?.problems ?? [])])}
    </header>
    ${performance !== null && renderPerformance(performance)}
    ${drift !== null && renderDrift(drift)} ${validation !== null && renderValidation(validation)}
    ${health !== null && renderHealth(health)} ${llm !== null && renderLlm(llm)}
  </main> `;
}

function renderSide(
  name: string,
  { label, rows, columns, fingerprint, run }: ComparedSide,
): Markup {
  const commit = run?.commit ?? null;
  return html`<p class="muted">
    ${name}: ${label}, ${formatCount(rows)} rows, ${formatCount(columns)} columns, fingerprint
    <code>${fingerprint}</code
    >${run !== null && html`, run <code>${run.id}</code>`}${commit !== null && html`, commit <code>${commit}</code>`}
  </p>`;
}
