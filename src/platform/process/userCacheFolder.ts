import os from "node:os";
import path from "node:path";

/** The folder of this user in which Sextant keeps what can be made again: nothing is lost with it. */
export function userCacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  return path.join(cacheFolder(env), "sextant");
}

function cacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  const home = os.homedir();
  if (process.platform === "darwin") return path.join(home, "Library", "Caches");
  if (process.platform === "win32")
    return env["LOCALAPPDATA"] ?? path.join(home, "AppData", "Local");
  // What is not an absolute path counts as nothing:
  // https://specifications.freedesktop.org/basedir-spec/latest/#variables
  const given = env["XDG_CACHE_HOME"] ?? "";
  return path.isAbsolute(given) ? given : path.join(home, ".cache");
}
