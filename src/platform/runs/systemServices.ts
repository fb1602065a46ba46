import { AppError } from "../../base/errors.ts";
import type { Log } from "../../base/logging.ts";
import { openRepository } from "../git/repository.ts";
import { RunIndex } from "../index/runIndex.ts";
import { startTrackingServer } from "../tracking/trackingServer.ts";
import type { LaunchServices } from "./launchServices.ts";
import { isBelowGit, projectPaths } from "./project.ts";
import { systemClock, systemRandom } from "./systemPorts.ts";

/** The launch services of the real machine. */
export function createSystemServices(log: Log): LaunchServices {
  return {
    async takeSnapshot({ root, runId, signal }) {
      // Whoever runs a command of the project trusts it.
      const repository = await openRepository(root, { isTrusted: true, signal });
      if (repository) {
        const { hashes: hashCacheFile } = projectPaths(root);
        return repository.createSnapshot({ runId, prefixRoot: root, hashCacheFile, signal });
      }
      if (isBelowGit(root)) throw unreadableRepository(root);
      return null;
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

/** A worktree that was moved, a submodule without its repository, a `.git` of something else. */
function unreadableRepository(root: string): AppError {
  return new AppError(
    "repository-unreadable",
    `${root} lies beside or below a .git that is not the repository of this folder; ` +
      "run `git status` there to see why (`git worktree repair` mends a worktree that was moved)",
  );
}
