import * as z from "zod";
import { paramStyles } from "../config/paramStyles.ts";
import { maskedValue, maskParameters } from "./secrets.ts";
import {
  launchTargetKinds,
  parameterForms,
  type LaunchEdits,
  type LaunchTarget,
} from "./target.ts";

/** A launch as it is remembered: what was launched and what was chosen. */
export interface RecentLaunch {
  readonly target: LaunchTarget;
  readonly params: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

export const maxRecentLaunches = 20;

const strings = z.record(z.string(), z.string());

const commandSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("argv"), argv: z.array(z.string()) }),
  z.object({ kind: z.literal("shell"), text: z.string() }),
  z.object({ kind: z.literal("template"), text: z.string() }),
]);

const parameterSchema = z.object({
  key: z.string(),
  name: z.string(),
  form: z.enum(parameterForms),
  default: z.string().nullable(),
  help: z.string(),
  choices: z.array(z.string()),
  isRequired: z.boolean(),
  isPassed: z.boolean(),
  isList: z.boolean(),
  option: z.string().nullable(),
  negation: z.string().nullable(),
  file: z.string().nullable(),
});

export const launchTargetSchema = z.object({
  id: z.string(),
  kind: z.enum(launchTargetKinds),
  label: z.string(),
  source: z.string(),
  description: z.string(),
  root: z.string(),
  cwd: z.string(),
  command: commandSchema,
  parameters: z.array(parameterSchema),
  paramStyle: z.enum(paramStyles),
  env: strings,
  experiment: z.string().nullable(),
  entryPoint: z.string().nullable(),
  unavailable: z.string().nullable(),
});

const recentLaunchSchema = z.object({
  target: launchTargetSchema,
  params: strings,
  time: z.number(),
});

/** What was stored, newest first; entries that cannot be read are left out. */
export function parseRecentLaunches(stored: unknown): readonly RecentLaunch[] {
  if (!Array.isArray(stored)) return [];
  return stored
    .map((item: unknown) => recentLaunchSchema.safeParse(item).data)
    .filter((item) => item !== undefined)
    .slice(0, maxRecentLaunches);
}

/**
 * The list with one launch in front. The same target with the same choices stands in it once.
 * Values that look secret are not remembered.
 */
export function rememberLaunch(
  recent: readonly RecentLaunch[],
  target: LaunchTarget,
  edits: LaunchEdits,
  time: number,
): readonly RecentLaunch[] {
  const masked = maskParameters(edits.params);
  const params = Object.fromEntries(
    Object.entries(masked).filter(([, value]) => !value.includes(maskedValue)),
  );
  const launch: RecentLaunch = { target, params, time };
  const others = recent.filter((other) => identity(other) !== identity(launch));
  return [launch, ...others].slice(0, maxRecentLaunches);
}

function identity({ target, params }: RecentLaunch): string {
  return JSON.stringify([target.root, target.id, Object.entries(params).sort()]);
}

/** "lr=0.1, epochs=20": what was chosen, for the list. */
export function describeChoices(params: Readonly<Record<string, string>>): string {
  return Object.entries(params)
    .map(([key, value]) => `${key}=${value}`)
    .join(", ");
}
