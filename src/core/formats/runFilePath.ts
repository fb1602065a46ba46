/**
 * Where a file lies that a run's records name relative to a folder of the run, relative to the
 * folder that is searched. Undefined for a name that leads out of that folder, or is a URL: what
 * a record says is not trusted.
 */
export function runFilePath(root: string, folder: string, name: string): string | undefined {
  const path = name.replaceAll("\\", "/");
  const isInside =
    path !== "" &&
    path.length <= 1000 &&
    !path.startsWith("/") &&
    !/^[a-z][a-z0-9+.-]*:/i.test(path) &&
    !path.includes("\0") &&
    path.split("/").every((part) => part !== ".." && part !== "." && part !== "");
  if (!isInside) return undefined;
  return [root, folder, path].filter((part) => part !== "").join("/");
}

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
