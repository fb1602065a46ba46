import { renderSvg } from "./chartScene.ts";
import { createDistributionChart, distributionTable } from "./distributionChart.ts";
import type { DriftReport, FeatureReport, SideStatistics } from "./driftReport.ts";
import { html, Markup, renderTable } from "./markup.ts";
import { createMiniPaths } from "./miniChart.ts";
import {
  formatCount,
  formatNulls,
  formatPValue,
  formatScore,
  formatShare,
  formatShift,
  roleWords,
  verdictWords,
} from "./reportText.ts";
import { createMini } from "./reportView.ts";

/** Rows of the table; the rest would be stable ones, at the end. */
export const maxHtmlFeatures = 1500;
/** Up to so many features all of the table have a small chart; of more only those that moved. */
export const maxHtmlMinis = 300;
/** Features of which the page has a chart in full. */
export const maxHtmlCharts = 40;

export function renderVerdict(verdict: keyof typeof verdictWords): Markup {
  return html`<span class="verdict is-${verdict}">${verdictWords[verdict]}</span>`;
}

export function renderDrift(report: DriftReport): Markup {
  const { features, schemaChanges, classifier } = report;
  const shown = features.slice(0, maxHtmlFeatures);
  const opened = features.filter(isWorthAChart).slice(0, maxHtmlCharts);
  const hidden = features.length - shown.length;
  return html`<section>
    <h2>Features</h2>
    <p>${renderVerdict(report.verdict)} ${report.reason}</p>
    <p class="muted">
      ${formatShare(report.driftedShare)} of features drifted, weighted by importance;
      ${formatShare(report.driftedShareThreshold)} are a verdict. Behaviour
      <code>${report.behaviour}</code>, rate of false discoveries ${report.alpha}
      (Benjamini–Hochberg).
    </p>
    ${classifier !== null && renderClassifier(classifier)}
    ${
      schemaChanges.length > 0 &&
      html`<ul>
        ${schemaChanges.slice(0, 200).map(({ message }) => html`<li>${message}</li>`)}
      </ul>`
    }
    ${renderKey()}${renderFeatureTable(shown)}
    ${hidden > 0 && html`<p class="muted">and ${formatCount(hidden)} more features</p>`}
    ${opened.map(renderFeature)}
  </section>`;
}

function renderKey(): Markup {
  return html`<p>
    <span class="key reference">reference</span><span class="key current">current</span>
  </p>`;
}

function renderClassifier(classifier: NonNullable<DriftReport["classifier"]>): Markup {
  const { auc, low, high, verdict, reasons } = classifier;
  const by = reasons.slice(0, 5).map(({ columns }) => columns.join(" with "));
  return html`<p>
    All columns together: ${renderVerdict(verdict)} A classifier tells current rows from reference
    rows with an AUC of ${auc.toFixed(2)} (${low.toFixed(2)} to
    ${high.toFixed(2)})${by.length > 0 && `, by ${by.join(", ")}`}.
  </p>`;
}

function isWorthAChart({ verdict, role, distribution }: FeatureReport): boolean {
  return distribution !== null && (verdict !== "stable" || role !== "feature");
}

function renderFeatureTable(features: readonly FeatureReport[]): Markup {
  return renderTable({
    head: ["Feature", "Type", "Verdict", "Shift", "", "Score", "q-value", "Rows needed", "Nulls"],
    numeric: [3, 5, 6, 7, 8],
    rows: features.map((feature) => {
      const { name, role, type, verdict, nulls } = feature;
      return [
        html`${name}${role !== "feature" && html` <span class="muted">${roleWords[role]}</span>`}`,
        type,
        renderVerdict(verdict),
        formatShift(feature.equivalentShift),
        verdict !== "stable" || features.length <= maxHtmlMinis ? renderMini(feature) : null,
        formatScore(feature.score, feature.scoreLow, feature.scoreHigh),
        formatPValue(feature.qValue),
        formatCount(feature.rowsNeeded),
        formatNulls(nulls),
      ];
    }),
  });
}

const miniSize = { width: 80, height: 20 };

function renderMini({ distribution }: FeatureReport): Markup {
  if (distribution === null) return new Markup("");
  const { reference, current } = createMiniPaths(createMini(distribution), miniSize);
  return new Markup(
    `<svg width="80" height="20" aria-hidden="true"><path class="mr" d="${reference}"/><path class="mc" d="${current}"/></svg>`,
  );
}

function renderFeature(feature: FeatureReport): Markup {
  const { name, type, verdict, reason, distribution, unseen, checks } = feature;
  const isTime = type === "timestamp";
  const rowsOf = (side: SideStatistics | null) => (side === null ? 0 : side.rows - side.nulls);
  const chart =
    distribution !== null &&
    new Markup(
      renderSvg(
        createDistributionChart(distribution, {
          width: 640,
          isTime,
          valueLabel: name,
          referenceRows: rowsOf(feature.reference),
          currentRows: rowsOf(feature.current),
        }),
      ),
    );
  const numbers = distribution !== null && distributionTable(distribution, isTime);
  return html`<article class="feature">
    <h3>${name}</h3>
    <p>${renderVerdict(verdict)} ${reason}</p>
    ${chart}
    ${
      unseen.share > 0 &&
      html`<p>
        Unseen categories: ${formatShare(unseen.share)} of rows, as
        ${unseen.values
          .slice(0, 5)
          .map(({ value }) => value)
          .join(", ")}
      </p>`
    }
    <details>
      <summary>Numbers and checks</summary>
      <ul>
        ${checks.map(
          (check) =>
            html`<li>
              ${renderVerdict(check.verdict)} ${check.kind}: ${check.message} (p
              ${formatPValue(check.pValue)}, q ${formatPValue(check.qValue)})
            </li>`,
        )}
      </ul>
      ${feature.testLabel !== null && html`<p class="muted">Score of the ${feature.testLabel}</p>`}
      ${numbers !== false && renderTable({ ...numbers, numeric: [1, 2, 3] })}
    </details>
  </article>`;
}
