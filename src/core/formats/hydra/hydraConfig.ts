import * as z from "zod";
import { timeOfFolder } from "../folderTime.ts";
import type { JsonObject } from "../text/jsonLines.ts";
import type { RunChannel, RunFacts } from "../runChannel.ts";
import type { ReaderContext } from "../runFormat.ts";

const text = z.string().optional().catch(undefined);
const schema = z.object({
  hydra: z.object({
    mode: text,
    job: z.object({ name: text, num: text, config_name: text }).catch({}),
    sweep: z.object({ subdir: text }).catch({}),
    runtime: z
      .object({ output_dir: text, choices: z.record(z.string(), z.unknown()).catch({}) })
      .catch({ choices: {} }),
  }),
});

/** What stands in place of a value that is still missing. */
const missing = "???";

/**
 * `hydra.yaml`: Hydra's own settings of the job. The jobs of a sweep have its folder as their
 * experiment; other runs that of their job's name.
 */
export function readHydraConfig({ channel, root }: ReaderContext, config: JsonObject): void {
  const parsed = schema.safeParse(config);
  if (!parsed.success) return;
  const { job, mode, runtime, sweep } = parsed.data.hydra;
  const path = root === "" ? (runtime.output_dir ?? "") : root;
  const number = job.num === missing ? undefined : job.num;
  if (mode === "MULTIRUN" || (mode === undefined && number !== undefined)) {
    channel.facts = sweptFacts(path, sweep.subdir ?? "");
  } else {
    channel.facts = singleFacts(path, job.name);
  }
  if (job.name !== undefined) channel.facts.name = job.name;
  const tags = { "job.name": job.name, "job.num": number, "job.config_name": job.config_name };
  for (const [name, value] of Object.entries(tags)) {
    if (value !== undefined) channel.tag(`hydra.${name}`, value);
  }
  tagChoices(channel, runtime.choices);
}

/** Which file was chosen of each group of the configuration, Hydra's own groups aside. */
function tagChoices(channel: RunChannel, choices: Readonly<Record<string, unknown>>): void {
  for (const [group, choice] of Object.entries(choices)) {
    if (typeof choice === "string" && !group.startsWith("hydra/")) {
      channel.tag(`hydra.choices.${group}`, choice);
    }
  }
}

function sweptFacts(path: string, subdir: string): RunFacts {
  const experiment = sweepFolder(path, subdir);
  return experiment === "" ? {} : { experiment };
}

function singleFacts(path: string, jobName: string | undefined): RunFacts {
  const startTime = timeOfFolder(path);
  return {
    ...(jobName === undefined ? {} : { experiment: jobName }),
    ...(startTime === undefined ? {} : { startTime }),
  };
}

/** Above the job's own folder, which may be several levels deep. */
function sweepFolder(path: string, subdir: string): string {
  const depth = subdir.split("/").filter((part) => part !== "" && part !== ".").length;
  const folder = path.split("/").slice(0, -Math.max(1, depth));
  return (path.startsWith("/") ? folder.slice(-3) : folder).join("/");
}
