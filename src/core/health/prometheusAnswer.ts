import * as z from "zod";

/** What a Prometheus server answers to a query over a range of time. */

/** One sample; NaN and infinities as numbers. */
export interface PrometheusSample {
  readonly timeMs: number;
  readonly value: number;
}

export interface PrometheusSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly PrometheusSample[];
}

export type PrometheusAnswer = {
  readonly kind: "series";
  readonly series: readonly PrometheusSeries[];
  /** What the server says of an answer that is not whole, and other remarks. */
  readonly warnings: readonly string[];
};

const sample = z.tuple([z.number(), z.string()]);
const success = z.object({
  status: z.literal("success"),
  data: z.object({
    resultType: z.literal("matrix"),
    // A native histogram has `histograms` and no `values`.
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()).default({}),
        values: z.array(sample).default([]),
      }),
    ),
  }),
  warnings: z.array(z.string()).optional(),
  infos: z.array(z.string()).optional(),
});
const failure = z.object({
  status: z.literal("error"),
  errorType: z.string().optional(),
  error: z.string().optional(),
});

/** `failure` with the server's message, or null where the text is no answer of Prometheus. */
export function parsePrometheus(
  text: string,
): PrometheusAnswer | { readonly kind: "failure"; readonly message: string | null } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: "failure", message: null };
  }
  const failed = failure.safeParse(value);
  if (failed.success) {
    const { errorType, error } = failed.data;
    const message = (error ?? errorType ?? "no reason given").replaceAll(/\s+/g, " ");
    return { kind: "failure", message: message.slice(0, 500) };
  }
  const parsed = success.safeParse(value);
  if (!parsed.success) return { kind: "failure", message: null };
  const { data, warnings = [] } = parsed.data;
  return {
    kind: "series",
    series: data.result.map(({ metric, values }) => ({
      labels: metric,
      samples: values.map(([seconds, number]) => ({
        timeMs: seconds * 1000,
        value: parseSample(number),
      })),
    })),
    warnings: warnings.slice(0, 10).map((warning) => warning.slice(0, 500)),
  };
}

/** `NaN`, `+Inf` and `-Inf` as Prometheus writes them. */
export function parseSample(text: string): number {
  if (text === "+Inf" || text === "Inf") return Number.POSITIVE_INFINITY;
  if (text === "-Inf") return Number.NEGATIVE_INFINITY;
  return text.trim() === "" ? Number.NaN : Number(text);
}
