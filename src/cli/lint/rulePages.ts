import { readFileSync } from "node:fs";
import path from "node:path";
import { rules } from "../../core/lint/rules.ts";

/**
 * The page of a rule, as Markdown; undefined when there is none. This file is what runs from the
 * sources: the build puts the pages themselves in its place.
 */
export function readRulePage(id: string): string | undefined {
  if (!rules.some((rule) => rule.id === id)) return undefined;
  const folder = path.join(import.meta.dirname, "../../../docs/rules");
  try {
    return readFileSync(path.join(folder, `${id}.md`), "utf8");
  } catch {
    return undefined;
  }
}
