import { formatGlyph } from "../../src/core/formats/formatGlyphs.ts";

/** The sign of the format that a run was read from; its name stands beside it. */
export function SourceIcon({ source }: { readonly source: string }) {
  return (
    <svg class="sx-icon sx-source" viewBox="0 0 16 16" aria-hidden="true" data-source={source}>
      <path d={formatGlyph(source)} />
    </svg>
  );
}
