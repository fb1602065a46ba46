import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ColumnKind } from "../../src/core/runs/view.ts";
import { useStore } from "../host/store.ts";
import type { PanelModel } from "../runs/panelModel.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { TextField } from "../ui/TextField.tsx";
import {
  isShown,
  labelOf,
  orderColumns,
  withColumnShown,
  type ColumnLayout,
} from "./columnModel.ts";
import type { TableColumn } from "./defaultColumns.ts";

export interface ColumnChooserProps {
  readonly model: PanelModel;
  /** The button it belongs to. */
  readonly anchor: DOMRect;
  readonly onClose: () => void;
}

const sections: readonly { readonly kind: ColumnKind; readonly label: string }[] = [
  { kind: "attribute", label: "Run" },
  { kind: "metric", label: "Metrics" },
  { kind: "param", label: "Parameters" },
  { kind: "tag", label: "Tags" },
];
/** Of each kind so many are listed; the search finds the others. */
const maxListed = 200;

/** Which columns the table has: searched by name, turned on and off one by one or all found. */
export function ColumnChooser({ model, anchor, onClose }: ColumnChooserProps) {
  const popup = useRef<HTMLDivElement>(null);
  const [search, setSearch] = useState("");
  const columns = useStore(model.table, (state) => state.columns);
  const layout = useStore(model.layout, (state) => state);
  const found = useMemo(
    () => matching(orderColumns(columns, layout), search),
    [columns, layout, search],
  );
  usePopup(popup, anchor, onClose);
  const show = (ids: readonly string[], isOn: boolean) => {
    let next: ColumnLayout = layout;
    for (const id of ids) next = { ...next, ...withColumnShown(next, id, isOn) };
    model.layout.set({ order: next.order, hidden: next.hidden });
  };
  const ids = found.map((column) => column.id);
  return (
    <div ref={popup} class="sx-popup sx-chooser" role="dialog" aria-label="Columns">
      <TextField
        label="Search columns"
        placeholder="Search columns"
        value={search}
        onInput={setSearch}
      >
        <Icon name="search" slot="start" />
      </TextField>
      <div class="sx-chooser-list">
        {sections.map(({ kind, label }) => {
          const members = found.filter((column) => column.kind === kind && column.id !== "name");
          if (members.length === 0) return null;
          return (
            <fieldset key={kind}>
              <legend>{label}</legend>
              {members.slice(0, maxListed).map((column) => (
                <label key={column.id} class="sx-choice">
                  <input
                    type="checkbox"
                    checked={isShown(column, layout)}
                    onChange={(event) => show([column.id], event.currentTarget.checked)}
                  />
                  <span class="sx-choice-label" title={column.id}>
                    {labelOf(column)}
                  </span>
                  <span class="sx-choice-count">{column.count}</span>
                </label>
              ))}
              {members.length > maxListed && (
                <p class="sx-hint">{members.length - maxListed} more: search for them</p>
              )}
            </fieldset>
          );
        })}
        {found.length === 0 && <p class="sx-hint">No column has “{search}” in its name.</p>}
      </div>
      <div class="sx-chooser-foot">
        <Button onPress={() => show(ids, true)}>Show {search === "" ? "All" : "Found"}</Button>
        <Button onPress={() => show(ids, false)}>Hide {search === "" ? "All" : "Found"}</Button>
        <Button
          onPress={() =>
            model.layout.set({ order: [], hidden: [], pinned: [], widths: {}, rollups: {} })
          }
        >
          Reset
        </Button>
      </div>
    </div>
  );
}

function matching(columns: readonly TableColumn[], search: string): readonly TableColumn[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return columns.filter((column) => {
    const text = `${column.id} ${labelOf(column)}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Places the popup under its button and closes it on Escape and on a click elsewhere. */
function usePopup(
  popup: { readonly current: HTMLElement | null },
  anchor: DOMRect,
  onClose: () => void,
): void {
  useLayoutEffect(() => {
    const element = popup.current;
    if (element === null) return;
    const { width } = element.getBoundingClientRect();
    element.style.top = `${anchor.bottom + 4}px`;
    element.style.left = `${Math.max(4, Math.min(anchor.left, window.innerWidth - width - 8))}px`;
    element.style.maxHeight = `${window.innerHeight - anchor.bottom - 16}px`;
    element.querySelector<HTMLElement>("vscode-text-field")?.focus();
  }, [anchor]);
  useEffect(() => {
    const leave = (event: PointerEvent) => {
      if (!popup.current?.contains(event.target as Node)) onClose();
    };
    const escape = (event: KeyboardEvent) => {
      if (event.key === "Escape") onClose();
    };
    window.addEventListener("pointerdown", leave, true);
    window.addEventListener("keydown", escape, true);
    return () => {
      window.removeEventListener("pointerdown", leave, true);
      window.removeEventListener("keydown", escape, true);
    };
  }, [onClose]);
}
