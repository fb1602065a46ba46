/** Pictures of 16 × 16 units, drawn as lines in the colour of the text. */
const paths = {
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM10.6 10.6 14 14",
  filter: "M2 3.5h12L9.5 8.6v4.9l-3-1.8V8.6Z",
  columns: "M2.5 3h11v10h-11ZM6.2 3v10M9.8 3v10",
  chevronDown: "m4 6.2 4 4 4-4",
  chevronRight: "m6.2 4 4 4-4 4",
  arrowUp: "M8 13V3.5M4.2 7.2 8 3.4l3.8 3.8",
  arrowDown: "M8 3v9.5M4.2 8.8 8 12.6l3.8-3.8",
  close: "m4 4 8 8M12 4l-8 8",
  check: "m3 8.6 3.2 3.2L13 4.6",
  more: "M3.2 8h.1M8 8h.1M12.8 8h.1",
  pin: "M5.5 2.5h5M6.5 2.5v4L4.5 9h7l-2-2.5v-4M8 9v4.5",
  commit: "M1.5 8h4M10.5 8h4M8 10.7a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4Z",
  branch:
    "M5 5.2v5.6M5 5.2a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2ZM5 14a1.6 1.6 0 1 0 0-3.2A1.6 1.6 0 0 0 5 14ZM11 6.2A1.6 1.6 0 1 0 11 3a1.6 1.6 0 0 0 0 3.2Zm0 0c0 2.6-6 1.6-6 4.6",
  play: "M4.5 2.8v10.4l8.5-5.2Z",
  stop: "M4 4h8v8H4Z",
  diff: "M8 2.5v6M5 5.5h6M5 12.5h6",
  differ: "M3 6h10M3 10h10M10.5 3l-5 10",
  download: "M8 2.5v7.5M4.8 7 8 10.2 11.2 7M2.8 13.5h10.4",
  reset: "M3 3v3.6h3.6M3.3 6.4A5.2 5.2 0 1 1 2.8 9",
  fit: "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  data: "M3 4.2c0-2.4 10-2.4 10 0v7.6c0 2.4-10 2.4-10 0ZM3 4.2c0 2.4 10 2.4 10 0M3 8c0 2.4 10 2.4 10 0",
  warning: "M8 2.3 14.5 13.6h-13ZM8 6.5v3.2M8 11.6v.1",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, slot }: { readonly name: IconName; readonly slot?: string }) {
  return (
    <svg class="sx-icon" viewBox="0 0 16 16" aria-hidden="true" {...(slot ? { slot } : {})}>
      <path d={paths[name]} />
    </svg>
  );
}
