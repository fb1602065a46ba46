import type { MonitorVerdict } from "../../src/core/monitors/monitorReport.ts";
import type { PerformanceVerdict } from "../../src/core/performance/performanceReport.ts";
import { verdictWords } from "../../src/core/drift/report/reportText.ts";

export type AnyVerdict = MonitorVerdict | PerformanceVerdict;

const circle = "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12Z";

/** Each verdict has a shape of its own: the colour only repeats what the shape says. */
const shapes: Readonly<Record<AnyVerdict | "unknown", string>> = {
  stable: `${circle}M5.2 8.3l2 2 3.6-4.2`,
  watch:
    "M1.5 8C4.5 3.2 11.5 3.2 14.5 8 11.5 12.8 4.5 12.8 1.5 8ZM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z",
  drift: "M8 2.2 14.4 13.6H1.6ZM8 6.4v3.3M8 11.6v.1",
  degraded: `${circle}M8 4.8v6M5.6 8.6 8 11l2.4-2.4`,
  worse: `${circle}M8 4.8v6M5.6 8.6 8 11l2.4-2.4`,
  better: `${circle}M8 11.2v-6M5.6 7.4 8 5l2.4 2.4`,
  "not-enough-rows": "M3 13V9.5M6.3 13V7M9.7 13v-2.6M13 13V4.6M2 14.4h12",
  unknown: `${circle}M5.2 8h5.6`,
};

export interface VerdictProps {
  readonly verdict: AnyVerdict | null;
  /** Where the word stands beside the sign, it is not said twice. */
  readonly isAlone?: boolean;
}

export function VerdictIcon({ verdict, isAlone = false }: VerdictProps) {
  const kind = verdict ?? "unknown";
  const word = wordOf(verdict);
  return (
    <svg
      class={`sx-icon sx-verdict is-${kind}`}
      viewBox="0 0 16 16"
      {...(isAlone ? { role: "img", "aria-label": word } : { "aria-hidden": "true" })}
    >
      {isAlone && <title>{word}</title>}
      <path d={shapes[kind]} />
    </svg>
  );
}

export function Verdict({ verdict }: { readonly verdict: AnyVerdict | null }) {
  return (
    <span class="sx-verdict-word">
      <VerdictIcon verdict={verdict} />
      {wordOf(verdict)}
    </span>
  );
}

export function wordOf(verdict: AnyVerdict | null): string {
  return verdict === null ? "Not checked" : verdictWords[verdict];
}
