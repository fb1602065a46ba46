/**
 * What every detector of change in a stream is: it is given one value after another, such as the
 * error of each row, and says after each whether the stream still is what it was.
 */

/** What a detector says of the stream after a value. */
export type StreamState = "stable" | "warning" | "drift";

export interface Detector {
  readonly id: DetectorId;
  /**
   * Takes the next value. After "drift" the detector starts anew with the value that follows, as
   * if there had been none before. A value that is not finite is left out: "stable", and nothing
   * else changes.
   */
  update(value: number): StreamState;
  /** Forgets everything. */
  reset(): void;
}

export type DetectorId =
  "adwin" | "page-hinkley" | "ddm" | "eddm" | "hddm-a" | "kswin" | "cusum" | "gma" | "e-cusum";

/** A parameter that the user may set; named as in the tools that have it. */
export interface DetectorParameter {
  readonly name: string;
  readonly description: string;
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly integer?: true;
}

/** Values of all parameters by name, each in its range. */
export type DetectorSettings = (name: string) => number;

/** One stretch of a stream, up to its drift: takes a finite value, says what it makes of it. */
export type Stretch = (value: number) => StreamState;

/** A kind of detector. */
export interface DetectorKind {
  readonly id: DetectorId;
  readonly label: string;
  /** What the values must be: 0 and 1, where 1 is an error; numbers from 0 to 1; or any numbers. */
  readonly input: "binary" | "unit" | "numbers";
  /** Whether falling values are found as well as rising ones. */
  readonly twoSided: boolean;
  readonly parameters: readonly DetectorParameter[];
  /** A detector of one stretch, with nothing seen yet. Costs O(1) or O(log n) a value. */
  start(settings: DetectorSettings): Stretch;
}
