import { adwin } from "./adwin.ts";
import { cusum } from "./cusum.ts";
import { ddm } from "./ddm.ts";
import type { Detector, DetectorId, DetectorKind, DetectorParameter, Stretch } from "./detector.ts";
import { eCusum } from "./eCusum.ts";
import { eddm } from "./eddm.ts";
import { geometricMovingAverage } from "./geometricMovingAverage.ts";
import { hddmA } from "./hddmA.ts";
import { kswin } from "./kswin.ts";
import { pageHinkley } from "./pageHinkley.ts";

/** All detectors of change in a stream; the first is the default. */
export const detectors: readonly DetectorKind[] = [
  adwin,
  eCusum,
  pageHinkley,
  hddmA,
  kswin,
  cusum,
  geometricMovingAverage,
  ddm,
  eddm,
];

export const defaultDetector: DetectorId = "adwin";

/** What the user set, by parameter. */
export type DetectorOptions = Readonly<Record<string, number>>;

/** The kind with that id, or null. */
export function findDetector(id: string): DetectorKind | null {
  return detectors.find((kind) => kind.id === id) ?? null;
}

/**
 * A detector that has seen nothing. Options that are missing or not numbers have their defaults,
 * those out of range the nearest value that is in it: `checkDetectorOptions` says so in words.
 */
export function createDetector(id: DetectorId, options: DetectorOptions = {}): Detector {
  const kind = findDetector(id) ?? adwin;
  const values = new Map(
    kind.parameters.map((parameter) => [parameter.name, valueOf(parameter, options)]),
  );
  const start = (): Stretch => kind.start((name) => values.get(name) ?? NaN);
  let stretch = start();
  return {
    id: kind.id,
    update(value) {
      if (!Number.isFinite(value)) return "stable";
      const state = stretch(value);
      if (state === "drift") stretch = start();
      return state;
    },
    reset() {
      stretch = start();
    },
  };
}

/** Sentences about options that the detector does not have or cannot use; empty if all are good. */
export function checkDetectorOptions(id: DetectorId, options: DetectorOptions): readonly string[] {
  const parameters = findDetector(id)?.parameters ?? [];
  return Object.entries(options).flatMap(([name, value]) => {
    const parameter = parameters.find((candidate) => candidate.name === name);
    if (parameter === undefined) {
      const names = parameters.map((candidate) => candidate.name).join(", ");
      return [`The detector ${id} has no option "${name}"; it has ${names}.`];
    }
    const used = valueOf(parameter, options);
    if (used === value) return [];
    const whole = parameter.integer === true ? "a whole number" : "a number";
    const range = `${whole} from ${String(parameter.minimum)} to ${String(parameter.maximum)}`;
    return [`The option ${name} of ${id} must be ${range}; ${String(used)} is used.`];
  });
}

function valueOf(parameter: DetectorParameter, options: DetectorOptions): number {
  const given = Object.hasOwn(options, parameter.name) ? options[parameter.name] : undefined;
  if (given === undefined || Number.isNaN(given)) return parameter.default;
  const inRange = Math.min(parameter.maximum, Math.max(parameter.minimum, given));
  return parameter.integer === true ? Math.round(inRange) : inRange;
}

/** A place in a stream where a detector found a change. */
export interface StreamEvent {
  /** The position of the value, counted from 0 over all values, those left out included. */
  readonly index: number;
  readonly state: "warning" | "drift";
}

/** The changes of a stream, and the first warning before each: linear in its length. */
export function detectChanges(
  values: ArrayLike<number>,
  detector: Detector,
): readonly StreamEvent[] {
  const events: StreamEvent[] = [];
  let warned = false;
  for (let index = 0; index < values.length; index += 1) {
    const state = detector.update(values[index] ?? NaN);
    if (state === "drift") warned = false;
    else if (state === "stable" || warned) continue;
    else warned = true;
    events.push({ index, state });
  }
  return events;
}
