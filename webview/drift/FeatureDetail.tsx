import { useCallback, useEffect, useRef } from "preact/hooks";
import {
  createDistributionChart,
  distributionTable,
} from "../../src/core/drift/report/distributionChart.ts";
import type {
  CheckKind,
  Distribution,
  FeatureReport,
  SideStatistics,
} from "../../src/core/drift/report/driftReport.ts";
import {
  formatColumnValue,
  formatCount,
  formatPValue,
  formatScore,
  formatShare,
  formatShift,
  none,
  roleWords,
  severityWords,
} from "../../src/core/drift/report/reportText.ts";
import {
  createSeriesChart,
  seriesTable,
  type Series,
} from "../../src/core/drift/report/seriesChart.ts";
import type { FeatureHistory } from "../../src/protocol/driftPanel.ts";
import { useStore } from "../host/store.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import type { DriftModel } from "./driftModel.ts";
import { LazyDetails } from "./LazyDetails.tsx";
import { Prose } from "./Prose.tsx";
import { SceneChart } from "./SceneChart.tsx";
import { Verdict } from "./VerdictIcon.tsx";

export interface FeatureDetailProps {
  readonly model: DriftModel;
  readonly name: string;
  readonly isBeside: boolean;
}

export function FeatureDetail({ model, name, isBeside }: FeatureDetailProps) {
  const { feature, featureError } = useStore(model.opened, (state) => state);
  const frame = useRef<HTMLElement>(null);
  // In the table's place there is nothing else that could hold the focus.
  useEffect(() => {
    if (!isBeside) frame.current?.focus();
  }, [isBeside]);
  const close = () => {
    void model.openFeature(null);
    // The table is there again, or still is, once this is drawn.
    requestAnimationFrame(() => document.querySelector<HTMLElement>(".sx-feature-table")?.focus());
  };
  return (
    <aside
      ref={frame}
      class={isBeside ? "sx-feature-detail is-beside" : "sx-feature-detail"}
      aria-label={`Feature ${name}`}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === "Escape") close();
      }}
    >
      <header class="sx-feature-title">
        <h2>{name}</h2>
        <Button kind="icon" label="Close" onPress={close}>
          <Icon name="close" />
        </Button>
      </header>
      {featureError !== "" && <p class="sx-failure">{featureError}</p>}
      {feature !== null && feature.report === null && (
        <p class="sx-hint">The newest report has no such feature any more.</p>
      )}
      {feature?.report != null && <Body feature={feature.report} history={feature.history} />}
    </aside>
  );
}

interface BodyProps {
  readonly feature: FeatureReport;
  readonly history: FeatureHistory;
}

function Body({ feature, history }: BodyProps) {
  const { type, role, verdict, severity, importance, distribution } = feature;
  const facts = [
    type,
    roleWords[role],
    severityWords[severity],
    importance === null ? "" : `importance ${formatScore(importance)}`,
  ];
  return (
    <>
      <p class="sx-feature-verdict">
        <Verdict verdict={verdict} />
        <span class="sx-muted">{facts.filter(Boolean).join(" · ")}</span>
      </p>
      <p class="sx-feature-reason">
        <Prose text={feature.reason} />
      </p>
      <KeyNumbers feature={feature} />
      {distribution !== null && <DistributionPart feature={feature} distribution={distribution} />}
      <Missing feature={feature} />
      <HistoryPart feature={feature} history={history} />
      <Statistics feature={feature} />
      <Checks feature={feature} />
    </>
  );
}

function KeyNumbers({ feature }: { readonly feature: FeatureReport }) {
  const { score, scoreLow, scoreHigh, threshold, effect, equivalentShift } = feature;
  const { noiseFloor, rowsNeeded, qValue } = feature;
  const list: readonly (readonly [label: string, value: string])[] = [
    ["Rows that moved", formatShare(effect)],
    ["As a shift of", formatShift(equivalentShift)],
    ["Score", formatScore(score, scoreLow, scoreHigh)],
    ["Threshold", formatScore(threshold)],
    ["q-value", formatPValue(qValue)],
    ["By chance alone", formatShare(noiseFloor)],
    ...(rowsNeeded === null ? [] : [["Rows needed a side", formatCount(rowsNeeded)] as const]),
  ];
  return (
    <dl class="sx-key-numbers">
      {list
        .filter(([, value]) => value !== none)
        .map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

interface DistributionPartProps {
  readonly feature: FeatureReport;
  readonly distribution: Distribution;
}

function DistributionPart({ feature, distribution }: DistributionPartProps) {
  const { name } = feature;
  const isTime = feature.type === "timestamp";
  const referenceRows = valuesOf(feature.reference);
  const currentRows = valuesOf(feature.current);
  const draw = useCallback(
    (width: number) =>
      createDistributionChart(distribution, {
        width,
        isTime,
        valueLabel: name,
        referenceRows,
        currentRows,
      }),
    [distribution, isTime, name, referenceRows, currentRows],
  );
  const title = feature.type === "text" ? "Lengths of texts" : "Distribution";
  return (
    <section>
      <div class="sx-section-head">
        <h3>{title}</h3>
        <span class="sx-key is-reference">reference</span>
        <span class="sx-key is-current">current</span>
      </div>
      <SceneChart
        draw={draw}
        table={() => distributionTable(distribution, isTime)}
        caption={`${title} of ${feature.name}`}
      />
    </section>
  );
}

function valuesOf(side: SideStatistics | null): number {
  return side === null ? 0 : Math.max(0, side.rows - side.nulls);
}

/** Nulls, categories that were not there before, and values outside of what was. */
function Missing({ feature }: { readonly feature: FeatureReport }) {
  const { nulls, unseen, outOfRange } = feature;
  const hasOutside = outOfRange !== null && (outOfRange.below > 0 || outOfRange.above > 0);
  return (
    <section>
      <h3>Values</h3>
      <dl class="sx-pairs">
        <dt>Nulls</dt>
        <dd>
          {formatShare(nulls.reference)} → {formatShare(nulls.current)}
        </dd>
        {unseen.share > 0 && (
          <>
            <dt>Unseen categories</dt>
            <dd>
              {formatShare(unseen.share)} of rows
              <ul class="sx-plain">
                {unseen.values.slice(0, 10).map(({ value, count }, index) => (
                  <li key={index}>
                    <code>{value === "" ? "(empty)" : value}</code> {formatCount(count)}
                  </li>
                ))}
              </ul>
            </dd>
          </>
        )}
        {hasOutside && (
          <>
            <dt>Outside of the reference</dt>
            <dd>
              {formatShare(outOfRange.below)} below, {formatShare(outOfRange.above)} above
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

function HistoryPart({ feature, history }: BodyProps) {
  const { threshold } = feature;
  const series = useHistorySeries(history, threshold);
  const draw = useCallback((width: number) => createSeriesChart(series, width), [series]);
  if (history.points.length < 2) return null;
  return (
    <section>
      <h3>Score over time</h3>
      <SceneChart
        draw={draw}
        table={() => seriesTable(series)}
        caption={`Score of ${feature.name} over time`}
      />
    </section>
  );
}

function useHistorySeries(history: FeatureHistory, threshold: number | null): Series {
  const kept = useRef<{ readonly history: FeatureHistory; readonly series: Series }>(null);
  if (kept.current?.history !== history) {
    const points = history.points.map(({ at, score, verdict }) => ({
      label: at.slice(5, 10),
      start: at,
      end: at,
      rows: 0,
      value: score,
      low: null,
      high: null,
      isAlarm: verdict === "drift",
    }));
    const { band } = history;
    const series = { label: "score", unit: "number", referencePoints: [], points, band } as const;
    kept.current = { history, series: { ...series, threshold } };
  }
  return kept.current.series;
}

function Statistics({ feature }: { readonly feature: FeatureReport }) {
  const { reference, current } = feature;
  if (reference === null && current === null) return null;
  const isTime = feature.type === "timestamp";
  const value = (number: number | null | undefined) => formatColumnValue(number ?? null, isTime);
  const read: readonly (readonly [string, (side: SideStatistics) => string])[] = [
    ["Rows", (side) => formatCount(side.rows)],
    ["Nulls", (side) => formatCount(side.nulls)],
    ["Distinct values", (side) => formatCount(side.distinct)],
    ["Least", (side) => value(side.min)],
    ["5 %", (side) => value(side.quantiles?.[0])],
    ["25 %", (side) => value(side.quantiles?.[1])],
    ["Median", (side) => value(side.quantiles?.[2])],
    ["75 %", (side) => value(side.quantiles?.[3])],
    ["95 %", (side) => value(side.quantiles?.[4])],
    ["Greatest", (side) => value(side.max)],
    ["Mean", (side) => value(side.mean)],
    ["Standard deviation", (side) => formatColumnValue(side.std, false)],
  ];
  const rows = read
    .map(([label, format]) => ({
      label,
      reference: reference === null ? none : format(reference),
      current: current === null ? none : format(current),
    }))
    .filter((row) => row.reference !== none || row.current !== none);
  return (
    <section>
      <h3>Statistics</h3>
      <table class="sx-facts">
        <thead>
          <tr>
            <td />
            <th scope="col">Reference</th>
            <th scope="col">Current</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.label}>
              <th scope="row">{row.label}</th>
              <td>{row.reference}</td>
              <td>{row.current}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const checkWords: Readonly<Record<CheckKind, string>> = {
  distribution: "Distribution",
  nulls: "Nulls",
  unseen: "Unseen categories",
  range: "Range",
  infinite: "Infinities",
  type: "Type",
};

function Checks({ feature }: { readonly feature: FeatureReport }) {
  if (feature.checks.length === 0) return null;
  return (
    <section>
      <h3>Checks</h3>
      <ul class="sx-checks">
        {feature.checks.map((check, index) => (
          <li key={index}>
            <Verdict verdict={check.verdict} />
            <span>
              {checkWords[check.kind]}: {check.message}
            </span>
          </li>
        ))}
      </ul>
      <LazyDetails summary="p-values and method">
        {() => (
          <>
            {feature.testLabel !== null && (
              <p class="sx-muted">
                The score is of the {feature.testLabel} (<code>{feature.test}</code>).
              </p>
            )}
            <table class="sx-facts">
              <thead>
                <tr>
                  <th scope="col">Check</th>
                  <th scope="col">p-value</th>
                  <th scope="col">q-value</th>
                </tr>
              </thead>
              <tbody>
                {feature.checks.map((check, index) => (
                  <tr key={index}>
                    <th scope="row">{checkWords[check.kind]}</th>
                    <td>{formatPValue(check.pValue)}</td>
                    <td>{formatPValue(check.qValue)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </>
        )}
      </LazyDetails>
    </section>
  );
}
