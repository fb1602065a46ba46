import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly peer?: boolean;
}

/**
 * The licence texts of all packages that may be part of the bundles: every package of the lock
 * file that is no development dependency.
 */
export async function collectNotices(root: string): Promise<string> {
  const lock = JSON.parse(await readFile(path.join(root, "package-lock.json"), "utf8")) as {
    readonly packages: Readonly<Record<string, LockedPackage>>;
  };
  const shipped = Object.entries(lock.packages).filter(
    ([folder, { dev, optional, peer }]) =>
      folder !== "" && dev !== true && optional !== true && peer !== true,
  );
  const notices = await Promise.all(
    shipped.map(async ([folder, { version = "", license = "unknown" }]) => {
      const name = folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length);
      const text = await readLicence(path.join(root, folder));
      return `${name} ${version} (${license})\n\n${text.trim()}\n`;
    }),
  );
  return `Sextant contains the following packages.\n\n${notices.join(`\n${"-".repeat(79)}\n\n`)}`;
}

async function readLicence(folder: string): Promise<string> {
  const names = await readdir(folder);
  const found = names.find((name) => /^(licen[cs]e|copying)/i.test(name));
  return found === undefined
    ? "The package carries no licence text of its own."
    : readFile(path.join(folder, found), "utf8");
}
