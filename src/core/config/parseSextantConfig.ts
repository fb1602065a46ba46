import type * as z from "zod";
import type { Location, Parsed, Problem } from "../../base/errors.ts";
import { maxProblems, readBoundedYaml, type BoundedYaml } from "./boundedYaml.ts";
import { checkConfig as check, isRecord, type Path, type Report } from "./checkConfig.ts";
import { readMonitors } from "./readMonitors.ts";
import {
  emptyConfig,
  configSchemas,
  sextantConfigName,
  sextantConfigSchema,
  type ConfiguredLint,
  type ConfiguredSources,
  type EntryPoint,
  type SextantConfig,
} from "./sextantConfig.ts";

/**
 * Reads the text of `sextant.yaml`. What is wrong is left out and told with its line and column:
 * one bad entry point does not hide the others.
 */
export function parseSextantConfig(text: string, path = sextantConfigName): Parsed<SextantConfig> {
  const yaml = readConfigYaml(text, path);
  if (yaml.problems.length > 0) return { value: emptyConfig, problems: yaml.problems };
  const problems: Problem[] = [];
  const report = reporter(yaml, problems);
  if (yaml.value === null || yaml.value === undefined) return { value: emptyConfig, problems };
  if (!isRecord(yaml.value)) {
    report([], "config-type", "expected a mapping with keys such as `entryPoints`");
    return { value: emptyConfig, problems };
  }
  reportUnknownKeys(yaml.value, report);
  const entryPoints = readEntryPoints(yaml.value["entryPoints"], report);
  const value = {
    entryPoints,
    sources: readSources(yaml.value["sources"], report),
    lint: readLint(yaml.value["lint"], report),
    monitors: readMonitors(yaml.value["monitors"], { entryPoints, report }),
  };
  return { value, problems };
}

/**
 * Where a part of a monitor stands: `["alerts", 0]` is its first rule for alerts, `[]` its name. As
 * much of the path as the text has; the first line where it has nothing of it.
 */
export function locateMonitor(
  text: string,
  name: string,
  path: readonly (string | number)[] = [],
): Location {
  return monitorLocator(text)(name, path);
}

export type LocateMonitor = (name: string, path?: readonly (string | number)[]) => Location;

/** As `locateMonitor`, for many places of one text: it is parsed once, when the first is asked for. */
export function monitorLocator(text: string): LocateMonitor {
  let yaml: BoundedYaml | undefined;
  return (name, path = []) => {
    yaml ??= readConfigYaml(text, sextantConfigName);
    return yaml.locate(["monitors", name, ...path]);
  };
}

/** Command lines need numbers as they were written, monitors need them as numbers. */
function readConfigYaml(text: string, path: string): BoundedYaml {
  return readBoundedYaml(text, path, {
    keepsNumbers: (keys) =>
      keys[0] === "monitors" && !(keys[2] === "retrain" && keys[3] === "params"),
  });
}

function reporter(yaml: BoundedYaml, problems: Problem[]): Report {
  return (path, code, message, severity = "error") => {
    if (problems.length >= maxProblems) return;
    problems.push({ code, message, severity, location: yaml.locate(path) });
  };
}

function reportUnknownKeys(value: Record<string, unknown>, report: Report): void {
  const known = Object.keys(sextantConfigSchema.shape);
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    const message = `unknown key \`${key}\`; known are ${known.join(", ")}`;
    report([key], "config-unknown-key", message, "warning");
  }
}

function readEntryPoints(value: unknown, report: Report): readonly EntryPoint[] {
  if (value === undefined || value === null) return [];
  const raw: (EntryPoint | undefined)[] = [];
  if (Array.isArray(value)) {
    value.forEach((item: unknown, index) => {
      raw.push(readNamed(item, ["entryPoints", index], report));
    });
  } else if (isRecord(value)) {
    for (const [name, item] of Object.entries(value)) {
      raw.push(readUnnamed(name, item, report));
    }
  } else report(["entryPoints"], "config-type", "`entryPoints` is neither a list nor a mapping");
  return withoutDuplicates(
    raw.filter((entryPoint) => entryPoint !== undefined),
    report,
  );
}

function readSources(value: unknown, report: Report): ConfiguredSources {
  if (value === undefined || value === null) return emptyConfig.sources;
  const { folders, exclude, mlflow } =
    check(configSchemas.sources, value, ["sources"], report) ?? {};
  return { folders: folders ?? [], exclude: exclude ?? [], mlflow: mlflow ?? [] };
}

/** Key by key, and entry by entry: what is wrong with one leaves the others. */
function readLint(value: unknown, report: Report): ConfiguredLint {
  if (value === undefined || value === null) return emptyConfig.lint;
  if (!isRecord(value)) {
    report(["lint"], "config-type", "`lint` is not a mapping");
    return emptyConfig.lint;
  }
  const { lint } = emptyConfig;
  const sound = configSchemas.lint.safeParse(readSoundKeys(value, report)).data ?? {};
  return {
    select: sound.select ?? lint.select,
    ignore: sound.ignore ?? lint.ignore,
    perFileIgnores: sound.perFileIgnores ?? lint.perFileIgnores,
    severity: sound.severity ?? lint.severity,
    exclude: sound.exclude ?? lint.exclude,
  };
}

function readSoundKeys(value: Record<string, unknown>, report: Report): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    const found = check(configSchemas.lint, { [key]: item ?? undefined }, ["lint"], report);
    Object.assign(read, found ?? readSoundEntries(key, item));
  }
  return read;
}

/** The entries of a list or mapping that are right when others of it are not. */
function readSoundEntries(key: string, value: unknown): Record<string, unknown> {
  if (!Object.hasOwn(configSchemas.lint.shape, key)) return {};
  const isSound = (item: unknown): boolean => configSchemas.lint.safeParse({ [key]: item }).success;
  if (Array.isArray(value)) return { [key]: value.filter((item) => isSound([item])) };
  if (!isRecord(value)) return {};
  const sound = Object.entries(value).filter(([name, item]) => isSound({ [name]: item }));
  return { [key]: Object.fromEntries(sound) };
}

function readNamed(item: unknown, path: Path, report: Report): EntryPoint | undefined {
  const parsed = check(configSchemas.named, item, path, report);
  return parsed && normalise(parsed.name, parsed);
}

function readUnnamed(name: string, item: unknown, report: Report): EntryPoint | undefined {
  const path = ["entryPoints", name];
  const body = isRecord(item) ? item : { command: item };
  const parsed = check(configSchemas.unnamed, body, path, report);
  return parsed && normalise(name, parsed);
}

function withoutDuplicates(entryPoints: readonly EntryPoint[], report: Report): EntryPoint[] {
  const seen = new Set<string>();
  return entryPoints.filter(({ name }) => {
    if (seen.has(name)) {
      report(["entryPoints"], "config-duplicate", `the entry point \`${name}\` is defined twice`);
      return false;
    }
    seen.add(name);
    return true;
  });
}

function normalise(name: string, raw: z.infer<typeof configSchemas.unnamed>): EntryPoint {
  const params = Object.entries(raw.params ?? {});
  return {
    name,
    command: typeof raw.command === "string" ? raw.command : raw.command.map(String),
    cwd: (raw.cwd ?? ".").replaceAll("\\", "/"),
    params: Object.fromEntries(params.map(([k, v]) => [k, v === null ? null : String(v)])),
    paramStyle: raw.paramStyle ?? "--key value",
    env: Object.fromEntries(Object.entries(raw.env ?? {}).map(([k, v]) => [k, String(v)])),
    experiment: raw.experiment ?? null,
    description: raw.description ?? "",
    data: (raw.data ?? []).map((item) => item.replaceAll("\\", "/")),
  };
}
