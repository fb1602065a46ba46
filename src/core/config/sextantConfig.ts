import * as z from "zod";
import { paramStyles, type ParamStyle } from "./paramStyles.ts";
import { defaultLintOptions, type LintOptions } from "../lint/lintOptions.ts";
import type { Monitor } from "../monitors/monitor.ts";
import { monitorSchema, monitorsSchema } from "./monitorsConfig.ts";

/**
 * `sextant.yaml`: what a project's people agreed on, reviewed like code. One schema gives the
 * types, the checks and the JSON Schema that editors complete from.
 */

export const sextantConfigName = "sextant.yaml";

const name = z
  .string()
  .min(1, "is empty")
  .max(250, "is longer than 250 characters")
  .meta({ description: "What the entry point is called, in lists and in recorded runs." });

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const command = z
  .union([z.string().min(1, "is empty"), z.array(scalar).min(1, "is empty")], {
    error: ({ input }) =>
      input === undefined ? "is missing" : "is neither a command line nor a list of arguments",
  })
  .meta({
    description:
      "The command: a list of arguments, or one line. A line with pipes, variables, redirects or && is run by the shell; every other line is split into arguments and run as it is.",
  });

const entryPointFields = {
  command,
  cwd: z
    .string()
    .refine(isInsideProject, "leaves the project folder")
    .meta({ description: "Folder to run in, relative to this file." })
    .optional(),
  params: z
    .record(z.string(), scalar.nullable())
    .meta({
      description:
        "Parameters and their defaults. They are handed to the command in `paramStyle`, recorded with the run, and can be changed at launch. A null is a parameter without a default.",
    })
    .optional(),
  paramStyle: z
    .enum(paramStyles)
    .meta({ description: "How a parameter is written on the command line." })
    .optional(),
  env: z
    .record(z.string().regex(/^[A-Za-z_]\w*$/, "is not a variable's name"), scalar)
    .meta({ description: "Environment variables of the command." })
    .optional(),
  experiment: z
    .string()
    .min(1, "is empty")
    .meta({ description: "Experiment that the runs belong to." })
    .optional(),
  description: z.string().meta({ description: "One line for the list of targets." }).optional(),
  data: z
    .array(z.string().min(1, "is empty"))
    .meta({
      description:
        "Data that the command reads: files, folders or globs, relative to this file. A profile of each is kept with the run, for later comparison with new data.",
    })
    .optional(),
} as const;

const namedEntryPoint = z.strictObject({ name, ...entryPointFields });
const entryPoint = z.union([command, z.strictObject(entryPointFields)], {
  error: "is neither a command nor a mapping with `command`",
});

const folder = z.string().min(1, "is empty");

const sources = z
  .strictObject({
    folders: z
      .array(folder)
      .meta({
        description:
          "Folders outside the project that hold runs of other tools: absolute, relative to this file, or beginning with `~/`.",
      })
      .optional(),
    exclude: z
      .array(z.string().min(1, "is empty"))
      .meta({
        description: "Globs of files and folders in which no runs are looked for, as `data/**`.",
      })
      .optional(),
    mlflow: z
      .array(z.url({ protocol: /^https?$/, error: "is not an http or https address" }))
      .meta({
        description:
          "Addresses of MLflow tracking servers whose runs are shown. Credentials come from the environment, as for MLflow itself; only trusted folders are connected.",
      })
      .optional(),
  })
  .meta({
    description: "Where the runs of other tools are looked for, beside the project itself.",
  });

const ruleName = z
  .string()
  .regex(/^[A-Za-z][\w-]*$/, "is not a rule")
  .meta({
    description: "A rule's id (`DVC101`) or name, the beginning of ids (`DVC2`), or `ALL`.",
  });
const glob = z.string().min(1, "is empty");

const lint = z
  .strictObject({
    select: z
      .array(ruleName)
      .meta({ description: "The rules that run, instead of those that are on by default." })
      .optional(),
    ignore: z.array(ruleName).meta({ description: "Rules that do not run." }).optional(),
    perFileIgnores: z
      .record(glob, z.array(ruleName))
      .meta({
        description: "Rules that do not run in some files: patterns as in .gitignore, with rules.",
      })
      .optional(),
    severity: z
      .record(ruleName, z.enum(["error", "warning", "info", "hint", "off"]))
      .meta({ description: "How loud single rules are, by id or name." })
      .optional(),
    exclude: z
      .array(glob)
      .meta({ description: "Files and folders that are not linted: patterns as in .gitignore." })
      .optional(),
  })
  .meta({ description: "How the files of pipelines are linted." });

export const sextantConfigSchema = z
  .looseObject({
    entryPoints: z
      .union([z.array(namedEntryPoint), z.record(name, entryPoint)], {
        error: "is neither a list nor a mapping of entry points",
      })
      .meta({ description: "Commands that can be launched by name." })
      .optional(),
    sources: sources.optional(),
    lint: lint.optional(),
    monitors: monitorsSchema.optional(),
  })
  .meta({ title: "Sextant project configuration" });

/** The shapes that are checked apart, those behind the unions among them: the parser checks each against its own for exact messages. */
export const configSchemas = {
  named: namedEntryPoint,
  unnamed: z.strictObject(entryPointFields),
  command,
  sources,
  lint,
  monitor: monitorSchema,
  monitors: monitorsSchema,
} as const;

/** What a project says of its linting. */
export interface ConfiguredLint extends LintOptions {
  /** Patterns as in `.gitignore` of what is not linted. */
  readonly exclude: readonly string[];
}

/** Where runs of other tools are looked for. */
export interface ConfiguredSources {
  /** As they are written: `~` and relative paths are resolved by who reads them. */
  readonly folders: readonly string[];
  readonly exclude: readonly string[];
  /** http and https addresses. */
  readonly mlflow: readonly string[];
}

export interface EntryPoint {
  readonly name: string;
  readonly command: string | readonly string[];
  /** Relative to the project root, with `/`; "." is the root itself. */
  readonly cwd: string;
  /** Null where there is no default. */
  readonly params: Readonly<Record<string, string | null>>;
  readonly paramStyle: ParamStyle;
  readonly env: Readonly<Record<string, string>>;
  readonly experiment: string | null;
  readonly description: string;
  /** Files, folders and globs that the command reads, relative to the project root. */
  readonly data: readonly string[];
}

export interface SextantConfig {
  readonly entryPoints: readonly EntryPoint[];
  readonly sources: ConfiguredSources;
  readonly lint: ConfiguredLint;
  readonly monitors: readonly Monitor[];
}

export const emptyConfig: SextantConfig = {
  entryPoints: [],
  sources: { folders: [], exclude: [], mlflow: [] },
  lint: { ...defaultLintOptions, exclude: [] },
  monitors: [],
};

/** The JSON Schema of `sextant.yaml` as text, for completion and checks in editors. */
export function renderJsonSchema(): string {
  const schema = z.toJSONSchema(sextantConfigSchema, { target: "draft-7", io: "input" });
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function isInsideProject(path: string): boolean {
  const isAbsolute = /^([\\/]|[A-Za-z]:)/.test(path);
  return !isAbsolute && !path.split(/[\\/]/).includes("..");
}
