import { parseCondition } from "../monitors/alertRules.ts";
import type { Monitor } from "../monitors/monitor.ts";
import { patternFault } from "../validation/pattern.ts";
import { checkConfig, isRecord, type Path, type Report } from "./checkConfig.ts";
import type { WrittenMonitor, WrittenSource } from "./monitorsConfig.ts";
import { canMeasure, normaliseMonitor } from "./normaliseMonitor.ts";
import { configSchemas, type EntryPoint } from "./sextantConfig.ts";

interface MonitorContext {
  readonly entryPoints: readonly EntryPoint[];
  readonly report: Report;
}

/** The monitors of `sextant.yaml` that are right; what is wrong with the others is reported. */
export function readMonitors(value: unknown, context: MonitorContext): readonly Monitor[] {
  const { report } = context;
  if (value === undefined || value === null) return [];
  if (!isRecord(value)) {
    report(["monitors"], "config-type", "`monitors` is not a mapping of names to monitors");
    return [];
  }
  return Object.entries(value).flatMap(([name, item]) => {
    const path = ["monitors", name];
    const isNamed = configSchemas.monitors.keyType.safeParse(name);
    if (!isNamed.success) {
      const reason = isNamed.error.issues[0]?.message ?? "cannot be used";
      report(path, "config-type", `the monitor's name \`${name}\` ${reason}`);
      return [];
    }
    const written = checkConfig(configSchemas.monitor, item, path, report);
    if (written === undefined || !isSound(written, path, context)) return [];
    return [normaliseMonitor(name, written)];
  });
}

/** Reports what no schema can say; warnings leave the monitor in use. */
function isSound(
  written: WrittenMonitor,
  path: Path,
  { entryPoints, report }: MonitorContext,
): boolean {
  const faults = [...faultsOf(written)];
  for (const { steps, message } of faults) {
    const full = [...path, ...steps];
    report(full, "config-value", `\`${full.join(".")}\` ${message}`);
  }
  const run = written.retrain?.run;
  // Other targets than entry points are named by ids, which have a colon.
  if (run !== undefined && !run.includes(":") && !entryPoints.some(({ name }) => name === run)) {
    const message = `there is no entry point \`${run}\` that could be launched`;
    report([...path, "retrain", "run"], "config-value", message, "warning");
  }
  return faults.length === 0;
}

interface Fault {
  readonly steps: Path;
  /** Continues "`monitors.name.part` …". */
  readonly message: string;
}

function* faultsOf(written: WrittenMonitor): Iterable<Fault> {
  for (const [steps, source] of sourcesOf(written)) {
    const message = sourceFault(source);
    if (message !== null) yield { steps, message };
  }
  if (written.performance !== undefined && !canMeasure(written)) {
    const message = "needs a `probability`, or a `target` and a `prediction`";
    yield { steps: ["performance"], message };
  }
  yield* ruleFaults(written);
  const chunk = written.performance?.chunk;
  if (chunk !== undefined && "period" in chunk && written.time === undefined) {
    const message = "needs `time`, the column with the time of a row";
    yield { steps: ["performance", "chunk"], message };
  }
}

function* ruleFaults(written: WrittenMonitor): Iterable<Fault> {
  for (const [index, { when }] of (written.alerts ?? []).entries()) {
    const condition = parseCondition(when);
    if ("problem" in condition)
      yield { steps: ["alerts", index, "when"], message: condition.problem };
  }
  for (const [index, { matches }] of (written.validate ?? []).entries()) {
    const message = matches === undefined ? null : patternFault(matches);
    if (message !== null) yield { steps: ["validate", index, "matches"], message };
  }
}

function sourcesOf(written: WrittenMonitor): readonly (readonly [Path, WrittenSource])[] {
  const named: readonly (readonly [Path, WrittenSource | undefined])[] = [
    [["reference"], written.reference],
    [["current"], written.current],
    [["health", "source"], written.health?.source],
    [["llm", "source"], written.llm?.source],
  ];
  return named.flatMap(([path, source]) => (source === undefined ? [] : [[path, source] as const]));
}

function sourceFault(source: WrittenSource): string | null {
  if (typeof source === "string" || Array.isArray(source)) return null;
  const given = [source.path, source.profile, source.run].filter((item) => item !== undefined);
  if (given.length !== 1) return "needs exactly one of `path`, `profile` and `run`";
  if (source.dataset !== undefined && source.run === undefined) {
    return "has a `dataset`, which only a `run` has";
  }
  if (source.format !== undefined && source.path === undefined) {
    return "has a `format`, which only a `path` has";
  }
  return null;
}
