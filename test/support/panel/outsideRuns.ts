import { formatLabels } from "../../../src/core/formats/formatIds.ts";
import type { MediaItem } from "../../../src/core/formats/media.ts";
import type { Run, Series } from "../../../src/core/runs/run.ts";

/** Runs as other tools leave them, made of the generated ones. */

const formats = Object.keys(formatLabels).filter((id) => id !== "sextant");
const minute = 60_000;

/** Every fifth stays Sextant's own; the others come from all formats in turn. */
export function asOutsideRun(run: Run, index: number, now: number): Run {
  if (index % 5 === 4) return run;
  const source = formats[index % formats.length] ?? "files";
  const isMerged = source === "hydra";
  const hasCommit = index % 3 !== 2;
  return {
    ...run,
    source,
    sources: isMerged ? ["hydra", "lightning", "tensorboard"] : [source],
    location: placeOf(source, index),
    status: index % 4 === 1 ? "finished" : index % 4 === 3 ? "failed" : "unknown",
    updatedAt: now - (index + 3) * minute,
    endTime: index % 4 === 1 || index % 4 === 3 ? run.endTime : null,
    exitCode: null,
    signal: null,
    command: null,
    entryPoint: null,
    host: null,
    user: null,
    git: hasCommit && run.git !== null ? guessed(run.git, index) : null,
    note: "",
    datasets: [],
    problems: index % 6 === 0 ? problemsOf(source) : [],
  };
}

function guessed(git: NonNullable<Run["git"]>, index: number): Run["git"] {
  const known = { ...git, snapshot: null, isDirty: false };
  return index % 2 === 0 ? { ...known, isGuess: true } : known;
}

function placeOf(source: string, index: number): Run["location"] {
  if (source === "mlflow") return { path: "mlflow.db", key: `4f2a${index}9c` };
  if (source === "optuna") return { path: "study.db", key: String(index) };
  if (source === "hydra") return { path: "outputs/2026-11-20/10-31-07", key: null };
  if (source === "ray") return { path: "/home/ada/ray_results/tune_digits", key: `trial_${index}` };
  return { path: `runs/${source}/run-${index}`, key: null };
}

function problemsOf(source: string): Run["problems"] {
  return [
    {
      code: "broken-record",
      message: "A record of 2^63 bytes is announced; what follows was not read.",
      severity: "warning",
      location: { path: `runs/${source}/events.out.tfevents.1`, byteOffset: 40_213 },
    },
    {
      code: "lfs-pointer",
      message: "The file is a Git LFS pointer: its content was not fetched.",
      severity: "warning",
      location: { path: `runs/${source}/metrics.csv`, line: 12 },
    },
  ];
}

/** Formats that keep no times. */
export function isUntimed(source: string): boolean {
  return source === "keras" || source === "lightning" || source === "dvclive";
}

/** What a run that was restarted twice wrote: the parts between the restarts. */
export function segmentsOf(series: Series): readonly Series[] {
  const { length } = series.steps;
  const part = (from: number, to: number, shift: number): Series => ({
    steps: series.steps.slice(from, to),
    times: series.times.slice(from, to),
    values: series.values.slice(from, to).map((value) => value * (1 + shift)),
  });
  const [a, b] = [Math.floor(length * 0.5), Math.floor(length * 0.7)];
  return [part(0, a, 0.15), part(Math.floor(length * 0.3), b, 0.07), part(0, length, 0)];
}

/** Images, histograms, texts, tables, sounds; `count` images under each of a few names. */
export function generateMedia(count: number): readonly MediaItem[] {
  const items: MediaItem[] = [];
  const add = (
    place: Pick<MediaItem, "kind" | "name" | "step">,
    content: MediaItem["content"],
  ): void => {
    items.push({ ...place, time: null, content });
  };
  const file = (path: string, mimeType: string) => ({ kind: "file", path, mimeType }) as const;
  for (let step = 0; step < count; step += 1) {
    for (const name of ["val/predictions", "val/attention", "train/<b>batch</b>"]) {
      const path = `media/${name.length}-${step}.svg`;
      add({ kind: "image", name, step: step * 10 }, file(path, "image/svg+xml"));
    }
  }
  add({ kind: "image", name: "confusion_matrix", step: null }, file("broken.png", "image/png"));
  for (let step = 0; step < 40; step += 1) {
    add({ kind: "histogram", name: "weights/layer1", step }, histogramOf(step));
    add({ kind: "histogram", name: "gradients/layer1", step }, histogramOf(40 - step));
  }
  for (let step = 0; step < 3; step += 1) {
    const text = `# Epoch ${step}\n\nThe model says **hello** <script>alert(1)</script>.\n`;
    add({ kind: "text", name: "samples", step }, { kind: "text", text, isMarkdown: true });
  }
  const rows = Array.from({ length: 2000 }, (_, row) => [
    `image-${row}.png`,
    String(row % 10),
    (row / 2000).toFixed(4),
  ]);
  const columns = ["file", "label", "score"];
  add({ kind: "table", name: "predictions", step: 3 }, { kind: "table", columns, rows });
  add({ kind: "audio", name: "speech", step: 1 }, file("media/speech.wav", "audio/wav"));
  return items;
}

function histogramOf(step: number): MediaItem["content"] {
  const edges = Array.from({ length: 31 }, (_, index) => (index - 15) * (0.1 + step * 0.004));
  const counts = Array.from({ length: 30 }, (_, index) =>
    Math.round(1000 * Math.exp(-(((index - 15 + step * 0.1) / 5) ** 2))),
  );
  return { kind: "histogram", histogram: { edges, counts } };
}

/** A picture that shows its own number; a second of silence for sounds. Undefined: unreadable. */
export function readGeneratedMedia(path: string): Uint8Array<ArrayBuffer> | undefined {
  if (path.endsWith(".wav")) return silence();
  const step = /-(\d+)\.svg$/.exec(path)?.[1];
  if (step === undefined) return undefined;
  const hue = (Number(step) * 37) % 360;
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="160" height="120"><script>alert(1)</script>' +
    `<rect width="160" height="120" fill="hsl(${hue} 50% 45%)"/>` +
    `<text x="80" y="70" font-size="30" text-anchor="middle" fill="#fff">${step}</text></svg>`;
  return new TextEncoder().encode(svg);
}

/** RIFF/WAVE, 8 kHz, 8 bits, one channel. */
function silence(): Uint8Array<ArrayBuffer> {
  const samples = 8000;
  const bytes = new Uint8Array(44 + samples).fill(128, 44);
  const view = new DataView(bytes.buffer);
  const text = (at: number, value: string) =>
    new TextEncoder().encodeInto(value, bytes.subarray(at));
  text(0, "RIFF");
  view.setUint32(4, 36 + samples, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, 8000, true);
  view.setUint32(28, 8000, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  text(36, "data");
  view.setUint32(40, samples, true);
  return bytes;
}
