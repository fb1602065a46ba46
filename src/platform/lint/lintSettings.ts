import type { LintOptions } from "../../core/lint/lintOptions.ts";
import { parseSextantConfig } from "../../core/config/parseSextantConfig.ts";
import { emptyConfig, sextantConfigName } from "../../core/config/sextantConfig.ts";

/** What a project says of how it is linted. */
export interface LintSettings {
  readonly options: LintOptions;
  /** Patterns of files and folders that are not linted. */
  readonly exclude: readonly string[];
}

/** What the command line says beside it. */
export interface LintOverrides {
  /** Instead of what the project selects. */
  readonly select?: readonly string[];
  /** Beside what the project ignores. */
  readonly ignore?: readonly string[];
}

export const settingsFile = sextantConfigName;

/** `text`: that of `sextant.yaml`, when there is one. */
export function readLintSettings(
  text: string | undefined,
  { select, ignore = [] }: LintOverrides = {},
): LintSettings {
  const { lint } = text === undefined ? emptyConfig : parseSextantConfig(text).value;
  const { exclude, ...options } = lint;
  return {
    options: {
      ...options,
      ...(select !== undefined && { select }),
      ignore: [...options.ignore, ...ignore],
    },
    exclude,
  };
}
