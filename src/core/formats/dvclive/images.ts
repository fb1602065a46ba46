import type { MediaItem } from "../media.ts";
import { mimeTypeOf } from "../mimeTypes.ts";

/** Where DVCLive keeps images, below its folder. */
export const imageFolder = "plots/images";

export function isImageName(name: string): boolean {
  return /\.(?:png|jpe?g|gif|svg|webp|bmp)$/i.test(name);
}

/**
 * An image by its path below `imageFolder`: `name/5.png` is the image `name` at step 5. `path` is
 * relative to the folder that is searched, `time` in milliseconds since the epoch.
 */
export function imageItem(name: string, path: string, time: number | null): MediaItem {
  const [, series, step] = /^(.*)\/(\d+)\.\w+$/.exec(name) ?? [];
  return {
    kind: "image",
    name: series ?? name,
    step: step === undefined ? null : Number(step),
    time,
    content: { kind: "file", path, mimeType: mimeTypeOf(path) },
  };
}
