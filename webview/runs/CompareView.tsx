import { useMemo, useState } from "preact/hooks";
import { useStore } from "../host/store.ts";
import { Button } from "../ui/Button.tsx";
import { Checkbox } from "../ui/Checkbox.tsx";
import { Icon } from "../ui/Icon.tsx";
import { TextField } from "../ui/TextField.tsx";
import { compareRuns, filterRows } from "./compareRows.ts";
import { CompareTable } from "./CompareTable.tsx";
import type { PanelModel } from "./panelModel.ts";

/** Past this many runs a side-by-side is no longer one; the selection says which. */
const maxRuns = 30;

/** The selected runs side by side, one property a line. */
export function CompareView({ model }: { readonly model: PanelModel }) {
  const { runs: all, slots, isDefault } = useStore(model.shown, (state) => state);
  const onlyDiffering = useStore(model.layout, (layout) => layout.onlyDiffering);
  const chosen = useStore(model.layout, (layout) => layout.baseline);
  const selected = useStore(model.layout, (layout) => layout.selected);
  const [search, setSearch] = useState("");
  const runs = useMemo(() => all.slice(0, maxRuns), [all]);
  const sections = useMemo(() => compareRuns(runs), [runs]);
  const shown = useMemo(
    () =>
      sections
        .map(({ title, rows }) => ({ title, rows: filterRows(rows, { onlyDiffering, search }) }))
        .filter(({ rows }) => rows.length > 0),
    [sections, onlyDiffering, search],
  );
  if (runs.length === 0) return <p class="sx-hint">Select runs in the table to compare them.</p>;
  const isCodeKnown = selected.length !== 2 || runs.every(({ git }) => git?.snapshot != null);
  const baseline = Math.max(
    0,
    runs.findIndex(({ id }) => id === chosen),
  );
  return (
    <div class="sx-compare">
      <div class="sx-bar">
        <TextField
          class="sx-metric-search"
          label="Search properties"
          placeholder="Search properties"
          value={search}
          onInput={setSearch}
        >
          <Icon name="search" slot="start" />
        </TextField>
        <Checkbox
          label="Only what differs"
          isChecked={onlyDiffering}
          onChange={(isOn) => model.layout.set({ onlyDiffering: isOn })}
        />
        <Button
          label={
            isCodeKnown
              ? "Open the code of the two selected runs in the diff editor"
              : "The exact code of these runs was not recorded"
          }
          isDisabled={selected.length !== 2 || !isCodeKnown}
          onPress={() => void model.act("diffRuns", selected)}
        >
          <Icon name="diff" slot="start" />
          Diff Code
        </Button>
        <span class="sx-hint">{hintOf(all.length, isDefault)}</span>
      </div>
      <div class="sx-compare-scroll" tabIndex={0} role="region" aria-label="Comparison">
        <CompareTable
          runs={runs}
          slots={slots}
          sections={shown}
          baseline={baseline}
          onBaseline={(runId) => model.layout.set({ baseline: runId })}
        />
        {shown.length === 0 && <p class="sx-hint">{emptyReason(runs.length, search)}</p>}
      </div>
    </div>
  );
}

function emptyReason(runCount: number, search: string): string {
  if (search !== "") return `Nothing with “${search}” in its name is to be shown.`;
  return runCount === 1
    ? "Select a second run to see what differs."
    : "These runs agree in everything that was recorded.";
}

function hintOf(count: number, isDefault: boolean): string {
  if (count > maxRuns) return `The first ${maxRuns} of ${count} runs.`;
  return isDefault ? "The newest runs. Select runs in the table to compare those." : "";
}
