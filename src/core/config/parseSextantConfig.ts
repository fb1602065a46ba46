import type * as z from "zod";
import type { Parsed, Problem } from "../../base/errors.ts";
import { maxProblems, readBoundedYaml, type BoundedYaml } from "./boundedYaml.ts";
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

type Path = readonly PropertyKey[];
type Report = (path: Path, code: string, message: string, severity?: Problem["severity"]) => void;

/**
 * Reads the text of `sextant.yaml`. What is wrong is left out and told with its line and column:
 * one bad entry point does not hide the others.
 */
export function parseSextantConfig(text: string, path = sextantConfigName): Parsed<SextantConfig> {
  const yaml = readBoundedYaml(text, path);
  if (yaml.problems.length > 0) return { value: emptyConfig, problems: yaml.problems };
  const problems: Problem[] = [];
  const report = reporter(yaml, problems);
  if (yaml.value === null || yaml.value === undefined) return { value: emptyConfig, problems };
  if (!isRecord(yaml.value)) {
    report([], "config-type", "expected a mapping with keys such as `entryPoints`");
    return { value: emptyConfig, problems };
  }
  reportUnknownKeys(yaml.value, report);
  const value = {
    entryPoints: readEntryPoints(yaml.value["entryPoints"], report),
    sources: readSources(yaml.value["sources"], report),
    lint: readLint(yaml.value["lint"], report),
  };
  return { value, problems };
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
  };
}

function check<S extends z.ZodType>(
  schema: S,
  value: unknown,
  path: Path,
  report: Report,
): z.output<S> | undefined {
  const result = schema.safeParse(value, { error: describeIssue });
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const keys = issue.code === "unrecognized_keys" ? issue.keys : [];
    if (keys.length === 0) {
      const full = [...path, ...issue.path];
      report(full, "config-type", `\`${full.join(".")}\` ${issue.message}`);
    }
    for (const key of keys) {
      const full = [...path, ...issue.path, key];
      report(full, "config-unknown-key", `\`${full.join(".")}\` is not a known key`);
    }
  }
  return undefined;
}

/** zod's own sentences start with "Invalid input: expected …"; these continue "`a.b` …". */
function describeIssue(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "invalid_type") {
    return issue.input === undefined ? "is missing" : `is not a ${issue.expected}`;
  }
  if (issue.code === "invalid_value") return `is not one of ${issue.values.map(String).join(", ")}`;
  if (issue.code === "invalid_union") return "has a value of another type than allowed";
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
