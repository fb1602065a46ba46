import { isFormatId, type FormatId } from "./formatIds.ts";

/**
 * A sign for each format: 16 × 16 units, drawn as lines of 1.3 units in the colour of the text. They
 * are simple shapes and letters of our own, none is anybody's logo.
 */
const glyphs: Readonly<Record<FormatId, string>> = {
  sextant: "M2.5 5.2a8 8 0 0 1 11 0L8 13.5ZM8 13.5V3",
  tensorboard: "M2.8 13.2V9M6.2 13.2V5.5M9.7 13.2V8M13.2 13.2V2.8",
  mlflow: "M1.8 10.5C3.8 3 6 4 7.6 8s4 5 6.6-3",
  dvc: "M8 2.3 14 5.8 8 9.3 2 5.8ZM2.2 9.6 8 13l5.8-3.4",
  dvclive: "M8 1.8 13 5 8 8.2 3 5ZM1.8 12.2h3.4l1.5-1.9 2.2 3.6 1.4-1.7h3.9",
  wandb: "M1.8 3.8 4.8 12.4 8 5.6l3.2 6.8 3-8.6",
  huggingface: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM6 5.3v5.4M10 5.3v5.4M6 8h4",
  lightning: "M9.2 1.8 3.8 9h3.6l-.6 5.2L12.2 7H8.6Z",
  keras: "M4.3 2.8v10.4M11.8 2.8 4.4 9M6.9 7.2l5.2 6",
  ultralytics:
    "M2.3 5.3v-3h3M10.7 2.3h3v3M13.7 10.7v3h-3M5.3 13.7h-3v-3M8 10.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Z",
  hydra: "M8 13.8V9.6M8 9.6 2.8 3.4M8 9.6V2.4M8 9.6l5.2-6.2",
  ray: "M3.2 8h10.6M4.6 6.6l7-4.2M4.6 9.4l7 4.2M3.2 8v.1",
  optuna: "M2.2 2.6c.8 13 10.8 13 11.6 0M8 9v.1M6.4 8.2l1.6-2 1.6 2",
  sacred: "M11.6 4.4C10 2 4.6 2.2 4.6 5.2S11.8 8 11.8 11s-6 3.4-7.6.6",
  trackio: "M5.4 3.8h5.2a4.2 4.2 0 0 1 0 8.4H5.4a4.2 4.2 0 0 1 0-8.4ZM5.4 8h5.2",
  swanlab: "M4 5.4a2.4 2.4 0 0 1 4.8 0c0 3-5 4-5 7.4h9.6c0-3-1.6-4.4-3.4-5",
  mmengine: "M1.8 12.2V4l3.1 4L8 4v8.2M8 4l3.1 4 3.1-4v8.2",
  detectron2: "M2.4 2.4h11.2v11.2H2.4ZM6 5v6h1.4a3 3 0 0 0 0-6Z",
  timm: "M2.4 3h11.2v10H2.4ZM2.4 11.2l3.6-4 3 3 2-2 2.6 2.6",
  stableBaselines3: "M4.6 2.4h6.6L7.8 6.2c5.4.2 4.2 6-.2 5.4-1.2-.2-2.2-.8-2.8-1.6M2.8 14h10.4",
  catboost: "M2.8 13.4V2.8L6 5.8h4l3.2-3v10.6ZM6 9.4v.1M10 9.4v.1",
  llamafactory: "M2.2 13.6V6.4l4 3v-3l4 3V2.4h3.6v11.2Z",
  deepspeed: "M2.8 3.2 7.4 8l-4.6 4.8M8.4 3.2 13 8l-4.6 4.8",
  fastai: "M4.6 13.6V2.4h7.6M4.6 7.6h5.8M12.2 13.2v.1",
  files: "M3.8 1.9h5.6l3 3v9.2H3.8ZM6 7.6h4.4M6 10.6h4.4",
};

/** The lines of a format's sign; of an id that this version does not know, those of a file. */
export function formatGlyph(source: string): string {
  return isFormatId(source) ? glyphs[source] : glyphs.files;
}

/** The sign as a picture of its own, for where there is no text colour to follow. */
export function formatGlyphSvg(source: string, color: string): string {
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">' +
    `<path d="${formatGlyph(source)}" fill="none" stroke="${color}" stroke-width="1.3" ` +
    'stroke-linecap="round" stroke-linejoin="round"/></svg>'
  );
}
