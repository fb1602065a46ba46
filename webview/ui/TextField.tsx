import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import "./toolkit.ts";

export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly isInvalid?: boolean;
  /** Id of the element that says what is wrong. */
  readonly describedBy?: string;
  readonly onInput: (value: string) => void;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  /** A picture in front of the text, with `slot="start"`, or after it, with `slot="end"`. */
  readonly children?: ComponentChildren;
  readonly class?: string;
}

/** A line of text; the value is written to the element only when it differs, so typing goes on. */
export function TextField(props: TextFieldProps) {
  const element = useRef<HTMLElement & { value?: string }>(null);
  useLayoutEffect(() => {
    const field = element.current;
    if (field !== null && field.value !== props.value) field.value = props.value;
  }, [props.value]);
  // The element names itself "Text field" when it is connected, whatever it was given before.
  useLayoutEffect(() => element.current?.setAttribute("aria-label", props.label), [props.label]);
  return (
    <vscode-text-field
      ref={element}
      class={props.class}
      placeholder={props.placeholder}
      title={props.label}
      aria-label={props.label}
      aria-invalid={props.isInvalid === true ? "true" : undefined}
      aria-describedby={props.describedBy}
      spellcheck={false}
      onInput={(event) => {
        const { value } = event.target as HTMLElement & { value?: string };
        if (value !== undefined) props.onInput(value);
      }}
      onKeyDown={props.onKeyDown}
    >
      {props.children}
    </vscode-text-field>
  );
}
