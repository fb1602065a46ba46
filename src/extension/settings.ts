import * as z from "zod";

/** Personal preferences; what a team shares stands in `sextant.yaml`. */
export const settingsSchema = z.object({
  /** Metric shown beside a run in the trees; empty for the one that looks most telling. */
  "sextant.runs.keyMetric": z.string().max(250).default(""),
  /** How many runs the Runs view lists. */
  "sextant.runs.recentCount": z.number().int().min(1).max(1000).default(50),
  /** Where new worktrees go; relative to the repository's parent folder. */
  "sextant.restore.worktreeFolder": z.string().default(""),
  /** Whether `sextant` is on the PATH of new terminals. */
  "sextant.terminal.addToPath": z.boolean().default(true),
  /** Whether runs of other tools are shown. */
  "sextant.sources.enabled": z.boolean().default(true),
  /** Globs of what is not searched for them, beside the editor's own excludes. */
  "sextant.sources.exclude": z.array(z.string().max(1000)).max(1000).default([]),
  /** Folders outside the workspace that are searched too; `~` is the home folder. */
  "sextant.sources.folders": z.array(z.string().max(4000)).max(100).default([]),
  /** Whether pipeline files are checked, with all that comes with it. */
  "sextant.lint.enabled": z.boolean().default(true),
  /** Whether something stands above stages. */
  "sextant.lint.codeLens": z.boolean().default(true),
  /** Whether monitors are checked by themselves, as their configuration says. */
  "sextant.monitors.automatic": z.boolean().default(true),
  /** Whether monitors may name data in object storage. */
  "sextant.drift.objectStorage": z.boolean().default(false),
  /** Memory in MB that the process which reads data may take. */
  "sextant.drift.memoryLimit": z.number().int().min(128).max(1_048_576).default(1024),
});

export type Settings = z.infer<typeof settingsSchema>;
export type SettingId = keyof Settings;

export const settingIds = Object.keys(settingsSchema.shape) as readonly SettingId[];

/** What each setting is when the user says nothing. */
export const defaultSettings: Settings = settingsSchema.parse({});

export interface InvalidSetting {
  readonly id: SettingId;
  /** A sentence that names the setting and what is used instead. */
  readonly message: string;
}

/** Reads every setting; an invalid value gives its default and one entry in `invalid`. */
export function parseSettings(read: (id: SettingId) => unknown): {
  readonly settings: Settings;
  readonly invalid: readonly InvalidSetting[];
} {
  const invalid: InvalidSetting[] = [];
  const entries = settingIds.map((id) => {
    const parsed = settingsSchema.shape[id].safeParse(read(id) ?? undefined);
    if (parsed.success) return [id, parsed.data] as const;
    const fault = parsed.error.issues[0]?.message ?? "is not valid";
    const used = JSON.stringify(defaultSettings[id]);
    invalid.push({ id, message: `The setting ${id} is not used: ${fault}. Sextant uses ${used}.` });
    return [id, defaultSettings[id]] as const;
  });
  return { settings: settingsSchema.parse(Object.fromEntries(entries)), invalid };
}
