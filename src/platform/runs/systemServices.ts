import type { Log } from "../../base/logging.ts";
import { openRepository } from "../git/repository.ts";
import { RunIndex } from "../index/runIndex.ts";
import { startTrackingServer } from "../tracking/trackingServer.ts";
import type { LaunchServices } from "./launchServices.ts";
import { systemClock, systemRandom } from "./systemPorts.ts";

/** The launch services of the real machine. */
export function createSystemServices(log: Log): LaunchServices {
  return {
    async takeSnapshot({ root, runId, signal }) {
      // Whoever runs a command of the project trusts it.
      const repository = await openRepository(root, { isTrusted: true, signal });
      return (await repository?.createSnapshot({ runId, prefixRoot: root, signal })) ?? null;
    },
    startTracking: (request) =>
      startTrackingServer({
        ...request,
        clock: systemClock,
        random: systemRandom,
        log,
        openIndex: () => RunIndex.open(request.root, { log }),
      }),
  };
}
