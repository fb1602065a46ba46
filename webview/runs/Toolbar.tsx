import { useEffect, useRef, useState } from "preact/hooks";
import type { Grouping } from "../../src/core/runs/view.ts";
import { useStore } from "../host/store.ts";
import { ColumnChooser } from "../table/ColumnChooser.tsx";
import { Button } from "../ui/Button.tsx";
import { Dropdown } from "../ui/Dropdown.tsx";
import { Icon } from "../ui/Icon.tsx";
import { TextField } from "../ui/TextField.tsx";
import { FilterInput } from "./FilterInput.tsx";
import type { PanelModel } from "./panelModel.ts";

const groupings: readonly { readonly value: Grouping; readonly label: string }[] = [
  { value: "commit", label: "By commit" },
  { value: "experiment", label: "By experiment" },
  { value: "none", label: "Not grouped" },
];

/** How long typing rests before the host is asked. */
const typingPauseMs = 150;

export function Toolbar({ model }: { readonly model: PanelModel }) {
  const group = useStore(model.layout, (layout) => layout.query.group);
  const onlyDiffering = useStore(model.layout, (layout) => layout.onlyDifferingColumns);
  const [chooserAt, setChooserAt] = useState<DOMRect | null>(null);
  return (
    <div class="sx-bar sx-toolbar" role="toolbar" aria-label="Runs">
      <SearchInput model={model} />
      <FilterInput model={model} />
      <Dropdown
        label="Group runs"
        value={group}
        options={groupings}
        onChange={(value) => model.setQuery({ group: value, collapsed: [] })}
      />
      <Button
        label="Choose columns"
        onPress={(event) => setChooserAt((event.currentTarget as Element).getBoundingClientRect())}
      >
        <Icon name="columns" />
        Columns
      </Button>
      <Button
        kind="icon"
        label="Only columns that differ between these runs"
        isPressed={onlyDiffering}
        onPress={() => model.setOnlyDifferingColumns(!onlyDiffering)}
      >
        <Icon name="differ" />
      </Button>
      <RunCount model={model} />
      {chooserAt !== null && (
        <ColumnChooser model={model} anchor={chooserAt} onClose={() => setChooserAt(null)} />
      )}
    </div>
  );
}

function SearchInput({ model }: { readonly model: PanelModel }) {
  const search = useStore(model.layout, (layout) => layout.query.search);
  const [text, setText] = useState(search);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setText(search), [search]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const change = (value: string) => {
    setText(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => model.setQuery({ search: value }), typingPauseMs);
  };
  return (
    <TextField
      class="sx-search"
      label="Search runs"
      placeholder="Search runs"
      value={text}
      onInput={change}
      onKeyDown={(event) => {
        if (event.key === "Escape" && text !== "") change("");
      }}
    >
      <Icon name="search" slot="start" />
    </TextField>
  );
}

function RunCount({ model }: { readonly model: PanelModel }) {
  const summary = useStore(model.table, (state) => state.rows?.summary ?? null);
  const selectedCount = useStore(model.layout, (layout) => layout.selected.length);
  if (summary === null) return null;
  const { runCount, totalRunCount } = summary;
  const runs = totalRunCount === 1 ? "run" : "runs";
  const isPart = runCount !== totalRunCount;
  const count = (value: number) => value.toLocaleString("en-US");
  return (
    <div class="sx-count" role="status">
      {isPart
        ? `${count(runCount)} of ${count(totalRunCount)} ${runs}`
        : `${count(runCount)} ${runs}`}
      {selectedCount > 0 && (
        <>
          <span class="sx-count-selected">{count(selectedCount)} selected</span>
          <Button kind="icon" label="Clear the selection" onPress={() => model.select([])}>
            <Icon name="close" />
          </Button>
        </>
      )}
    </div>
  );
}
