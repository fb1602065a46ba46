// The pages of the lint rules, made of the doc comments of their files.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { rules } from "../src/core/lint/rules.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const rulesFolder = path.join(root, "src/core/lint/rules");

/** Text of the doc comment before `export const NAME: Rule`, by the rule's id. */
export function readRuleComments() {
  const found = new Map();
  for (const entry of readdirSync(rulesFolder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".ts")) continue;
    const text = readFileSync(path.join(entry.parentPath, entry.name), "utf8");
    for (const match of text.matchAll(
      /\/\*\*((?:(?!\*\/)[^])*)\*\/\nexport const \w+: Rule = \{/g,
    )) {
      const id = /\bid: "(\w+)"/.exec(text.slice(match.index))?.[1];
      if (id !== undefined) found.set(id, cleanComment(match[1]));
    }
  }
  return found;
}

function cleanComment(raw) {
  return raw
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, ""))
    .join("\n")
    .trim();
}

/** The Markdown of each page, by its file name in docs/rules. */
export function renderRulePages() {
  const comments = readRuleComments();
  const pages = new Map(
    rules.map((rule) => [`${rule.id}.md`, renderPage(rule, comments.get(rule.id) ?? "")]),
  );
  pages.set("README.md", renderList());
  return pages;
}

const fixes = {
  none: "no fix",
  safe: "safe fix",
  unsafe: "unsafe fix",
  suggestion: "suggestions",
};

function renderPage(rule, comment) {
  const level = rule.severity === "off" ? "off until it is selected" : rule.severity;
  const facts = `**${level}** · ${rule.confidence} confidence · ${fixes[rule.fix]} · since ${rule.since}`;
  // Paths of examples stand in front of them, not in the fence, where Markdown does not show them.
  const body = comment.replace(/^```(\w+) (\S+)$/gm, (_all, language, file) =>
    file === "tracked" ? "Tracked by git:\n\n```text" : `\`${file}\`\n\n\`\`\`${language}`,
  );
  const spaced = body.replace(/^(## .+)\n(?!\n)/gm, "$1\n\n");
  return `# ${rule.id} ${rule.name}\n\n${facts}\n\n${spaced}\n`;
}

function renderList() {
  const rows = rules.map(
    (rule) =>
      `| [${rule.id}](${rule.id}.md) | ${rule.name} | ${escapeCell(rule.summary)} | ${rule.severity} | ${rule.fix} |`,
  );
  return [
    "# Rules",
    "",
    "What `sextant lint` and the editor look for. Made of the rules' own comments: do not edit here.",
    "",
    "| id | name | what | severity | fix |",
    "|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

function escapeCell(text) {
  return text.replaceAll("|", "\\|");
}

/** Examples of a section (`Example`, `Use instead`): texts by path, and the tracked paths. */
export function readExample(comment, section) {
  const part = comment.split(/^## /m).find((it) => it.startsWith(`${section}\n`)) ?? "";
  const files = {};
  let tracked;
  for (const [, file, text] of part.matchAll(/^```\w+ (\S+)\n((?:(?!^```)[^])*)^```$/gm)) {
    if (file === "tracked") tracked = text.split("\n").filter((line) => line !== "");
    else files[file] = text;
  }
  return { files, tracked };
}
