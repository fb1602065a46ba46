import { readFile, readdir } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { readExample, readRuleComments, renderRulePages } from "../../../scripts/ruleDocs.mjs";
import { rules } from "../../../src/core/lint/rules.ts";
import { lintTexts } from "../../support/lint/lintTexts.ts";

const folder = new URL("../../../docs/rules/", import.meta.url);
const comments = readRuleComments();

describe("the pages of the rules", () => {
  it("are those that the rules' comments make (node scripts/generateRuleDocs.mjs)", async () => {
    const pages = renderRulePages();
    expect((await readdir(folder)).sort()).toEqual([...pages.keys()].sort());
    for (const [name, text] of pages) {
      expect(await readFile(new URL(name, folder), "utf8"), name).toBe(text);
    }
  });

  it("have ids and names of their own", () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
    for (const { id } of rules) expect(id).toMatch(/^[A-Z]{3}\d{3}$/);
  });

  it.each(rules.map(({ id }) => id))("%s: the examples are true", (id) => {
    const comment = comments.get(id) ?? "";
    expect(comment).toContain("## Why it matters");
    expect(countFindings(id, comment, "Example"), "findings in Example").toBeGreaterThan(0);
    expect(countFindings(id, comment, "Use instead"), "findings in Use instead").toBe(0);
  });
});

function countFindings(id: string, comment: string, section: string): number {
  const { files, tracked } = readExample(comment, section);
  expect(Object.keys(files), `files of ${section}`).not.toEqual([]);
  const found = lintTexts(files, { rules: [id], ...(tracked === undefined ? {} : { tracked }) });
  return found.filter(({ rule }) => rule === id).length;
}
