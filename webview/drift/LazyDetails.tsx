import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

export interface LazyDetailsProps {
  readonly summary: string;
  readonly children: () => ComponentChildren;
}

/** What is there on demand, and only drawn then. */
export function LazyDetails({ summary, children }: LazyDetailsProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details class="sx-details-more" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>{summary}</summary>
      {isOpen && children()}
    </details>
  );
}
