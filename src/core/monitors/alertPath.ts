import type { Alert, AlertKind } from "./alert.ts";
import { ruleKey } from "./alertRules.ts";
import type { Monitor } from "./monitor.ts";

const parts: Readonly<Partial<Record<AlertKind, readonly string[]>>> = {
  performance: ["performance"],
  slice: ["performance", "slices"],
  drift: ["current"],
  validation: ["validate"],
  health: ["health"],
  llm: ["llm"],
};

/** The part of a monitor's configuration that an alert is about; `[]` is the monitor itself. */
export function alertPath(
  monitor: Pick<Monitor, "alerts">,
  { key, kind }: Pick<Alert, "key" | "kind">,
): readonly (string | number)[] {
  if (kind !== "rule") return parts[kind] ?? [];
  const index = monitor.alerts.findIndex((rule) => ruleKey(rule) === key);
  return index < 0 ? [] : ["alerts", index];
}
