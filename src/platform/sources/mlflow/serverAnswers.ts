import * as z from "zod";
import { unpackInfinity } from "./sqliteTables.ts";

/*
 * Answers of a tracking server, as far as they are used. Old servers leave fields out, numbers of 64
 * bits may come as texts, and NaN and infinities come by name.
 */

const whole = z.union([z.number(), z.string().transform(Number)]).catch(0);
const value = z
  .union([z.number(), z.string().transform(Number)])
  .catch(NaN)
  .optional()
  .transform((number) => unpackInfinity(number ?? 0));
const text = z.string().catch("");
const optionalText = z.string().nullish().catch(null);
const optionalTime = z
  .union([z.number(), z.string().transform(Number)])
  .nullish()
  .catch(null)
  .transform((time) => (time === null || time === undefined || time === 0 ? null : time));
const pairs = z
  .array(z.object({ key: text, value: text.optional() }))
  .catch([])
  .optional();

const metricSchema = z.object({
  key: text,
  value,
  timestamp: whole.optional().transform((time) => time ?? 0),
  step: whole.optional().transform((step) => step ?? 0),
});

const datasetInput = z.object({
  tags: pairs,
  dataset: z.object({
    name: text,
    digest: text,
    source_type: text,
    source: text,
    schema: optionalText,
    profile: optionalText,
  }),
});

export const runSchema = z.object({
  info: z.object({
    run_id: z.string().optional(),
    run_uuid: z.string().optional(),
    run_name: optionalText,
    experiment_id: text,
    user_id: optionalText,
    status: z.union([z.string(), z.number()]).nullish().catch(null),
    start_time: optionalTime,
    end_time: optionalTime,
    lifecycle_stage: optionalText,
    source_name: optionalText,
    entry_point_name: optionalText,
    source_version: optionalText,
  }),
  data: z
    .object({ metrics: z.array(metricSchema).catch([]).optional(), params: pairs, tags: pairs })
    .optional(),
  inputs: z
    .object({ dataset_inputs: z.array(datasetInput).catch([]).optional() })
    .optional()
    .catch(undefined),
});
export type ServerRun = z.infer<typeof runSchema>;

const pageToken = z.string().optional().catch(undefined);

export const runsPage = z.object({
  runs: z.array(z.unknown()).catch([]).optional(),
  next_page_token: pageToken,
});

export const experimentsPage = z.object({
  experiments: z
    .array(z.object({ experiment_id: text, name: text, lifecycle_stage: optionalText }))
    .catch([])
    .optional(),
  next_page_token: pageToken,
});

export const historyPage = z.object({
  metrics: z.array(metricSchema).optional(),
  next_page_token: pageToken,
});

export const modelsPage = z.object({
  models: z
    .array(
      z.object({
        info: z.object({
          model_id: text,
          name: text,
          model_type: optionalText,
          status: z.union([z.string(), z.number()]).nullish().catch(null),
          source_run_id: optionalText,
        }),
      }),
    )
    .catch([])
    .optional(),
  next_page_token: pageToken,
});

export const versionsPage = z.object({
  model_versions: z
    .array(
      z.object({
        name: text,
        version: z.union([z.string(), z.number()]).transform(String),
        current_stage: optionalText,
        run_id: optionalText,
      }),
    )
    .catch([])
    .optional(),
  next_page_token: pageToken,
});

/** The aliases of versions come with the models, not with the versions. */
export const registeredPage = z.object({
  registered_models: z
    .array(
      z.object({
        name: text,
        aliases: z
          .array(
            z.object({ alias: text, version: z.union([z.string(), z.number()]).transform(String) }),
          )
          .catch([])
          .optional(),
      }),
    )
    .catch([])
    .optional(),
  next_page_token: pageToken,
});
