import path from "node:path";
import { checkoutRoot, say } from "../checkout.ts";
import { CommandFailed, runCommand } from "../commands.ts";
import { addResults, resultOf } from "./tier.ts";
import type { Tier, TierResult } from "./tier.ts";

const tools = {
  types: ["typescript/bin/tsc", "-b"],
  lint: ["eslint/bin/eslint.js", ".", "--max-warnings", "0"],
  format: ["prettier/bin/prettier.cjs", "--check", "."],
} as const;

export const checkTier: Tier = {
  name: "check",
  summary: "types, lint and format",
  run: async () => {
    const results: TierResult[] = [];
    for (const [name, [script, ...args]] of Object.entries(tools)) {
      results.push(await runTool(name, script, args));
    }
    return addResults(results);
  },
};

export const buildTier: Tier = {
  name: "build",
  summary: "the bundles of the extension, the CLI and the panels",
  run: async () => runTool("bundles", path.join("..", "scripts", "build.mjs"), []),
};

async function runTool(name: string, script: string, args: readonly string[]): Promise<TierResult> {
  try {
    await runCommand(process.execPath, [path.join("node_modules", script), ...args], {
      cwd: checkoutRoot,
      isShown: true,
    });
    say(`  ✓ ${name}`);
    return resultOf(true);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    say(`  ✗ ${name}`);
    return resultOf(false);
  }
}
