import type { FeatureAlarms, Rates } from "./batches.ts";
import { nullCases, powerCases } from "./cases.ts";
import { measuredDetectors, ratesAfter, type StreamQuality } from "./streams.ts";

/** Everything that was measured, as the page shows it. */
export interface Results {
  readonly runs: number;
  readonly peerRuns: number;
  readonly streams: number;
  readonly nulls: ReadonlyMap<string, Rates>;
  readonly power: ReadonlyMap<string, Rates>;
  readonly clean: FeatureAlarms;
  readonly moved: FeatureAlarms;
  readonly correlationTurned: { readonly classifier: number; readonly columns: number };
  readonly correlationKept: { readonly classifier: number; readonly columns: number };
  /** By detector and rate afterwards. */
  readonly detectors: ReadonlyMap<string, ReadonlyMap<number, StreamQuality>>;
  readonly peers: PeerResults | null;
}

export interface PeerResults {
  readonly evidently: PeerRates;
  readonly nannyml: PeerRates;
  /** Positions of alarms of each stream, by detector and rate afterwards. */
  readonly river: Readonly<Record<string, Readonly<Record<string, readonly number[][]>>>>;
}

export interface PeerRates {
  readonly cases: Readonly<Record<string, number>>;
  readonly power: Readonly<Record<string, number>>;
  readonly features: number;
}

/** The tables of the page, between its marks. */
export function renderTables(
  results: Results,
  river: ReadonlyMap<string, ReadonlyMap<number, StreamQuality>>,
): string {
  return [falseAlarms(results), power(results), together(results), streams(results, river)].join(
    "\n\n",
  );
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n");
}

function percent(share: number | undefined): string {
  return share === undefined ? "–" : `${Number((share * 100).toFixed(1))} %`;
}

function falseAlarms({ nulls, peers, runs, peerRuns }: Results): string {
  const rows = nullCases.map(({ id, label }) => {
    const ours = nulls.get(id);
    return [
      label,
      percent(ours?.drift),
      percent(ours?.watch),
      percent(ours?.significant),
      percent(peers?.evidently.cases[id]),
      percent(peers?.nannyml.cases[id]),
    ];
  });
  const head = `## False alarms without drift\n\nShare of runs: ${runs} of each case for Sextant and Evidently (100 where a side has 100,000 rows), ${peerRuns} for NannyML, where a run is an alarm if any of its ten chunks is alerted.`;
  return `${head}\n\n${table(
    [
      "rows: reference / current",
      "Sextant: drift",
      "Sextant: watch",
      "p ≤ 0.05 alone",
      "Evidently",
      "NannyML",
    ],
    rows,
  )}`;
}

function power({ power: found, peers }: Results): string {
  const rows = powerCases.map(({ id, label }) => [
    label,
    percent(found.get(id)?.drift),
    percent(found.get(id)?.watch),
    percent(peers?.evidently.power[id]),
    percent(peers?.nannyml.power[id]),
  ]);
  return `## A shift of 0.3 standard deviations\n\nShare of runs in which it is found.\n\n${table(
    ["rows: reference / current", "Sextant: drift", "Sextant: watch", "Evidently", "NannyML"],
    rows,
  )}`;
}

function together(results: Results): string {
  const { clean, moved, correlationTurned, correlationKept, peers } = results;
  return `## Many columns together\n\nShare of runs with an alarm, 1000 rows a side.\n\n${table(
    [
      "data",
      "Sextant: any column",
      "Sextant: data set",
      "Evidently: any column",
      "NannyML: any column",
    ],
    [
      [
        "20 columns without drift",
        percent(clean.any),
        percent(clean.dataset),
        percent(peers?.evidently.features),
        percent(peers?.nannyml.features),
      ],
      ["5 of 20 columns moved by 0.3 σ", percent(moved.any), percent(moved.dataset), "–", "–"],
      [
        "correlation turned from 0.7 to −0.7 (classifier)",
        percent(correlationTurned.columns),
        percent(correlationTurned.classifier),
        "–",
        "–",
      ],
      [
        "correlation kept (classifier)",
        percent(correlationKept.columns),
        percent(correlationKept.classifier),
        "–",
        "–",
      ],
    ],
  )}`;
}

function streams(
  { detectors, streams: count }: Results,
  river: ReadonlyMap<string, ReadonlyMap<number, StreamQuality>>,
): string {
  const [, ...changes] = ratesAfter;
  const row = (name: string, found: ReadonlyMap<number, StreamQuality>): string[] => [
    name,
    found.get(0.1)?.falseAlarms.toFixed(2) ?? "–",
    ...changes.map((after) => {
      const quality = found.get(after);
      if (quality === undefined) return "–";
      const delay = quality.delay === null ? "never" : String(Math.round(quality.delay));
      return quality.missed > 0 ? `${delay} (${percent(quality.missed)} missed)` : delay;
    }),
  ];
  const rows = measuredDetectors.flatMap((id) => {
    const [ours, theirs] = [detectors.get(id), river.get(id)];
    return [
      ...(ours === undefined ? [] : [row(id, ours)]),
      ...(theirs === undefined ? [] : [row(`${id} (river)`, theirs)]),
    ];
  });
  const head = `## Detectors on streams\n\n${count} streams of 10,000 rows with errors at a rate of 0.1, which changes after 5000 rows: alarms without a change, and rows until the first alarm (median).`;
  const columns = ["detector", "false alarms / 10,000 rows"];
  return `${head}\n\n${table([...columns, ...changes.map((after) => `0.1 → ${after}`)], rows)}`;
}
