import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { createVSIX } from "@vscode/vsce";
import { hostTarget } from "./engine.ts";
import { stagePackage } from "./stage.ts";

export interface PackageOptions {
  /** Emptied and filled with the files that are packaged. */
  readonly stageFolder: string;
  readonly outFolder: string;
  /** Such as `linux-x64`; the system this runs on without. */
  readonly target?: string;
}

/** Makes a VSIX and returns its path. */
export async function createPackage(options: PackageOptions): Promise<string> {
  const { stageFolder, outFolder, target = hostTarget() } = options;
  await stagePackage(stageFolder, target);
  await mkdir(outFolder, { recursive: true });
  const manifest = await readFile(path.join(stageFolder, "package.json"), "utf8");
  const { name, version } = JSON.parse(manifest) as { name: string; version: string };
  const packagePath = path.join(outFolder, `${name}-${version}-${target}.vsix`);
  await createVSIX({
    cwd: stageFolder,
    packagePath,
    dependencies: false,
    rewriteRelativeLinks: false,
    allowMissingRepository: true,
    target,
  });
  return packagePath;
}
