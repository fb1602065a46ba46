import type { MediaItem, MediaKind } from "../media.ts";

/**
 * `log_image(image, key=…)` names its files `<key>+step+<n>+timestamp+<ms>+<uuid>.png`, with `~` for
 * `/` in the key; clients before 3.12 wrote `%` for `+` and `#` for `/`, and through a server `%` may
 * have become `%25`. A smaller copy `…+compressed.webp` lies beside each: it is left out.
 */
const loggedImage =
  /^(.*?)(?:\+|%25|%)step(?:\+|%25|%)(-?\d+)(?:\+|%25|%)timestamp(?:\+|%25|%)(\d+)(?:\+|%25|%)([0-9a-f-]+)((?:\+|%25|%)compressed)?\.(\w+)$/;

const kinds = new Map<string, readonly [MediaKind, string]>(
  Object.entries({
    png: ["image", "image/png"],
    jpg: ["image", "image/jpeg"],
    jpeg: ["image", "image/jpeg"],
    gif: ["image", "image/gif"],
    webp: ["image", "image/webp"],
    bmp: ["image", "image/bmp"],
    svg: ["image", "image/svg+xml"],
    wav: ["audio", "audio/wav"],
    mp3: ["audio", "audio/mpeg"],
    flac: ["audio", "audio/flac"],
    ogg: ["audio", "audio/ogg"],
    mp4: ["video", "video/mp4"],
    webm: ["video", "video/webm"],
    txt: ["text", "text/plain"],
    md: ["text", "text/markdown"],
    csv: ["table", "text/csv"],
    tsv: ["table", "text/tab-separated-values"],
  }),
);

/** Files that every logged model carries: what they say of it is not the run's own. */
const modelFiles = /(?:^|\/)(?:requirements\.txt|conda\.yaml|python_env\.yaml|MLmodel)$/;

/**
 * What a file among a run's artifacts is to look at; undefined for what has no view, as web pages
 * and model weights. `artifact` is its path in the run's artifacts, `path` where it is found.
 */
export function artifactMedia(artifact: string, path: string): MediaItem | undefined {
  const name = artifact.slice(artifact.lastIndexOf("/") + 1);
  const view = kinds.get(name.slice(name.lastIndexOf(".") + 1).toLowerCase());
  if (view === undefined || modelFiles.test(artifact)) return undefined;
  const [kind, mimeType] = view;
  const content = { kind: "file", path, mimeType } as const;
  const match = artifact === `images/${name}` ? loggedImage.exec(name) : null;
  if (match === null) return { kind, name: artifact, step: null, time: null, content };
  const [, key = "", step, time, , compressed] = match;
  if (compressed !== undefined) return undefined;
  const image = key.replaceAll(/[~#]|%23/g, "/");
  return { kind, name: image, step: Number(step), time: Number(time), content };
}
