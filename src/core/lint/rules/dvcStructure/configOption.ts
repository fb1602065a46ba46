import { configFields, openSections } from "../../dvc/configFields.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { Report, Rule } from "../../rule.ts";
import { didYouMean, findSimilar } from "../../similarNames.ts";
import { readIni, type IniOption } from "../../source/readIni.ts";

/**
 * Reports sections and options of `.dvc/config` that DVC does not know.
 *
 * ## Why it matters
 * DVC reads its configuration first and refuses to start: "configuration error … extra keys not
 * allowed". No command works any more, not even `dvc config`.
 *
 * ## Example
 * ```ini .dvc/config
 * [core]
 *     remotes = storage
 * ['remote "storage"']
 *     url = s3://bucket/data
 * ```
 *
 * ## Use instead
 * ```ini .dvc/config
 * [core]
 *     remote = storage
 * ['remote "storage"']
 *     url = s3://bucket/data
 * ```
 *
 * ## Limits
 * A name unlike all others may come with a newer DVC: it is a warning. The options of a remote are
 * those of all kinds of remotes.
 *
 * ## Fix
 * Suggests the name that was probably meant.
 */
export const configOption: Rule = {
  id: "DVC014",
  name: "config-option",
  summary: "configuration that DVC does not know",
  severity: "error",
  confidence: "high",
  fix: "suggestion",
  since: "0.1.0",
  files: ["dvc-config"],
  *check(file): Iterable<Report> {
    const told = new Set<string>();
    for (const option of readIni(file.text)) {
      const section = /^\w*/.exec(option.section)?.[0].toLowerCase() ?? "";
      if (openSections.includes(section)) continue;
      const known = Object.hasOwn(configFields, section) ? configFields[section] : undefined;
      if (known === undefined) {
        if (!told.has(section)) yield reportSection(option, section);
        told.add(section);
      } else if (!known.includes(option.key.toLowerCase())) {
        yield reportOption(file, option, known);
      }
    }
  },
};

function reportSection({ section, start, key }: IniOption, word: string): Report {
  const at = { start, end: start + key.length };
  if (section === "") return { at, message: `\`${key}\` stands in no section` };
  const similar = findSimilar(word, Object.keys(configFields));
  const message = `DVC knows no section \`${section}\`${didYouMean(similar)}`;
  return similar.length > 0 ? { at, message } : { at, message, ...unsure };
}

function reportOption(
  { path }: LintFile,
  { section, start, key }: IniOption,
  known: readonly string[],
): Report {
  const at = { start, end: start + key.length };
  const similar = findSimilar(key, known);
  const message = `DVC knows no option \`${key}\` in \`${section}\`${didYouMean(similar)}`;
  if (similar.length === 0) return { at, message, ...unsure };
  const fixes = similar.map((text) => ({
    title: `Rename to \`${text}\``,
    applicability: "suggestion" as const,
    edits: [{ path, ...at, text }],
  }));
  return { at, message, fixes };
}

const unsure = { severity: "warning", confidence: "medium" } as const;
