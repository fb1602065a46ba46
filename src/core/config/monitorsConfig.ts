import * as z from "zod";
import { behaviours } from "../drift/report/driftReport.ts";
import { columnTypes } from "../drift/profile/profile.ts";
import { comparedMetrics, tasks } from "../performance/performanceReport.ts";

/**
 * `monitors:` of `sextant.yaml`. Every part of a monitor is optional: what is configured is
 * checked. `core/monitors/monitor.ts` gives the shape that the program works with.
 */

const text = z.string().min(1, "is empty");
const path = text.meta({
  description:
    "A file, a folder or a glob: CSV, TSV, Parquet or JSON lines, possibly compressed. Relative to this file.",
});
const positive = z.number().positive("is not above 0");
const share = z.number().min(0, "is below 0").max(1, "is above 1");
const rowCount = z.int().min(1, "is below 1");
const duration = z
  .string()
  .regex(/^\d+(\.\d+)?\s*(s|m|h|d|w)$/, "is not a duration such as `30m`, `6h`, `7d`")
  .meta({ description: "A duration: a number with s, m, h, d or w." });

export const dataFormats = ["csv", "tsv", "parquet", "jsonl"] as const;

const dataSource = z
  .union(
    [
      path,
      z.array(path).min(1, "is empty"),
      z.strictObject({
        path: z.union([path, z.array(path).min(1, "is empty")]).optional(),
        profile: text
          .meta({ description: "A profile that `sextant profile` wrote, instead of data." })
          .optional(),
        run: text
          .meta({
            description:
              "The data a run was trained on: the id or name of a run, or `latest` with an entry point's name: `latest`, `latest:train`.",
          })
          .optional(),
        dataset: text
          .meta({ description: "Which data set of the run, where it used several." })
          .optional(),
        format: z.enum(dataFormats).optional(),
      }),
    ],
    {
      error: ({ input }) =>
        input === undefined
          ? "is missing"
          : "is neither a path, a list of paths, nor a mapping with `path`, `profile` or `run`",
    },
  )
  .meta({ description: "Where data come from." });

const columns = z.strictObject({
  include: z.array(text).meta({ description: "Only these columns." }).optional(),
  exclude: z.array(text).meta({ description: "All but these columns." }).optional(),
  types: z
    .record(text, z.enum(columnTypes))
    .meta({ description: "How columns are compared, where it is not as their type suggests." })
    .optional(),
  importance: z
    .record(text, z.number().min(0, "is below 0"))
    .meta({ description: "How much features matter to the model, in any unit." })
    .optional(),
});

const columnTest = z.union([
  text,
  z.strictObject({ test: text.optional(), threshold: z.number().optional() }),
]);

const chunk = z
  .union([
    z.strictObject({ rows: rowCount }),
    z.strictObject({ count: rowCount }),
    z.strictObject({ period: z.enum(["hour", "day", "week", "month"]) }),
  ])
  .meta({ description: "How rows are put together to chunks: by `rows`, `count` or `period`." });

const slices = z.strictObject({
  columns: z.array(text).meta({ description: "Columns to look into." }).optional(),
  automatic: z
    .boolean()
    .meta({ description: "Search all columns, and pairs of columns, for the worst groups." })
    .optional(),
  minRows: rowCount.meta({ description: "The least rows of a group." }).optional(),
});

const performance = z.strictObject({
  metrics: z.array(text).optional(),
  chunk: chunk.optional(),
  detector: z
    .enum([
      "adwin",
      "e-cusum",
      "page-hinkley",
      "hddm-a",
      "kswin",
      "cusum",
      "gma",
      "ddm",
      "eddm",
      "none",
    ])
    .meta({ description: "What watches the stream of errors for changes." })
    .optional(),
  tolerance: share
    .meta({ description: "A drop of this size does not count (absolute; relative for errors)." })
    .optional(),
  slices: slices.optional(),
});

const health = z.strictObject({
  source: dataSource.optional(),
  columns: z
    .strictObject({
      time: text.optional(),
      latency: text.meta({ description: "Column of latencies, in `latencyUnit`." }).optional(),
      status: text.meta({ description: "Column of HTTP status codes." }).optional(),
      error: text
        .meta({ description: "Column that is set, or true, where a request failed." })
        .optional(),
      resources: z.array(text).meta({ description: "Columns such as cpu or memory." }).optional(),
    })
    .optional(),
  latencyUnit: z.enum(["s", "ms", "us", "ns"]).optional(),
  prometheus: z
    .strictObject({
      url: z.url({ protocol: /^https?$/, error: "is not an http or https address" }),
      queries: z
        .record(text, text)
        .meta({ description: "Name → PromQL; what each gives is a figure." }),
      window: duration.optional(),
      referenceWindow: duration.optional(),
      step: duration.optional(),
    })
    .optional(),
  opentelemetry: z
    .union([path, z.array(path)])
    .meta({ description: "JSON lines of OpenTelemetry spans or metrics." })
    .optional(),
});

const llm = z.strictObject({
  source: dataSource.optional(),
  format: z.enum(["auto", "opentelemetry", "columns"]).optional(),
  columns: z
    .record(text, text)
    .meta({
      description:
        "Which field holds what: prompt, response, model, inputTokens, outputTokens, latency, timeToFirstToken, error, finishReason, context, outputType, time. Dots go into nested fields.",
    })
    .optional(),
  prices: z
    .union([
      path,
      z.record(text, z.strictObject({ input: z.number().min(0), output: z.number().min(0) })),
    ])
    .meta({ description: "Prices a million tokens by model, or a file that holds them." })
    .optional(),
  currency: text.optional(),
  checks: z.record(text, z.boolean()).optional(),
});

export const ruleLevels = ["error", "warning"] as const;
const validationRule = z
  .strictObject({
    column: text.optional(),
    level: z.enum(ruleLevels).optional(),
    required: z.boolean().meta({ description: "The column must be there." }).optional(),
    type: z.enum(columnTypes).optional(),
    maxMissing: share.meta({ description: "Greatest share of nulls and NaN." }).optional(),
    min: z.union([z.number(), text]).optional(),
    max: z.union([z.number(), text]).optional(),
    in: z.array(z.union([z.string(), z.number(), z.boolean()])).optional(),
    maxOutside: share
      .meta({
        description: "Greatest share of rows that may break `min`, `max`, `in` or `matches`.",
      })
      .optional(),
    unique: z.boolean().optional(),
    matches: text.meta({ description: "A regular expression that values match." }).optional(),
    minRows: z.int().min(0).optional(),
    maxRows: z.int().min(0).optional(),
    maxAge: duration
      .meta({ description: "The newest value of the column, or file, is no older." })
      .optional(),
    allowInfinite: z.boolean().optional(),
  })
  .meta({ description: "A rule about the data." });

const alertRule = z.strictObject({
  name: text.optional(),
  when: text.meta({
    description:
      "A figure, a comparison and a number: `drift.share > 0.3`, `performance.accuracy < 0.9`, `run.val_acc < 0.8`, `health.latency.p95 > 500`.",
  }),
  severity: z.enum(["error", "warning", "info"]).optional(),
  message: text.optional(),
});

const retrain = z.strictObject({
  run: text.meta({ description: "The entry point, or another launch target, that retrains." }),
  mode: z
    .enum(["offer", "auto"])
    .meta({ description: "Whether it is offered, or launched by itself." })
    .optional(),
  on: z
    .array(z.enum(["performance", "drift", "validation", "alert"]))
    .meta({ description: "What asks for it." })
    .optional(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  cooldown: duration.meta({ description: "The least time between two launches." }).optional(),
  minLabelledRows: z.int().min(0).optional(),
  budget: z
    .strictObject({ runs: rowCount, per: duration })
    .meta({ description: "So many launches in so much time." })
    .optional(),
  evaluate: z
    .strictObject({
      predictions: text.meta({
        description:
          "The artifact or file with predictions that the run writes, on the same rows as `current`.",
      }),
      metric: z
        .enum(comparedMetrics)
        .meta({ description: "By what: accuracy for classes, mae for numbers by default." })
        .optional(),
    })
    .meta({ description: "How the new model is compared with the one it replaces." })
    .optional(),
});

export const monitorSchema = z
  .strictObject({
    description: z.string().optional(),
    reference: dataSource.optional(),
    current: dataSource,
    behaviour: z.enum(behaviours).optional(),
    columns: columns.optional(),
    target: text.meta({ description: "The column with the true answer." }).optional(),
    prediction: text.meta({ description: "The column with the model's answer." }).optional(),
    probability: z
      .union([text, z.record(text, text)])
      .meta({ description: "The column with the score, or for each class its column." })
      .optional(),
    positive: z.union([z.string(), z.number(), z.boolean()]).optional(),
    task: z.enum(tasks).optional(),
    time: text.meta({ description: "The column with the time of a row." }).optional(),
    id: text
      .meta({
        description: "The column that tells rows apart: two models are compared on the same rows.",
      })
      .optional(),
    tests: z
      .record(text, columnTest)
      .meta({ description: "The test of single columns: an id, or a test with its threshold." })
      .optional(),
    threshold: positive
      .meta({ description: "The least effect that counts: share of rows that moved (0.1)." })
      .optional(),
    driftedShare: share
      .meta({ description: "Share of drifted features that makes the data drifted (0.3)." })
      .optional(),
    performance: performance.optional(),
    health: health.optional(),
    llm: llm.optional(),
    validate: z.array(validationRule).optional(),
    alerts: z.array(alertRule).optional(),
    retrain: retrain.optional(),
    every: duration.meta({ description: "Check this often while the editor is open." }).optional(),
    onChange: z.boolean().meta({ description: "Check when the files change." }).optional(),
    webhook: z
      .url({ protocol: /^https?$/, error: "is not an http or https address" })
      .meta({ description: "Told by `sextant drift check` when an alert fires." })
      .optional(),
    maskCategories: z
      .boolean()
      .meta({ description: "Keep hashes instead of category values in profiles." })
      .optional(),
  })
  .meta({ description: "A comparison that is made again and again, and what follows from it." });

export const monitorsSchema = z
  .record(
    text.regex(/^[\w][\w .-]*$/, "has characters other than letters, digits, space, `.`, `_`, `-`"),
    monitorSchema,
  )
  .meta({ description: "What is watched: data, models and systems, by name." });

export type WrittenMonitor = z.output<typeof monitorSchema>;
export type WrittenSource = z.output<typeof dataSource>;
export type WrittenRule = z.output<typeof validationRule>;
