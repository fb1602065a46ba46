/**
 * `npm test [-- tier …]`: all tiers but the heavy ones, or the named ones, one after the other. The last line is
 * `N passed, N failed` over all of them; a tier that could not run counts as a failure.
 */
import { say } from "./checkout.ts";
import { buildTier, checkTier } from "./tiers/checkTier.ts";
import { integrationTier } from "./tiers/integrationTier.ts";
import { addResults } from "./tiers/tier.ts";
import type { Tier, TierResult } from "./tiers/tier.ts";
import { vitestTier } from "./tiers/vitestTier.ts";

const tiers: readonly Tier[] = [
  checkTier,
  buildTier,
  vitestTier("unit", "the core and the adapters, in Node"),
  integrationTier,
  vitestTier("journeys", "what a user does, in a real VS Code in a browser"),
  vitestTier("contract", "outside formats and protocols against their real makers"),
];

/** Run only when named: it installs gigabytes of Python packages first. */
const heavyTiers: readonly Tier[] = [
  vitestTier("frameworks", "run formats against the training frameworks that write them"),
  vitestTier("spark", "profiles made by PySpark against those of DuckDB"),
];

async function runTier(tier: Tier): Promise<TierResult> {
  say(`\n── ${tier.name}: ${tier.summary} ──`);
  const start = performance.now();
  let result: TierResult;
  try {
    result = await tier.run();
  } catch (error) {
    say(`  ${tier.name} could not run: ${error instanceof Error ? error.message : String(error)}`);
    result = { passed: 0, failed: 1 };
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  say(`── ${tier.name}: ${result.passed} ok, ${result.failed} not ok, ${seconds} s ──`);
  return result;
}

async function main(names: readonly string[]): Promise<number> {
  const known = [...tiers, ...heavyTiers];
  const unknown = names.filter((name) => !known.some((tier) => tier.name === name));
  if (unknown.length > 0) {
    say(
      `There is no tier ${unknown.join(", ")}. Tiers: ${known.map(({ name }) => name).join(", ")}.`,
    );
    return 2;
  }
  const results: TierResult[] = [];
  const chosen = names.length === 0 ? tiers : known.filter(({ name }) => names.includes(name));
  for (const tier of chosen) results.push(await runTier(tier));
  const { passed, failed } = addResults(results);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
