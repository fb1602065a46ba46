import { parseSextantConfig } from "../../src/core/config/parseSextantConfig.ts";
import type { Monitor } from "../../src/core/monitors/monitor.ts";

/** The only monitor of a text of `sextant.yaml`, in flow style: `reference: a.csv, every: 6h`. */
export function createMonitor(yaml = ""): Monitor {
  const { value, problems } = parseSextantConfig(`monitors: {m: {current: x.csv, ${yaml}}}`);
  const [monitor] = value.monitors;
  const isWrong = problems.some(({ severity }) => severity === "error");
  if (!monitor || isWrong) throw new Error(JSON.stringify(problems));
  return monitor;
}
