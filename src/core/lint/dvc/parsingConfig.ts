import type { LintProject } from "../project/lintProject.ts";
import { dvcOptionsOf } from "./dvcConfig.ts";
import { defaultParsingConfig, type ParsingConfig } from "./pythonText.ts";

/** The `[parsing]` section of the DVC project that a file belongs to. */
export function readParsingConfig(path: string, project: LintProject): ParsingConfig {
  let config = defaultParsingConfig;
  for (const { section, key, value } of dvcOptionsOf(project, path)) {
    if (section.toLowerCase() !== "parsing") continue;
    const name = key.toLowerCase();
    if (name === "bool" && (value === "store_true" || value === "boolean_optional")) {
      config = { ...config, bool: value };
    }
    if (name === "list" && (value === "nargs" || value === "append")) {
      config = { ...config, list: value };
    }
  }
  return config;
}
