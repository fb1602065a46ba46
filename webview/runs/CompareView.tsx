import { useMemo } from "preact/hooks";
import { useStore } from "../host/store.ts";
import { Button } from "../ui/Button.tsx";
import { Checkbox } from "../ui/Checkbox.tsx";
import { Icon } from "../ui/Icon.tsx";
import { StatusIcon } from "../ui/StatusIcon.tsx";
import { Swatch } from "../ui/Swatch.tsx";
import { compareRuns, type CompareRow } from "./compareRows.ts";
import type { PanelModel } from "./panelModel.ts";

/** Past this many runs a side-by-side is no longer one; the selection says which. */
const maxRuns = 30;

/** The selected runs side by side, one property a line. */
export function CompareView({ model }: { readonly model: PanelModel }) {
  const { runs: all, slots, isDefault } = useStore(model.shown, (state) => state);
  const onlyDiffering = useStore(model.layout, (layout) => layout.onlyDiffering);
  const runs = all.slice(0, maxRuns);
  const sections = useMemo(() => compareRuns(runs), [all]);
  const selected = useStore(model.layout, (layout) => layout.selected);
  if (runs.length === 0) return <p class="sx-hint">Select runs in the table to compare them.</p>;
  const shown = sections
    .map(({ title, rows }) => ({
      title,
      rows: onlyDiffering ? rows.filter((row) => row.isDiffering) : rows,
    }))
    .filter(({ rows }) => rows.length > 0);
  return (
    <div class="sx-compare">
      <div class="sx-bar">
        <Checkbox
          label="Only what differs"
          isChecked={onlyDiffering}
          onChange={(isOn) => model.layout.set({ onlyDiffering: isOn })}
        />
        <Button
          label="Open the code of the two selected runs in the diff editor"
          isDisabled={selected.length !== 2}
          onPress={() => void model.act("diffRuns", selected)}
        >
          <Icon name="diff" slot="start" />
          Diff Code
        </Button>
        <span class="sx-hint">{hintOf(all.length, isDefault)}</span>
      </div>
      <div class="sx-compare-scroll" tabIndex={0} role="region" aria-label="Comparison">
        <table class="sx-compare-table">
          <thead>
            <tr>
              <th scope="col" class="sx-compare-corner" aria-label="Property" />
              {runs.map((run) => (
                <th key={run.id} scope="col" title={run.id}>
                  <span class="sx-compare-run">
                    <Swatch slot={slots.get(run.id) ?? 0} />
                    <StatusIcon status={run.status} />
                    <span class="sx-cell-text">{run.name}</span>
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          {shown.map(({ title, rows }) => (
            <tbody key={title}>
              <tr class="sx-compare-section">
                <th scope="rowgroup" colSpan={runs.length + 1}>
                  {title}
                </th>
              </tr>
              {rows.map((row) => (
                <PropertyRow key={row.label} row={row} />
              ))}
            </tbody>
          ))}
        </table>
        {shown.length === 0 && (
          <p class="sx-hint">
            {runs.length === 1
              ? "Select a second run to see what differs."
              : "These runs agree in everything that was recorded."}
          </p>
        )}
      </div>
    </div>
  );
}

function PropertyRow({ row }: { readonly row: CompareRow }) {
  return (
    <tr>
      <th scope="row" title={row.label}>
        {row.label}
      </th>
      {row.values.map((value, index) => (
        // Runs have no other key here than their column.
        <td
          key={index}
          class={row.odd.has(index) ? "is-odd" : undefined}
          title={value ?? "not recorded"}
        >
          {value ?? <span class="sx-none">–</span>}
        </td>
      ))}
    </tr>
  );
}

function hintOf(count: number, isDefault: boolean): string {
  if (count > maxRuns) return `The first ${maxRuns} of ${count} runs.`;
  return isDefault ? "The newest runs. Select runs in the table to compare those." : "";
}
