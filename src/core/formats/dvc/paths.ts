/**
 * `path` as a `dvc.yaml` in `folder` means it, relative to DVC's root with `/`; null for one that
 * leaves the root, or is absolute or a URL.
 */
export function resolvePath(folder: string, path: string): string | null {
  const text = path.replaceAll("\\", "/");
  if (text.startsWith("/") || /^[A-Za-z][\w+.-]*:/.test(text)) return null;
  const parts: string[] = [];
  for (const part of `${folder}/${text}`.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join("/");
}

export function isBelow(path: string, folder: string): boolean {
  return folder === "" || path === folder || path.startsWith(`${folder}/`);
}
