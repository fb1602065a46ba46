import { useState } from "preact/hooks";
import type { ColorSlots } from "../../src/core/charts/colors.ts";
import type { Run } from "../../src/core/runs/run.ts";
import { Icon } from "../ui/Icon.tsx";
import { StatusIcon } from "../ui/StatusIcon.tsx";
import { Swatch } from "../ui/Swatch.tsx";
import { deltaText, meanText, type CompareRow, type CompareSection } from "./compareRows.ts";

export interface CompareTableProps {
  readonly runs: readonly Run[];
  readonly slots: ColorSlots;
  readonly sections: readonly CompareSection[];
  /** Index of the run that the others are compared with. */
  readonly baseline: number;
  readonly onBaseline: (runId: string) => void;
}

/** Lines of one section that are drawn until all are asked for. */
const firstRows = 100;

/** One column a run and, where runs can be averaged, one for their mean; one property a line. */
export function CompareTable(props: CompareTableProps) {
  const { runs, sections, baseline } = props;
  const hasMean = runs.length > 1;
  return (
    <table class="sx-compare-table">
      <thead>
        <tr>
          <th scope="col" class="sx-compare-corner">
            <span class="sx-hidden-label">Property</span>
          </th>
          {runs.map((run, index) => (
            <RunHeader key={run.id} {...props} run={run} isBaseline={index === baseline} />
          ))}
          {hasMean && (
            <th scope="col" title="Mean of these runs and its 95 % confidence interval">
              Mean ± 95 % CI
            </th>
          )}
        </tr>
      </thead>
      {sections.map((section) => (
        <Section key={section.title} section={section} baseline={baseline} hasMean={hasMean} />
      ))}
    </table>
  );
}

interface RunHeaderProps extends CompareTableProps {
  readonly run: Run;
  readonly isBaseline: boolean;
}

function RunHeader({ run, runs, slots, isBaseline, onBaseline }: RunHeaderProps) {
  const label = isBaseline ? `${run.name} is the baseline` : `Make ${run.name} the baseline`;
  return (
    <th scope="col" title={`${run.name} (${run.id})`}>
      <span class="sx-compare-run">
        <Swatch slot={slots.get(run.id) ?? 0} />
        <StatusIcon status={run.status} />
        <span class="sx-cell-text">{run.name}</span>
        {runs.length > 1 && (
          <button
            type="button"
            class="sx-baseline"
            aria-pressed={isBaseline}
            aria-label={label}
            title={label}
            onClick={() => onBaseline(run.id)}
          >
            {isBaseline ? "baseline" : <Icon name="pin" />}
          </button>
        )}
      </span>
    </th>
  );
}

interface SectionProps {
  readonly section: CompareSection;
  readonly baseline: number;
  readonly hasMean: boolean;
}

function Section({ section: { title, rows }, baseline, hasMean }: SectionProps) {
  const [isWhole, setIsWhole] = useState(false);
  const shown = isWhole ? rows : rows.slice(0, firstRows);
  const columnCount = (rows[0]?.values.length ?? 0) + 1 + (hasMean ? 1 : 0);
  return (
    <tbody>
      <tr class="sx-compare-section">
        <th scope="rowgroup" colSpan={columnCount}>
          {title}
        </th>
      </tr>
      {shown.map((row) => (
        <PropertyRow key={row.label} row={row} baseline={baseline} hasMean={hasMean} />
      ))}
      {shown.length < rows.length && (
        <tr>
          <th scope="row" colSpan={columnCount}>
            <button type="button" class="sx-link" onClick={() => setIsWhole(true)}>
              Show all {rows.length.toLocaleString("en-US")}
            </button>
          </th>
        </tr>
      )}
    </tbody>
  );
}

interface PropertyRowProps extends Omit<SectionProps, "section"> {
  readonly row: CompareRow;
}

function PropertyRow({ row, baseline, hasMean }: PropertyRowProps) {
  const mean = row.numbers === null ? null : meanText(row.numbers);
  return (
    <tr>
      <th scope="row" title={row.label}>
        {row.label}
      </th>
      {row.values.map((value, index) => (
        // Runs have no other key here than their column.
        <ValueCell key={index} row={row} value={value} index={index} baseline={baseline} />
      ))}
      {hasMean && (
        <td class="sx-compare-mean" title={mean?.title}>
          {mean?.text}
        </td>
      )}
    </tr>
  );
}

function classOf({ odd, numbers }: CompareRow, index: number): string {
  const classes = numbers === null ? [] : ["is-metric"];
  return [...classes, ...(odd.has(index) ? ["is-odd"] : [])].join(" ");
}

interface ValueCellProps {
  readonly row: CompareRow;
  readonly value: string | null;
  readonly index: number;
  readonly baseline: number;
}

function ValueCell({ row, value, index, baseline }: ValueCellProps) {
  const number = row.numbers?.[index];
  const delta = row.numbers === null ? null : deltaText(row.numbers, index, baseline);
  return (
    <td
      class={classOf(row, index)}
      title={value === null ? "not recorded" : number === undefined ? value : String(number)}
    >
      {value ?? <span class="sx-none">–</span>}
      {delta !== null && (
        <span class="sx-delta" title="Difference from the baseline">
          {delta}
        </span>
      )}
      {row.best.has(index) && <span class="sx-best">best</span>}
    </td>
  );
}
