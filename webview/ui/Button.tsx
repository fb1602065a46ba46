import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import "./toolkit.ts";

export interface ButtonProps {
  /** "icon" is square and flat; it needs a `label`. */
  readonly kind?: "primary" | "secondary" | "icon";
  /** Spoken, and shown as a tooltip, where the content is a picture. */
  readonly label?: string;
  readonly isDisabled?: boolean;
  /** For a button that stays down. */
  readonly isPressed?: boolean;
  readonly onPress: (event: MouseEvent) => void;
  readonly children?: ComponentChildren;
}

export function Button(props: ButtonProps) {
  const { kind = "secondary", label, isDisabled = false, isPressed, onPress, children } = props;
  const element = useRef<HTMLElement>(null);
  // The element hands its other names on to the button inside, but not this state.
  useLayoutEffect(() => {
    const button = element.current?.shadowRoot?.querySelector("button");
    if (isPressed !== undefined) button?.setAttribute("aria-pressed", String(isPressed));
  }, [isPressed]);
  return (
    <vscode-button
      ref={element}
      class={isPressed === true ? "sx-button is-pressed" : "sx-button"}
      appearance={kind}
      disabled={isDisabled}
      title={label}
      aria-label={label}
      onClick={onPress}
    >
      {children}
    </vscode-button>
  );
}
