/**
 * The only place that knows which library draws form controls. Each control has a component in this
 * folder with props of our own; another library means another file here and in those components.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextField,
} from "@vscode/webview-ui-toolkit";
import type { ComponentChildren, Ref } from "preact";

/** Defines the elements; to be called before the first of them is drawn. */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeTextField(),
  );
}

/** What the components of this folder may set on a toolkit element. */
export interface ControlAttributes {
  readonly key?: string | undefined;
  readonly class?: string | undefined;
  readonly id?: string | undefined;
  readonly title?: string | undefined;
  readonly children?: ComponentChildren;
  readonly ref?: Ref<HTMLElement>;
  readonly appearance?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly checked?: boolean | undefined;
  readonly value?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly slot?: string | undefined;
  readonly spellcheck?: boolean | undefined;
  readonly "aria-label"?: string | undefined;
  readonly "aria-invalid"?: "true" | "false" | undefined;
  readonly "aria-describedby"?: string | undefined;
  readonly onClick?: ((event: MouseEvent) => void) | undefined;
  readonly onKeyDown?: ((event: KeyboardEvent) => void) | undefined;
  readonly onInput?: ((event: Event) => void) | undefined;
  readonly onChange?: ((event: Event) => void) | undefined;
}

declare module "preact" {
  // Preact looks tag names up in this interface; merging into it is how they are declared.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace JSX {
    interface IntrinsicElements {
      "vscode-button": ControlAttributes;
      "vscode-checkbox": ControlAttributes;
      "vscode-dropdown": ControlAttributes;
      "vscode-option": ControlAttributes;
      "vscode-text-field": ControlAttributes;
    }
  }
}
