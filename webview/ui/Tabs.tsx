export interface TabsProps<T extends string> {
  readonly label: string;
  readonly tabs: readonly { readonly id: T; readonly label: string; readonly badge?: string }[];
  readonly selected: T;
  /** Id of the element that shows the chosen tab's content. */
  readonly panelId: string;
  readonly onSelect: (id: T) => void;
}

/** Tabs as VS Code's panels have them: one tab stop, arrows move and choose. */
export function Tabs<T extends string>({ label, tabs, selected, panelId, onSelect }: TabsProps<T>) {
  const move = (event: KeyboardEvent) => {
    const offset = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (offset === undefined) return;
    const current = tabs.findIndex((tab) => tab.id === selected);
    const next = tabs[(current + offset + tabs.length) % tabs.length];
    if (next === undefined) return;
    onSelect(next.id);
    document.getElementById(`${panelId}-tab-${next.id}`)?.focus();
    event.preventDefault();
  };
  return (
    <div class="sx-tabs" role="tablist" aria-label={label} onKeyDown={move}>
      {tabs.map((tab) => (
        <button
          key={tab.id}
          id={`${panelId}-tab-${tab.id}`}
          type="button"
          role="tab"
          class="sx-tab"
          aria-selected={tab.id === selected}
          aria-controls={panelId}
          tabIndex={tab.id === selected ? 0 : -1}
          onClick={() => onSelect(tab.id)}
        >
          {tab.label}
          {tab.badge !== undefined && <span class="sx-badge">{tab.badge}</span>}
        </button>
      ))}
    </div>
  );
}
