import * as z from "zod";
import type { RunStatus } from "../../runs/run.ts";
import { withoutCredentials } from "../../snapshots/remoteUrl.ts";
import { createJsonDocument } from "../text/jsonDocument.ts";
import { isJsonObject } from "../text/jsonLines.ts";
import type { RunChannel, RunFacts } from "../runChannel.ts";
import type { DocumentReader } from "../runFormat.ts";
import { numberOf } from "../text/tolerantJson.ts";
import { unpickleJson } from "./jsonPickle.ts";
import { timeOfSacred } from "./sacredTime.ts";

const text = z.string().optional().catch(undefined);
const repositorySchema = z.object({
  url: text,
  commit: text,
  dirty: z.boolean().optional().catch(undefined),
});
const runSchema = z.object({
  command: text,
  status: text,
  start_time: z.unknown().optional(),
  stop_time: z.unknown().optional(),
  heartbeat: z.unknown().optional(),
  result: z.unknown().optional(),
  fail_trace: z.array(z.string()).catch([]),
  experiment: z
    .object({ name: text, repositories: z.array(z.unknown()).catch([]) })
    .catch({ repositories: [] }),
  host: z.object({ hostname: text, python_version: text }).catch({}),
  meta: z.object({ comment: text, options: z.unknown().optional() }).catch({ options: undefined }),
});
type SacredRun = z.infer<typeof runSchema>;

/** A run whose heart has not beaten for so long is taken for dead; it beats every ten seconds. */
const maxSilenceMs = 10 * 60 * 1000;
const maxNoteLength = 8000;

/** `run.json`: who ran what, when, with which end. `now` is in milliseconds since the epoch. */
export function createRunReader(channel: RunChannel, now: number): DocumentReader {
  return createJsonDocument({
    channel,
    onValue: (value) => {
      const parsed = runSchema.safeParse(value);
      if (!parsed.success) {
        channel.report("sacred-run", "this is not the record of a Sacred run", { line: 0 });
        return;
      }
      const run = parsed.data;
      channel.facts = { ...factsOf(run, now), ...gitOf(run.experiment.repositories) };
      readTags(channel, run);
      readResult(channel, run.result);
    },
  });
}

function factsOf(run: SacredRun, now: number): RunFacts {
  const facts: RunFacts = {};
  const status = statusOf(run, now);
  const startTime = timeOfSacred(run.start_time);
  const endTime = timeOfSacred(run.stop_time);
  const note = noteOf(run);
  if (run.experiment.name !== undefined) facts.experiment = run.experiment.name;
  if (run.host.hostname !== undefined) facts.host = run.host.hostname;
  if (status !== undefined) facts.status = status;
  if (startTime !== undefined) facts.startTime = startTime;
  if (endTime !== undefined) facts.endTime = endTime;
  if (note !== "") facts.note = note;
  return facts;
}

const statuses: Readonly<Record<string, RunStatus>> = {
  COMPLETED: "finished",
  FAILED: "failed",
  TIMEOUT: "failed",
  INTERRUPTED: "stopped",
  QUEUED: "queued",
};

/** A process that was killed stays RUNNING for ever: its heartbeat tells. */
function statusOf(
  { status, heartbeat, start_time }: SacredRun,
  now: number,
): RunStatus | undefined {
  if (status !== "RUNNING") {
    return status !== undefined && Object.hasOwn(statuses, status) ? statuses[status] : undefined;
  }
  const lastSign = timeOfSacred(heartbeat) ?? timeOfSacred(start_time);
  const isAlive = lastSign !== undefined && now - lastSign < maxSilenceMs;
  return isAlive ? "running" : undefined;
}

function noteOf({ meta, fail_trace }: SacredRun): string {
  const comment = meta.comment ?? commentIn(meta.options);
  const parts = [comment, fail_trace.join("")].filter((part) => part !== undefined && part !== "");
  return parts.join("\n\n").trim().slice(-maxNoteLength);
}

/** What was given as `--comment`. */
function commentIn(options: unknown): string | undefined {
  const comment = isJsonObject(options) ? options["--comment"] : undefined;
  return typeof comment === "string" ? comment : undefined;
}

const fullHash = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/** The sources of a run may lie in several repositories: the first is its own. */
function gitOf(repositories: readonly unknown[]): RunFacts {
  const { commit, dirty, url } = repositorySchema.safeParse(repositories[0]).data ?? {};
  if (commit === undefined || !fullHash.test(commit)) return {};
  return {
    commit,
    ...(dirty === undefined ? {} : { isDirty: dirty }),
    ...(url === undefined ? {} : { remote: withoutCredentials(url) }),
  };
}

function readTags(channel: RunChannel, run: SacredRun): void {
  if (run.command !== undefined) channel.tag("command", run.command);
  if (run.host.python_version !== undefined) channel.tag("python", run.host.python_version);
  if (run.status === "TIMEOUT") channel.tag("status", run.status);
}

/** What the main function returned: a number is a metric, to be sorted by. */
function readResult(channel: RunChannel, raw: unknown): void {
  if (raw === undefined || raw === null) return;
  const result = unpickleJson(raw);
  const number = typeof result === "boolean" ? undefined : numberOf(result);
  if (number !== undefined) channel.series("result").push(0, NaN, number);
  else channel.tag("result", typeof result === "string" ? result : JSON.stringify(result));
}
