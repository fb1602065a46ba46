import { formatNumber } from "../../../core/charts/format.ts";
import type { AcceptedReference } from "../../../platform/monitors/acceptReference.ts";
import { quoteWord } from "./quoteWord.ts";

/** What accepting wrote, and how it is committed. */
export function renderAccepted(
  monitor: string,
  { profileFile, profile, configText }: AcceptedReference,
): string {
  const files = configText === null ? [profileFile] : [profileFile, "sextant.yaml"];
  const message = `Accept new reference data for ${monitor}`;
  return (
    `${monitor}: the reference is ${profileFile} now: ` +
    `${formatNumber(profile.rows)} rows, ${formatNumber(profile.columns.length)} columns\n\n` +
    "Commit it, so that it is reviewed:\n" +
    `  git add ${files.map(quoteWord).join(" ")}\n` +
    `  git commit -m ${quoteWord(message)}\n`
  );
}
