import type { GitState } from "../runs/run.ts";
import type { Parameters } from "./parameters.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ScriptEnvironmentOptions {
  readonly runId: string;
  readonly runFolder: string;
  readonly metricsFile: string;
  readonly params: Parameters;
  /** Null when the user named none: then the script or its environment decides. */
  readonly experiment: string | null;
  /** Null outside git. */
  readonly git: GitState | null;
  /** The command line, secrets masked. */
  readonly commandLine: string;
  /** Null when there is no tracking endpoint. */
  readonly trackingUri: string | null;
  readonly isWindows: boolean;
}

/**
 * The environment of a launched script (a variable that is undefined is not set): its own, with what lets its metrics find the run.
 * `MLFLOW_RUN_ID` is left out on purpose: with it a script that names another experiment fails.
 */
export function scriptEnvironment(
  own: Environment,
  options: ScriptEnvironmentOptions,
): Environment {
  return {
    ...own,
    MLFLOW_RUN_ID: undefined,
    MLFLOW_WORKSPACE: undefined,
    // Set by an editor that runs us with its own Node; a script may start that editor.
    ELECTRON_RUN_AS_NODE: undefined,
    SEXTANT_NODE: undefined,
    PYTHONUNBUFFERED: own["PYTHONUNBUFFERED"] ?? "1",
    // On Windows a log file would get the code page's letters.
    ...(options.isWindows ? { PYTHONIOENCODING: own["PYTHONIOENCODING"] ?? "utf-8" } : {}),
    ...mlflowEnvironment(own, options),
    SEXTANT_RUN_ID: options.runId,
    SEXTANT_RUN_DIR: options.runFolder,
    SEXTANT_METRICS: options.metricsFile,
    SEXTANT_PARAMS: JSON.stringify(options.params),
  };
}

function mlflowEnvironment(own: Environment, options: ScriptEnvironmentOptions): Environment {
  if (options.trackingUri === null) return {};
  return {
    MLFLOW_TRACKING_URI: options.trackingUri,
    MLFLOW_RUN_CONTEXT: JSON.stringify({ ...inheritedTags(own), ...contextTags(options) }),
    MLFLOW_DISABLE_TELEMETRY: "true",
    ...withoutProxy(own),
    // The id of an inherited experiment means nothing here, and must not contradict the name.
    MLFLOW_EXPERIMENT_ID: undefined,
    ...(options.experiment === null ? {} : { MLFLOW_EXPERIMENT_NAME: options.experiment }),
  };
}

/** Where the network is reached through a proxy, the client would look for the endpoint there too. */
function withoutProxy(own: Environment): Environment {
  const proxies = ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"];
  if (!proxies.some((name) => own[name])) return {};
  const known = own["no_proxy"] ?? own["NO_PROXY"] ?? "";
  const value = [...known.split(",").filter((host) => host !== ""), "127.0.0.1"].join(",");
  return { no_proxy: value, NO_PROXY: value };
}

function contextTags({ runId, git, commandLine }: ScriptEnvironmentOptions): Parameters {
  const tags: [string, string | null | undefined][] = [
    ["sextant.runId", runId],
    ["sextant.command", commandLine],
    ["sextant.snapshot", git?.snapshot],
    ["mlflow.source.git.commit", git?.commit],
    ["mlflow.source.git.branch", git?.branch],
    ["mlflow.source.git.dirty", git ? String(git.isDirty) : null],
  ];
  return Object.fromEntries(
    tags.filter((tag): tag is [string, string] => tag[1] !== null && tag[1] !== undefined),
  );
}

/** Tags that the user's own environment asks for; nothing when that is no JSON object. */
function inheritedTags(own: Environment): Readonly<Record<string, unknown>> {
  try {
    const tags: unknown = JSON.parse(own["MLFLOW_RUN_CONTEXT"] ?? "{}");
    return typeof tags === "object" && tags !== null && !Array.isArray(tags)
      ? Object.fromEntries(Object.entries(tags))
      : {};
  } catch {
    return {};
  }
}
