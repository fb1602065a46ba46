import type * as z from "zod";
import { AppError } from "../../../base/errors.ts";
import {
  modelTags,
  type LoggedModelFacts,
  type RegisteredVersionFacts,
} from "../../../core/formats/mlflow/modelTags.ts";
import type { PointSink } from "../../../core/formats/runChannel.ts";
import {
  experimentsPage,
  historyPage,
  modelsPage,
  registeredPage,
  runSchema,
  runsPage,
  versionsPage,
  type ServerRun,
} from "./serverAnswers.ts";
import type { ServerClient, ServerRequest } from "./serverClient.ts";

export interface ServerExperiment {
  readonly id: string;
  readonly name: string;
  readonly isDeleted: boolean;
}

interface Paged {
  readonly next_page_token?: string | undefined;
}

/** As MLflow's own client asks for; without it some servers answer with no points and a token, for ever. */
const pointsPerPage = 25_000;
const experimentsPerSearch = 100;
const maxPages = 100_000;
const maxModelPages = 200;

/** The calls of the tracking API that are needed, page by page. */
export class ServerApi {
  readonly #client: ServerClient;

  constructor(client: ServerClient) {
    this.#client = client;
  }

  async experiments(): Promise<ReadonlyMap<string, ServerExperiment>> {
    const found = new Map<string, ServerExperiment>();
    const body = { max_results: 1000, view_type: "ALL" };
    const request = { method: "POST", path: "experiments/search", body } as const;
    for await (const page of this.#pages(experimentsPage, request)) {
      for (const { experiment_id: id, name, lifecycle_stage } of page.experiments ?? []) {
        found.set(id, { id, name, isDeleted: lifecycle_stage === "deleted" });
      }
    }
    return found;
  }

  /** Newest first, deleted ones too. Runs that are none are left out. */
  async *runs(
    experimentIds: readonly string[],
    options: { readonly filter?: string; readonly pageSize: number },
  ): AsyncGenerator<readonly ServerRun[]> {
    const { filter = "", pageSize } = options;
    for (let from = 0; from < experimentIds.length; from += experimentsPerSearch) {
      const body = {
        experiment_ids: experimentIds.slice(from, from + experimentsPerSearch),
        filter,
        run_view_type: "ALL",
        max_results: pageSize,
        order_by: ["attributes.start_time DESC"],
      };
      const request = { method: "POST", path: "runs/search", body } as const;
      for await (const page of this.#pages(runsPage, request)) {
        yield (page.runs ?? []).flatMap((run) => {
          const parsed = runSchema.safeParse(run);
          return parsed.success ? [parsed.data] : [];
        });
      }
    }
  }

  /** Undefined for a run that is gone. */
  async run(runId: string): Promise<ServerRun | undefined> {
    try {
      const query = { run_id: runId, run_uuid: runId };
      const answer = await this.#client.call({ method: "GET", path: "runs/get", query });
      const run =
        typeof answer === "object" && answer !== null && "run" in answer ? answer.run : {};
      return runSchema.safeParse(run).data;
    } catch (error) {
      if (AppError.is(error, "server-missing")) return undefined;
      throw error;
    }
  }

  async history(runId: string, metric: string, into: PointSink): Promise<void> {
    const query = {
      run_id: runId,
      run_uuid: runId,
      metric_key: metric,
      max_results: String(pointsPerPage),
    };
    const request = { method: "GET", path: "metrics/get-history", query } as const;
    for await (const page of this.#pages(historyPage, request)) {
      for (const { step, timestamp, value } of page.metrics ?? [])
        into.push(step, timestamp, value);
      if ((page.metrics ?? []).length === 0) return;
    }
  }

  /** Tags that tell of the models of a run, by its id; none from servers that know no models. */
  async modelTags(
    experimentIds: readonly string[],
  ): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
    const models = new Map<string, LoggedModelFacts[]>();
    await tolerateMissing(async () => {
      const body = { experiment_ids: experimentIds, max_results: 50 };
      const request = { method: "POST", path: "logged-models/search", body } as const;
      for await (const page of this.#pages(modelsPage, request, maxModelPages)) {
        for (const { info } of page.models ?? []) {
          addTo(models, info.source_run_id ?? "", {
            modelId: info.model_id,
            name: info.name,
            modelType: info.model_type ?? null,
            status: info.status ?? null,
          });
        }
      }
    });
    const versions = await this.#versions();
    const tags = new Map<string, Readonly<Record<string, string>>>();
    for (const runId of new Set([...models.keys(), ...versions.keys()])) {
      tags.set(runId, modelTags(models.get(runId) ?? [], versions.get(runId) ?? []));
    }
    return tags;
  }

  async #versions(): Promise<Map<string, RegisteredVersionFacts[]>> {
    const versions = new Map<string, RegisteredVersionFacts[]>();
    const aliases = await this.#aliases();
    await tolerateMissing(async () => {
      const query = { max_results: "1000" };
      const request = { method: "GET", path: "model-versions/search", query } as const;
      for await (const page of this.#pages(versionsPage, request, maxModelPages)) {
        for (const each of page.model_versions ?? []) {
          addTo(versions, each.run_id ?? "", {
            name: each.name,
            version: each.version,
            stage: each.current_stage ?? null,
            aliases: aliases.get(`${each.name}\n${each.version}`) ?? [],
          });
        }
      }
    });
    return versions;
  }

  async #aliases(): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>();
    await tolerateMissing(async () => {
      const query = { max_results: "1000" };
      const request = { method: "GET", path: "registered-models/search", query } as const;
      for await (const page of this.#pages(registeredPage, request, maxModelPages)) {
        for (const { name, aliases } of page.registered_models ?? []) {
          for (const { alias, version } of aliases ?? [])
            addTo(found, `${name}\n${version}`, alias);
        }
      }
    });
    return found;
  }

  async *#pages<T extends Paged>(
    schema: z.ZodType<T>,
    request: ServerRequest,
    limit = maxPages,
  ): AsyncGenerator<T> {
    let token = "";
    for (let count = 0; count < limit; count++) {
      const page = { page_token: token };
      const answer = await this.#client.call(
        token === ""
          ? request
          : request.method === "GET"
            ? { ...request, query: { ...request.query, ...page } }
            : { ...request, body: { ...Object(request.body), ...page } },
      );
      const parsed = schema.safeParse(answer);
      if (!parsed.success) {
        throw new AppError(
          "server-answer",
          "The server does not answer as an MLflow tracking server does. Check its URL.",
          { cause: parsed.error },
        );
      }
      yield parsed.data;
      const next = parsed.data.next_page_token ?? "";
      // A server that answers with the same token would be asked for ever.
      if (next === "" || next === token) return;
      token = next;
    }
  }
}

/** What old servers, and those where the registry is switched off, answer to. */
async function tolerateMissing(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!AppError.is(error, "server-missing") && !AppError.is(error, "server-answer")) throw error;
  }
}

function addTo<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
