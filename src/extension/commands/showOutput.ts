import { defineCommand, runSelectionSchema } from "./command.ts";

export const showOutputCommand = defineCommand({
  id: "sextant.showOutput",
  argument: runSelectionSchema,
  run({ log }) {
    log.show();
    return Promise.resolve(undefined);
  },
});
