import { readFileSync } from "node:fs";
import path from "node:path";
import { AppError, describeError } from "../../base/errors.ts";
import { setMonitorReference } from "../../core/config/editMonitors.ts";
import { sextantConfigName } from "../../core/config/sextantConfig.ts";
import type { DataProfile } from "../../core/drift/profile/profile.ts";
import type { Monitor } from "../../core/monitors/monitor.ts";
import { writeProfileFile } from "../profile/profileFile.ts";
import type { JobCall, MonitorHost } from "./checkMonitor.ts";
import { monitorSlug } from "./monitorStore.ts";
import { replaceFile } from "./replaceFile.ts";
import { resolveSource } from "./resolveSources.ts";

export interface AcceptedReference {
  /** Relative to the project, with `/`. */
  readonly profileFile: string;
  readonly profile: DataProfile;
  /** The new text of `sextant.yaml`; null where it named this profile already. */
  readonly configText: string | null;
}

/**
 * Profiles what a monitor looks at now, and writes that as its reference: a profile that is
 * committed, named by `sextant.yaml`. Nothing is written when either cannot be done. `readConfig`
 * gives the text of `sextant.yaml` where an editor has it open with changes.
 */
export async function acceptReference(
  monitor: Monitor,
  host: MonitorHost,
  call: JobCall & { readonly readConfig?: () => string },
): Promise<AcceptedReference> {
  const { root } = host;
  const profile = await host.runJob(
    {
      kind: "profile",
      settings: { ...host.settings, root, now: host.now() },
      source: await resolveSource(monitor.current, host),
      like: null,
      types: monitor.columns.types,
      isMasked: monitor.maskCategories,
    },
    call,
  );
  const profileFile = profileFileOf(root, monitor);
  const isNamed = monitor.reference?.kind === "profile" && monitor.reference.path === profileFile;
  const readConfig = call.readConfig ?? (() => readConfigFile(root));
  const configText = isNamed ? null : setMonitorReference(readConfig(), monitor.name, profileFile);
  writeProfileFile(path.join(root, profileFile), profile);
  return { profileFile, profile, configText };
}

/** For hosts without an editor: writes the text of `sextant.yaml` in one step. */
export function writeConfig(root: string, text: string): void {
  const file = path.join(root, sextantConfigName);
  try {
    replaceFile(file, text);
  } catch (error) {
    throw new AppError(
      "config-not-written",
      `${file} could not be written: ${describeError(error)}. Check that it may be changed.`,
      { cause: error },
    );
  }
}

/** The profile that the monitor has, where it lies in the project; else one named after it. */
function profileFileOf(root: string, { name, reference }: Monitor): string {
  const fallback = `profiles/${monitorSlug(name)}.json`;
  if (reference?.kind !== "profile") return fallback;
  const relative = path.relative(root, path.resolve(root, reference.path));
  const isOutside = relative.startsWith("..") || path.isAbsolute(relative);
  return isOutside ? fallback : reference.path;
}

function readConfigFile(root: string): string {
  const file = path.join(root, sextantConfigName);
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new AppError(
      "config-not-read",
      `${file} cannot be read: ${describeError(error)}. A monitor is defined there.`,
      { cause: error },
    );
  }
}
