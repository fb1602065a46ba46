// Writes docs/rules; a test fails when a page is stale.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { renderRulePages } from "./ruleDocs.mjs";

const folder = new URL("../docs/rules/", import.meta.url);
mkdirSync(folder, { recursive: true });
const pages = renderRulePages();
for (const name of readdirSync(folder)) if (!pages.has(name)) rmSync(new URL(name, folder));
for (const [name, text] of pages) writeFileSync(new URL(name, folder), text);
