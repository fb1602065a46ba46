/** Colours that tell lines apart; past them, the dash pattern does. */
export const colorCount = 8;

/** Dash patterns in px, one for each round through the colours. */
export const dashes: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [8, 3, 2, 3]];

/** Class that sets `color` to that of the slot. */
export function colorClass(slot: number): string {
  return `sx-color-${slot % colorCount}`;
}

/** A bit of the run's line, as the charts draw it. */
export function Swatch({ slot }: { readonly slot: number }) {
  const dash = dashes[Math.floor(slot / colorCount) % dashes.length] ?? [];
  return (
    <svg class={`sx-swatch ${colorClass(slot)}`} viewBox="0 0 14 8" aria-hidden="true">
      <path d="M0 4h14" stroke-dasharray={dash.map((length) => length * 0.8).join(" ")} />
    </svg>
  );
}
