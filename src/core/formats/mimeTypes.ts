const mimeTypes: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  bmp: "image/bmp",
  webp: "image/webp",
  svg: "image/svg+xml",
  wav: "audio/wav",
  mp3: "audio/mpeg",
  flac: "audio/flac",
  ogg: "audio/ogg",
  mp4: "video/mp4",
  webm: "video/webm",
  html: "text/html",
  txt: "text/plain",
  log: "text/plain",
  md: "text/markdown",
  json: "application/json",
};

/** By the name's ending; `application/octet-stream` for one that is not known. */
export function mimeTypeOf(path: string): string {
  const ending = /\.([A-Za-z0-9]+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  return Object.hasOwn(mimeTypes, ending)
    ? (mimeTypes[ending] ?? "application/octet-stream")
    : "application/octet-stream";
}
