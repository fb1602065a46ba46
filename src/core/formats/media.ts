/** What runs hold beside numbers: images, sounds, histograms, texts and tables, by step. */

export const mediaKinds = ["image", "audio", "video", "histogram", "text", "table"] as const;
export type MediaKind = (typeof mediaKinds)[number];

export interface MediaItem {
  readonly kind: MediaKind;
  /** As the writer named it; items of one name are a sequence over steps. */
  readonly name: string;
  /** Null where there is none, as for a plot that is written once. */
  readonly step: number | null;
  /** Milliseconds since the epoch; null when it is not known. */
  readonly time: number | null;
  readonly content: MediaContent;
}

export type MediaContent =
  | {
      readonly kind: "file";
      /** Relative to the folder that is searched, with `/`. */
      readonly path: string;
      /** The part of the file; all of it when left out. Bytes. */
      readonly part?: { readonly offset: number; readonly length: number };
      /** As `image/png`; never trusted further than for choosing a view. */
      readonly mimeType: string;
    }
  | { readonly kind: "text"; readonly text: string; readonly isMarkdown: boolean }
  | { readonly kind: "histogram"; readonly histogram: Histogram }
  | {
      readonly kind: "table";
      readonly columns: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };

/** `edges` has one number more than `counts` and never decreases. */
export interface Histogram {
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/** Items kept of one run: more are thinned out evenly by whoever lists them. */
export const maxMediaItems = 5000;
