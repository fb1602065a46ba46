import type { LintProject } from "../project/lintProject.ts";
import { defaultParsingConfig, type ParsingConfig } from "./pythonText.ts";
import { folderOf } from "./projectPaths.ts";

/** The `[parsing]` section of the DVC repository that a folder is in. */
export function readParsingConfig(folder: string, project: LintProject): ParsingConfig {
  return project.rememberOf("parsing-config", folder, () => {
    for (let at = folder; ; at = folderOf(at)) {
      const lead = at === "" ? "" : `${at}/`;
      if (project.kindOf(`${lead}.dvc`) === "directory") {
        const shared = readSection(`${lead}.dvc/config`, project);
        return {
          ...defaultParsingConfig,
          ...shared,
          ...readSection(`${lead}.dvc/config.local`, project),
        };
      }
      if (at === "") return defaultParsingConfig;
    }
  });
}

function readSection(path: string, project: LintProject): Partial<ParsingConfig> {
  const text = project.file(path)?.text ?? "";
  let found: Partial<ParsingConfig> = {};
  let isInside = false;
  for (const line of text.split("\n")) {
    const section = /^\s*\[\s*([^\]]*?)\s*\]/.exec(line);
    if (section !== null) isInside = section[1]?.toLowerCase() === "parsing";
    else if (isInside) found = { ...found, ...readOption(line) };
  }
  return found;
}

function readOption(line: string): Partial<ParsingConfig> {
  const [, name = "", value = ""] = /^\s*(\w+)\s*=\s*"?(\w+)"?\s*$/.exec(line) ?? [];
  if (/^bool$/i.test(name) && (value === "store_true" || value === "boolean_optional")) {
    return { bool: value };
  }
  if (/^list$/i.test(name) && (value === "nargs" || value === "append")) return { list: value };
  return {};
}
