import { useLayoutEffect, useRef } from "preact/hooks";
import "./toolkit.ts";

export interface DropdownProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly options: readonly { readonly value: V; readonly label: string }[];
  readonly onChange: (value: V) => void;
}

/** One of a few choices. The element picks an option by value once its options are there. */
export function Dropdown<V extends string>(props: DropdownProps<V>) {
  const { label, value, options, onChange } = props;
  const element = useRef<HTMLElement & { value?: string }>(null);
  useLayoutEffect(() => {
    const dropdown = element.current;
    if (dropdown !== null && dropdown.value !== value) dropdown.value = value;
  });
  return (
    <vscode-dropdown
      ref={element}
      class="sx-dropdown"
      title={label}
      aria-label={label}
      onChange={(event) => {
        const chosen = (event.target as HTMLElement & { value?: string }).value;
        const option = options.find((one) => one.value === chosen);
        if (option !== undefined && option.value !== value) onChange(option.value);
      }}
    >
      {options.map((option) => (
        <vscode-option key={option.value} value={option.value}>
          {option.label}
        </vscode-option>
      ))}
    </vscode-dropdown>
  );
}
