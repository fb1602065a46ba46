import { openRepository } from "../git/repository.ts";
import type { LaunchServices } from "./launchServices.ts";

/** The launch services of a real machine. */
export const systemServices: Pick<LaunchServices, "takeSnapshot"> = {
  async takeSnapshot({ root, runId, signal }) {
    // Whoever runs a command of the project trusts it.
    const repository = await openRepository(root, { isTrusted: true, signal });
    return (await repository?.createSnapshot({ runId, prefixRoot: root, signal })) ?? null;
  },
};
