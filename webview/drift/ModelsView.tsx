import {
  formatCount,
  formatMoment,
  formatPoints,
  formatPValue,
  formatValue,
} from "../../src/core/drift/report/reportText.ts";
import { intervalText } from "../../src/core/drift/report/seriesChart.ts";
import type { Unit } from "../../src/core/figures/figure.ts";
import type { ComparedModels } from "../../src/protocol/driftPanel.ts";
import type { DriftModel } from "./driftModel.ts";
import { metricUnit } from "../../src/core/drift/report/metricUnit.ts";
import { Prose } from "./Prose.tsx";
import { SliceLabel } from "./SlicesTable.tsx";
import { Verdict, VerdictIcon, wordOf } from "./VerdictIcon.tsx";

export interface ModelsViewProps {
  readonly model: DriftModel;
  readonly models: ComparedModels;
}

/** Whether the retrained model is better than the one it replaces, on the same rows. */
export function ModelsView({ model, models }: ModelsViewProps) {
  const { comparison, beforeRun, afterRun, comparedAt } = models;
  const { metric, before, after, difference, verdict, slices } = comparison;
  const unit = metricUnit(metric, null);
  return (
    <div class="sx-part-body">
      <div class="sx-answer is-small">
        <VerdictIcon verdict={verdict} />
        <div>
          <p class="sx-answer-place">Is the retrained model better?</p>
          <h2>
            {wordOf(verdict)}
            <span class="sx-answer-reason">
              : <Prose text={comparison.reason} />
            </span>
          </h2>
          <p class="sx-muted">
            On the same {formatCount(comparison.rows)} rows, {formatMoment(comparedAt)}.
          </p>
        </div>
      </div>
      <div class="sx-actions">
        <RunLink model={model} label="Open the run before" run={beforeRun} />
        <RunLink model={model} label="Open the retrained run" run={afterRun} />
      </div>
      <section>
        <h3>{metric}</h3>
        <table class="sx-facts">
          <thead>
            <tr>
              <td />
              <th scope="col">Value</th>
              <th scope="col">95 % interval</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">Before</th>
              <td>{formatValue(before.value, unit)}</td>
              <td>{intervalText(before, unit) || "–"}</td>
            </tr>
            <tr>
              <th scope="row">Retrained</th>
              <td>{formatValue(after.value, unit)}</td>
              <td>{intervalText(after, unit) || "–"}</td>
            </tr>
            <tr>
              <th scope="row">Difference (p {formatPValue(difference.pValue)})</th>
              <td>
                <strong>{differenceText(difference.value, unit)}</strong>
              </td>
              <td>
                {differenceText(difference.low, unit)} to {differenceText(difference.high, unit)}
              </td>
            </tr>
          </tbody>
        </table>
      </section>
      {slices.length > 0 && <Slices comparison={comparison} unit={unit} />}
    </div>
  );
}

interface SlicesProps {
  readonly comparison: ComparedModels["comparison"];
  readonly unit: Unit;
}

function Slices({ comparison, unit }: SlicesProps) {
  return (
    <section>
      <h3>By slice</h3>
      <div class="sx-scroll-x" tabIndex={0} role="region" aria-label="Slices before and after">
        <table class="sx-facts is-wide">
          <thead>
            <tr>
              <th scope="col">Slice</th>
              <th scope="col" class="is-left">
                Verdict
              </th>
              <th scope="col">Rows</th>
              <th scope="col">Before</th>
              <th scope="col">Retrained</th>
              <th scope="col">Difference</th>
              <th scope="col">q-value</th>
            </tr>
          </thead>
          <tbody>
            {comparison.slices.slice(0, 200).map((slice, index) => (
              <tr key={index}>
                <th scope="row">
                  <SliceLabel conditions={slice.conditions} />
                </th>
                <td class="is-left">
                  <Verdict verdict={slice.verdict} />
                </td>
                <td>{formatCount(slice.rows)}</td>
                <td>{formatValue(slice.before, unit)}</td>
                <td>{formatValue(slice.after, unit)}</td>
                <td>
                  <strong>{differenceText(slice.difference, unit)}</strong>
                </td>
                <td>{formatPValue(slice.qValue)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function differenceText(value: number | null, unit: Unit): string {
  if (unit === "share") return value === null ? "–" : `${formatPoints(value)} points`;
  const text = formatValue(value, unit);
  return value !== null && value > 0 ? `+${text}` : text;
}

interface RunLinkProps {
  readonly model: DriftModel;
  readonly label: string;
  readonly run: string | null;
}

function RunLink({ model, label, run }: RunLinkProps) {
  if (run === null) return null;
  return (
    <button type="button" class="sx-link" onClick={() => model.host.notify("openRun", { run })}>
      {label}
    </button>
  );
}
