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
