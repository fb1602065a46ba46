import { useEffect, useRef, useState } from "preact/hooks";
import { useStore } from "../host/store.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Menu } from "../ui/Menu.tsx";
import { TextField } from "../ui/TextField.tsx";
import type { PanelModel } from "./panelModel.ts";

const example = "metrics.val_acc > 0.9 and params.lr < 1e-3";
const typingPauseMs = 350;
const maxRecent = 20;

/** The filter: applied as it is typed; what is wrong with it is shown at its place in the text. */
export function FilterInput({ model }: { readonly model: PanelModel }) {
  const filter = useStore(model.layout, (layout) => layout.query.filter);
  const recent = useStore(model.layout, (layout) => layout.recentFilters);
  const error = useStore(model.table, (state) => state.rows?.summary.filterError ?? null);
  const [text, setText] = useState(filter);
  const [menuAt, setMenuAt] = useState<{ readonly x: number; readonly y: number } | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setText(filter), [filter]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const apply = (value: string) => {
    clearTimeout(timer.current);
    if (value !== model.layout.get().query.filter) model.setQuery({ filter: value });
  };
  const change = (value: string) => {
    setText(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => apply(value), typingPauseMs);
  };
  const remember = () => {
    apply(text);
    const known = recent.filter((other) => other.trim() !== text.trim());
    if (text.trim() !== "")
      model.layout.set({ recentFilters: [text, ...known].slice(0, maxRecent) });
  };
  const isWrong = error !== null && text === filter && text !== "";
  return (
    <div class={isWrong ? "sx-filter is-invalid" : "sx-filter"}>
      <TextField
        class="sx-filter-field"
        label="Filter runs"
        placeholder={example}
        value={text}
        isInvalid={isWrong}
        describedBy="sx-filter-error"
        onInput={change}
        onKeyDown={(event) => {
          if (event.key === "Enter") remember();
          if (event.key === "Escape" && text !== "") change("");
        }}
      >
        <Icon name="filter" slot="start" />
      </TextField>
      {recent.length > 0 && (
        <Button
          kind="icon"
          label="Recent filters"
          onPress={(event) => {
            const { left, bottom } = (event.currentTarget as Element).getBoundingClientRect();
            setMenuAt({ x: left, y: bottom });
          }}
        >
          <Icon name="chevronDown" />
        </Button>
      )}
      {isWrong && <FilterError text={text} {...error} />}
      {menuAt !== null && (
        <Menu
          label="Recent filters"
          {...menuAt}
          items={recent.map((label) => ({ label, run: () => model.setQuery({ filter: label }) }))}
          onClose={() => setMenuAt(null)}
        />
      )}
    </div>
  );
}

/** The sentence, under the text with a caret at the place of the fault. */
function FilterError(props: {
  readonly text: string;
  readonly message: string;
  readonly offset: number;
}) {
  const { text, message, offset } = props;
  const place = Math.max(0, Math.min(text.length, offset));
  const start = Math.max(0, place - 24);
  return (
    <div id="sx-filter-error" class="sx-filter-error" role="alert">
      <code class="sx-filter-place">
        {start > 0 && "…"}
        {text.slice(start, place)}
        <mark>{text.slice(place, place + 1).trim() === "" ? "␣" : text.charAt(place)}</mark>
        {text.slice(place + 1, place + 16)}
      </code>
      <span>{message}</span>
    </div>
  );
}
