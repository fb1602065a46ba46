import type { ComponentChildren } from "preact";
import { useCallback, useMemo } from "preact/hooks";
import { figurePoints } from "../../src/core/drift/report/reportView.ts";
import {
  formatCount,
  formatPValue,
  formatShare,
  formatValue,
} from "../../src/core/drift/report/reportText.ts";
import {
  createSeriesChart,
  intervalText,
  seriesTable,
  type Series,
} from "../../src/core/drift/report/seriesChart.ts";
import type { HealthReport } from "../../src/core/health/healthReport.ts";
import type { LlmReport } from "../../src/core/llm/llmReport.ts";
import type { Figure } from "../../src/core/figures/figure.ts";
import { useStore } from "../host/store.ts";
import { Button } from "../ui/Button.tsx";
import type { DriftModel } from "./driftModel.ts";
import { LazyDetails } from "./LazyDetails.tsx";
import { Leaks, Models } from "./LlmTables.tsx";
import { Prose } from "./Prose.tsx";
import { SceneChart } from "./SceneChart.tsx";
import { ProblemList } from "./VerdictHeader.tsx";
import { Verdict } from "./VerdictIcon.tsx";

interface ViewProps<T> {
  readonly model: DriftModel;
  readonly report: T;
}

export function HealthView({ model, report }: ViewProps<HealthReport>) {
  return (
    <div class="sx-part-body">
      <p class="sx-part-lead">
        <Verdict verdict={report.verdict} /> <Prose text={report.reason} />
      </p>
      <p class="sx-muted">
        From {report.source}, {formatCount(report.rows)} {report.rows === 1 ? "row" : "rows"}.
      </p>
      <ProblemList problems={report.problems} />
      <Figures model={model} part="health" figures={report.figures} currency="" />
    </div>
  );
}

export function LlmView({ model, report }: ViewProps<LlmReport>) {
  const { currency, pricesAsOf, unpriced } = report;
  return (
    <div class="sx-part-body">
      <p class="sx-part-lead">
        <Verdict verdict={report.verdict} /> <Prose text={report.reason} />
      </p>
      <p class="sx-muted">
        {formatCount(report.rows)} requests.
        {pricesAsOf !== null && ` Prices as of ${pricesAsOf}.`}
        {unpriced.length > 0 && ` Without a price, so not in the cost: ${unpriced.join(", ")}.`}
      </p>
      <ProblemList problems={report.problems} />
      <Figures model={model} part="llm" figures={report.figures} currency={currency} />
      <Models report={report} />
      <Leaks model={model} leaks={report.leaks} />
    </div>
  );
}

interface FiguresProps {
  readonly model: DriftModel;
  readonly part: "health" | "llm";
  readonly figures: readonly Figure[];
  readonly currency: string;
}

function Figures({ model, part, figures, currency }: FiguresProps) {
  const whole = useStore(model.opened, (state) => state.figures);
  return (
    <div class="sx-cards">
      {figures.map((figure) => {
        const full = whole.get(`${part}.${figure.id}`);
        const isShortened = full === undefined && figure.points.length >= figurePoints;
        return (
          <FigureCard key={figure.id} figure={full ?? figure} currency={currency}>
            {isShortened && (
              <Button onPress={() => void model.openFigure(part, figure.id)}>
                Show All Points
              </Button>
            )}
          </FigureCard>
        );
      })}
    </div>
  );
}

interface FigureCardProps {
  readonly figure: Figure;
  readonly currency: string;
  readonly children?: ComponentChildren;
}

function FigureCard({ figure, currency, children }: FigureCardProps) {
  const { label, unit, current, reference, points, reason } = figure;
  const series = useMemo<Series>(
    () => ({
      label,
      unit,
      referencePoints: [],
      points,
      band: figure.band,
      ...(unit === "currency" ? { axisUnit: currency } : {}),
    }),
    [figure, currency],
  );
  const draw = useCallback((width: number) => createSeriesChart(series, width), [series]);
  const interval = intervalText(figure, unit);
  return (
    <section class="sx-card" aria-label={label}>
      <header class="sx-card-head">
        <h3>{label}</h3>
        {isJudged(figure) && <Verdict verdict={figure.verdict} />}
      </header>
      <p class="sx-card-value">
        <strong>{formatValue(current, unit, currency)}</strong>
        <span class="sx-muted sx-small">
          {changeText(figure)}
          {reference !== null && ` from ${formatValue(reference, unit, currency)}`}
          {interval !== "" && ` · 95 %: ${interval}`}
        </span>
      </p>
      {points.length > 1 && (
        <SceneChart draw={draw} table={() => seriesTable(series)} caption={`${label} over time`} />
      )}
      <p class="sx-muted sx-small">{reason}</p>
      {children}
      {figure.pValue !== null && (
        <LazyDetails summary="p-value">
          {() => (
            <p class="sx-muted sx-small">
              p {formatPValue(figure.pValue)}, q {formatPValue(figure.qValue)}
            </p>
          )}
        </LazyDetails>
      )}
    </section>
  );
}

/** A figure with nothing to compare it with is neither stable nor anything else. */
function isJudged({ verdict, pValue, band }: Figure): boolean {
  return verdict !== "stable" || pValue !== null || band !== null;
}

/** ` +164 %`; nothing where it cannot be said. */
function changeText({ reference, current }: Figure): string {
  if (reference === null || current === null || reference === 0) return "";
  const change = (current - reference) / Math.abs(reference);
  return ` ${change > 0 ? "+" : ""}${formatShare(change)}`;
}
