import type {
  Distribution,
  DriftReport,
  DriftSeverity,
  FeatureReport,
  SideStatistics,
  Verdict,
} from "../../../src/core/drift/report/driftReport.ts";

/** Reports of drift as the comparison makes them, from a recipe and a seed. */

export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const names =
  "age income tenure balance rate visits score distance weight duration price volume".split(" ");

function bell(edges: readonly number[], mean: number, wobble: () => number): number[] {
  const raw = edges.slice(1).map((edge, index) => {
    const z = ((edges[index] ?? 0) + edge) / 2 - mean;
    return Math.exp((-z * z) / 2) * (0.94 + 0.12 * wobble());
  });
  const sum = raw.reduce((total, value) => total + value, 0);
  return raw.map((value) => value / sum);
}

function numberDistribution(shift: number, random: () => number): Distribution {
  const edges = Array.from({ length: 31 }, (_, index) => -3 + index * 0.2);
  return {
    kind: "number",
    edges: edges.map((edge) => Math.round((40 + edge * 12) * 10) / 10),
    reference: bell(edges, 0, random),
    current: bell(edges, shift, random),
  };
}

function categoryDistribution(shift: number): Distribution {
  const labels = ["card", "transfer", "cash", "voucher", "mobile wallet with a long name"];
  const reference = [0.42, 0.28, 0.17, 0.08, 0.0];
  const current = [0.42 - shift / 4, 0.28, 0.17, 0.08, shift / 4];
  return { kind: "category", labels, reference, current, otherReference: 0.05, otherCurrent: 0.05 };
}

function severityOf(shift: number): DriftSeverity {
  if (shift < 0.1) return "none";
  if (shift < 0.25) return "minor";
  return shift < 0.6 ? "moderate" : "major";
}

function verdictOf(shift: number): Verdict {
  if (shift < 0.1) return "stable";
  return shift < 0.25 ? "watch" : "drift";
}

function reasonOf(verdict: Verdict, shift: number): string {
  if (verdict === "stable") return "moved by no more than chance gives";
  const percent = (shift * 38).toFixed(1);
  return `${percent} % of the rows moved, as a shift of ${shift.toFixed(2)} σ would do`;
}

function statisticsOf(shift: number, isCategory: boolean): SideStatistics {
  const counts = { rows: 4200, nulls: 12 };
  if (isCategory) {
    return { ...counts, min: null, max: null, mean: null, std: null, quantiles: null, distinct: 9 };
  }
  const quantiles = [20.2, 31.9, 40, 48.1, 59.8].map((value) => value + shift * 12);
  return { ...counts, min: 4, max: 76, mean: 40 + shift * 12, std: 12.1, quantiles, distinct: 73 };
}

export function createFeature(
  name: string,
  shift: number,
  more: Partial<FeatureReport> & { readonly seed?: number } = {},
): FeatureReport {
  const { seed = 7, ...rest } = more;
  const random = createRandom(seed);
  const isCategory = rest.type === "category";
  const verdict = verdictOf(shift);
  const effect = shift * 0.38;
  const pValue = shift < 0.1 ? 0.2 + random() * 0.7 : 10 ** (-3 - shift * 30);
  return {
    name,
    type: "number",
    role: "feature",
    importance: Math.round(random() * 1000) / 1000,
    test: isCategory ? "chi-square" : "ks",
    testLabel: isCategory ? "chi-square test of homogeneity" : "Kolmogorov–Smirnov distance",
    score: effect + 0.01,
    scoreLow: effect + 0.01,
    scoreHigh: shift > 0.25 && shift < 0.5 ? effect + 0.014 : effect + 0.01,
    threshold: 0.1,
    pValue,
    qValue: Math.min(1, pValue * 3),
    effect,
    equivalentShift: shift,
    noiseFloor: 0.012,
    rowsNeeded: null,
    verdict,
    severity: severityOf(shift),
    reason: reasonOf(verdict, shift),
    checks: [
      {
        kind: "distribution",
        verdict,
        pValue,
        qValue: Math.min(1, pValue * 3),
        reference: null,
        current: effect,
        message: `${(effect * 100).toFixed(1)} % of the rows moved`,
      },
      {
        kind: "nulls",
        verdict: "stable",
        pValue: 0.61,
        qValue: 0.84,
        reference: 0.003,
        current: 0.004,
        message: "nulls stayed at 0.3 %",
      },
    ],
    nulls: { reference: 0.003, current: 0.004 },
    unseen: { share: 0, values: [] },
    outOfRange: isCategory ? null : { below: 0, above: shift > 0.5 ? 0.012 : 0 },
    reference: statisticsOf(0, isCategory),
    current: statisticsOf(shift, isCategory),
    distribution: isCategory ? categoryDistribution(shift) : numberDistribution(shift, random),
    ...rest,
  };
}

/** Of the features the first tell of something each; the rest are generated, few of them moved. */
export function createDriftReport(featureCount = 24): DriftReport {
  const random = createRandom(featureCount);
  const told = [
    createFeature("churned", 0.31, { role: "target", type: "category", importance: null }),
    createFeature("probability of churn", 0.22, { role: "prediction", importance: null }),
    createFeature("age", 0.84, { importance: 0.31, seed: 3 }),
    createFeature("payment_method", 0.62, {
      type: "category",
      importance: 0.18,
      unseen: { share: 0.155, values: [{ value: "mobile wallet with a long name", count: 651 }] },
    }),
    createFeature("income", 0.02, {
      importance: 0.12,
      verdict: "drift",
      severity: "major",
      nulls: { reference: 0.02, current: 0.9 },
      reason: "nulls rose from 2 % to 90 %",
      checks: [
        {
          kind: "nulls",
          verdict: "drift",
          pValue: 0,
          qValue: 0,
          reference: 0.02,
          current: 0.9,
          message: "nulls rose from 2 % to 90 %",
        },
      ],
    }),
    createFeature("days_since_last_order_in_the_app_or_the_shop", 0.33, { importance: 0.05 }),
    createFeature("region", 0.28, {
      type: "category",
      verdict: "not-enough-rows",
      severity: "moderate",
      rowsNeeded: 1830,
      qValue: 0.14,
      reason: "looks moved, but with 212 rows chance alone can do that",
    }),
  ];
  const rest = Array.from({ length: Math.max(0, featureCount - told.length) }, (_, index) => {
    const base = names[index % names.length] ?? "x";
    const suffix = index < names.length ? "" : `_${Math.floor(index / names.length)}`;
    return createFeature(`${base}_z${suffix}`, index % 9 === 0 ? 0.14 : random() * 0.09, {
      seed: index + 11,
      importance: Math.round(random() * 40) / 1000,
    });
  });
  const side = { columns: featureCount, fingerprint: "9f2c41aa", run: null };
  return {
    version: 1,
    verdict: "drift",
    reason:
      "4 of 24 features drifted, age most: 31.9 % of its rows moved, as a shift of 0.84 σ would do",
    behaviour: "robust",
    threshold: 0.1,
    alpha: 0.05,
    reference: {
      ...side,
      label: "training data of brave-otter",
      rows: 4200,
      files: ["data/train.parquet"],
      run: { id: "20261101-101112-k3f9ab", commit: "4f1c9e2a7b" },
    },
    current: {
      ...side,
      label: "data/incoming/*.parquet",
      rows: 3970,
      files: ["data/incoming/w46.parquet"],
    },
    features: [...told, ...rest].slice(0, featureCount),
    schemaChanges: [
      {
        kind: "missing",
        column: "loyalty_level",
        reference: "VARCHAR",
        current: null,
        message: "loyalty_level is missing in the current data",
      },
    ],
    driftedShare: 0.29,
    driftedShareThreshold: 0.3,
    classifier: {
      auc: 0.71,
      low: 0.69,
      high: 0.73,
      threshold: 0.55,
      rows: 7800,
      verdict: "drift",
      reasons: [
        { columns: ["age"], weight: 0.52 },
        { columns: ["age", "tenure"], weight: 0.21 },
      ],
    },
    problems: [],
  };
}
