import { defineCommand, runSelectionSchema } from "./command.ts";

/** Reads the run folders now: for folders whose changes the system does not tell of. */
export const refreshRunsCommand = defineCommand({
  id: "sextant.runs.refresh",
  argument: runSelectionSchema,
  async run({ projects }) {
    await Promise.all(projects.all().map((project) => project.catalog().refresh()));
    return undefined;
  },
});
