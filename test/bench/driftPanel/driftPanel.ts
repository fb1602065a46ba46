/**
 * The Drift panel in Chromium: how long until a report is on the screen, and what is sent for it.
 *
 *   node test/bench/driftPanel/driftPanel.ts [--rounds N] [--features N]
 */
import { DriftHarness } from "../../support/panel/driftHarness.ts";
import type { DriftSetup } from "../../support/panel/driftHost.ts";
import { createSetup } from "../../support/panel/driftSetups.ts";
import { formatMs, median, numberAfter, printReport } from "../report.ts";

const rounds = numberAfter("--rounds", 5);
const features = numberAfter("--features", 1000);

/** Kilobytes of a message as JSON. */
function sizeOf(...messages: readonly unknown[]): string {
  const bytes = messages.reduce<number>((sum, m) => sum + Buffer.byteLength(JSON.stringify(m)), 0);
  return `${(bytes / 1000).toFixed(0)} kB`;
}

/** One monitor whose report has so many features, with performance, health and everything else. */
function setupOf(count: number): DriftSetup {
  const setup = createSetup(count);
  const monitors = setup.overview.monitors.filter(({ id }) => id === "churn");
  const detail = setup.details["churn"];
  if (detail === undefined) throw new Error("the setup lacks its monitor");
  return {
    ...setup,
    overview: { ...setup.overview, monitors },
    details: { churn: detail },
    // The host has them elsewhere: the page's own load is what is measured.
    features: setup.features.slice(0, 1),
  };
}

const harness = await DriftHarness.start();
const rows: string[][] = [];
try {
  for (const count of [20, features]) {
    const setup = setupOf(count);
    const drawn: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const { page, drawnMs } = await harness.open(setup);
      drawn.push(drawnMs);
      await page.close();
    }
    const feature = setup.features[0];
    rows.push([
      `a report of ${count.toLocaleString("en")} features`,
      formatMs(median(drawn)),
      sizeOf(setup.overview, setup.details["churn"]),
      sizeOf({ feature, history: setup.history }),
      "< 300 ms, < 1 MB",
    ]);
  }
} finally {
  await harness.close();
}
printReport({
  title: "Drift panel",
  method: `The panel's bundle under its content security policy in headless Chromium without a GPU, over a host in the same page; from navigation to the first rows of the report, medians of ${rounds}. The report has drift, performance with slices, validation, health and a language model's figures. Sent: all messages until it is on the screen; opening a feature sends its own.`,
  columns: ["what", "on the screen", "sent", "a feature opened", "target"],
  rows,
});
