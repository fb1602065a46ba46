/**
 * The Runs panel in Chromium: first paint, and frames per second while it scrolls.
 *
 *   node test/bench/panel/panel.ts [--runs N] [--metrics N] [--rounds N]
 */
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Frame } from "playwright-core";
import { defaultLayout } from "../../../webview/runs/defaultLayout.ts";
import { formatMs, median, printReport } from "../report.ts";
import { PanelHarness } from "../../support/panel/harness.ts";

interface Frames {
  readonly perSecond: number;
  readonly p95Ms: number;
}

const candidates = [process.env["CHROMIUM_PATH"], "/usr/bin/chromium", "/usr/bin/google-chrome"];
const scrollMs = 3000;

/** Scrolls the table by `stepPx` each frame, back and forth, and times the frames. */
function scroll(frame: Frame, axis: "scrollTop" | "scrollLeft", stepPx: number): Promise<Frames> {
  return frame.evaluate(
    ([key, step, durationMs]) =>
      new Promise<Frames>((done) => {
        const table = document.querySelector(".sx-table");
        if (table === null) throw new Error("the table is missing");
        const times: number[] = [];
        let direction = 1;
        const tick = (now: number) => {
          times.push(now);
          const before = table[key];
          table[key] += step * direction;
          if (table[key] === before) direction = -direction;
          if (now - (times[0] ?? now) < durationMs) requestAnimationFrame(tick);
          else {
            const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
            const elapsed = now - (times[0] ?? now);
            const sorted = gaps.sort((a, b) => a - b);
            const p95Ms = sorted[Math.floor(sorted.length * 0.95)] ?? NaN;
            done({ perSecond: (1000 * gaps.length) / elapsed, p95Ms });
          }
        };
        requestAnimationFrame(tick);
      }),
    [axis, stepPx, scrollMs] as const,
  );
}

function chromiumPath(): string {
  const found = candidates.find((path) => path !== undefined && existsSync(path));
  if (found === undefined) throw new Error("Chromium is missing: set CHROMIUM_PATH to it.");
  return found;
}

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "10000" },
    metrics: { type: "string", default: "493" },
    rounds: { type: "string", default: "3" },
  },
});
const size = { runs: Number(values.runs), params: 7, metrics: Number(values.metrics), steps: 200 };
const paints: number[] = [];
const down: Frames[] = [];
const across: Frames[] = [];
const harness = await PanelHarness.start(chromiumPath());
try {
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const setup = { size, layout: defaultLayout, isLive: false };
    const panel = await harness.open({ theme: "dark", setup, width: 1400, height: 900 });
    paints.push(panel.firstPaintMs);
    await panel.page.waitForTimeout(1000);
    down.push(await scroll(panel.frame, "scrollTop", 120));
    across.push(await scroll(panel.frame, "scrollLeft", 40));
    if (panel.faults.length > 0) process.stderr.write(`${panel.faults.join("\n")}\n`);
    await panel.page.close();
  }
} finally {
  await harness.close();
}

const framesOf = (all: readonly Frames[]) => [
  `${median(all.map((one) => one.perSecond)).toFixed(1)} frames/s`,
  formatMs(median(all.map((one) => one.p95Ms))),
];
printReport({
  title: `Runs panel: ${size.runs.toLocaleString("en")} runs × ${size.params + size.metrics} columns`,
  method:
    `The shipped bundle under its content security policy in headless Chromium without a GPU, over a host in a worker; median of ${values.rounds} rounds. ` +
    "First paint is from the frame's navigation to the first row of runs. Scrolling goes on for 3 s at 120 px a frame down and 40 px a frame across, with ten runs charted beside the table.",
  columns: ["what", "result", "95th percentile of frames", "target"],
  rows: [
    ["first paint", formatMs(median(paints)), "–", "< 300 ms"],
    ["scrolling down", ...framesOf(down), "60 frames/s"],
    ["scrolling across", ...framesOf(across), "60 frames/s"],
  ],
});
