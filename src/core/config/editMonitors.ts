import { AppError } from "../../base/errors.ts";
import { appendYamlItem, setYamlValue } from "./editYaml.ts";
import type { WrittenMonitor, WrittenRule } from "./monitorsConfig.ts";
import { readBoundedYaml } from "./boundedYaml.ts";
import { isRecord } from "./checkConfig.ts";

/**
 * Edits of monitors in the text of `sextant.yaml`; comments and layout of what is there stay. Each
 * throws AppError: `config-not-editable` for a file with faults, `monitor-missing`,
 * `monitor-exists`.
 */

/** With a monitor of that name behind those that are there. */
export function addMonitor(text: string, name: string, monitor: WrittenMonitor): string {
  if (monitorsOf(text).includes(name)) {
    throw new AppError(
      "monitor-exists",
      `sextant.yaml has a monitor \`${name}\` already. Choose another name, or edit that one.`,
    );
  }
  return setYamlValue(text, ["monitors", name], monitor);
}

/** With a profile's file, relative to `sextant.yaml` and with `/`, as the monitor's reference. */
export function setMonitorReference(text: string, name: string, profile: string): string {
  requireMonitor(text, name);
  return setYamlValue(text, ["monitors", name, "reference"], { profile });
}

/** With another rule about the data, behind those that the monitor has. */
export function addValidationRule(text: string, name: string, rule: WrittenRule): string {
  requireMonitor(text, name);
  return appendYamlItem(text, ["monitors", name, "validate"], rule);
}

/** With these importances of features; those of others stay. */
export function setImportance(
  text: string,
  name: string,
  importance: Readonly<Record<string, number>>,
): string {
  requireMonitor(text, name);
  return Object.entries(importance).reduce(
    (edited, [column, value]) =>
      setYamlValue(edited, ["monitors", name, "columns", "importance", column], value),
    text,
  );
}

function requireMonitor(text: string, name: string): void {
  if (monitorsOf(text).includes(name)) return;
  throw new AppError(
    "monitor-missing",
    `sextant.yaml has no monitor \`${name}\`. It may have been renamed: choose it again.`,
  );
}

function monitorsOf(text: string): readonly string[] {
  const { value } = readBoundedYaml(text, "sextant.yaml");
  const monitors = isRecord(value) ? value["monitors"] : undefined;
  return isRecord(monitors) ? Object.keys(monitors) : [];
}
