import { useLayoutEffect, useRef } from "preact/hooks";
import "./toolkit.ts";

export interface CheckboxProps {
  readonly label: string;
  readonly isChecked: boolean;
  readonly isDisabled?: boolean;
  readonly onChange: (isChecked: boolean) => void;
}

/**
 * The element keeps a state of its own and tells of every change of it, ours included: the prop is
 * written through, and only a change that differs from it counts as the user's.
 */
export function Checkbox({ label, isChecked, isDisabled = false, onChange }: CheckboxProps) {
  const element = useRef<HTMLElement & { checked?: boolean }>(null);
  useLayoutEffect(() => {
    if (element.current !== null) element.current.checked = isChecked;
  });
  return (
    <vscode-checkbox
      ref={element}
      disabled={isDisabled}
      onChange={(event) => {
        const { checked } = event.target as HTMLElement & { checked?: boolean };
        if (checked !== undefined && checked !== isChecked) onChange(checked);
      }}
    >
      {label}
    </vscode-checkbox>
  );
}
