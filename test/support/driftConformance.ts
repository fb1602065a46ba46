import { readFileSync } from "node:fs";
import path from "node:path";

/** A sample pair with what SciPy and Evidently say about it. */
export interface NumericCase {
  readonly name: string;
  readonly ref: readonly number[] | null;
  readonly cur: readonly number[] | null;
  readonly scipy: Readonly<Record<string, number | readonly number[]>>;
  readonly evidently: Readonly<Record<string, readonly [number, boolean, number]>>;
}

export interface CategoricalCase {
  readonly name: string;
  readonly cats: readonly string[];
  readonly ref_counts: readonly number[];
  readonly cur_counts: readonly number[];
  readonly scipy: Readonly<Record<string, number | readonly number[]>>;
  /** A text is the error that it raised. */
  readonly evidently: Readonly<Record<string, string | readonly [number, boolean, number]>>;
}

type Rows = readonly (readonly number[])[];
type Fourfold = readonly [readonly [number, number], readonly [number, number]];

/** The measured tables that statistics are held against. */
export interface DriftConformance {
  readonly numeric: readonly NumericCase[];
  readonly categorical: readonly CategoricalCase[];
  readonly special: Readonly<Record<string, Rows>> & {
    readonly hypergeom_fisher: readonly [Fourfold, number];
  };
  readonly padjust: Readonly<Record<"p" | "bh" | "by" | "bonferroni" | "holm", readonly number[]>>;
  readonly ab: {
    readonly two_prop: readonly Readonly<
      Record<"x1" | "n1" | "x2" | "n2" | "diff" | "z_pooled" | "p", number> & {
        ci95_unpooled: readonly [number, number];
      }
    >[];
    readonly srm: readonly Readonly<
      Record<"obs" | "w", readonly number[]> & Record<"chi2" | "p", number>
    >[];
    readonly sequential_asymptotic_cs_abs: readonly Readonly<
      Record<"a" | "b", readonly [number, number, number]> &
        Record<"alpha" | "N" | "rho" | "diff" | "se" | "p", number> & {
          ci: readonly [number, number];
        }
    >[];
    readonly msprt: readonly Readonly<
      Record<"theta_hat" | "V" | "n" | "tau2" | "Lambda" | "p", number>
    >[];
    readonly cuped: Readonly<
      Record<"theta" | "diff_raw" | "p_raw" | "diff_cuped" | "p_cuped" | "var_reduction", number>
    >;
  };
  readonly analytic_normal_shift: readonly Readonly<Record<string, number>>[];
}

export const driftConformance = JSON.parse(
  readFileSync(
    path.resolve(import.meta.dirname, "../../../shared/reference/drift_conformance.json"),
    "utf8",
  ),
) as DriftConformance;

const indices = Array.from({ length: 500 }, (_, i) => i);

/** Samples that are given by a formula. */
const formulas: Readonly<Record<string, readonly [number[], number[]]>> = {
  sin500: [
    indices.map((i) => 10 * Math.sin(i)),
    indices.map((i) => 10 * Math.sin(1.1 * i + 0.3) + 0.5),
  ],
  expsin500: [
    indices.map((i) => Math.exp(Math.sin(i) + 0.3 * Math.cos(2.7 * i))),
    indices.map((i) => Math.exp(Math.sin(1.3 * i) + 0.3 * Math.cos(2.1 * i) + 0.2)),
  ],
};

export function samplesOf({ name, ref, cur }: NumericCase): {
  reference: Float64Array;
  current: Float64Array;
} {
  const [reference, current] = formulas[name] ?? [ref ?? [], cur ?? []];
  return { reference: Float64Array.from(reference), current: Float64Array.from(current) };
}
