import path from "node:path";
import { expect } from "vitest";
import type { GitState } from "../../../src/core/runs/run.ts";
import { createRepository, type TestRepository } from "./testRepository.ts";

export const runId = "20261120-182501-k3f9ab";

/** Module of the product that tests load in processes of their own. */
export const repositoryModule = new URL("../../../src/platform/git/repository.ts", import.meta.url)
  .href;

export async function snapshot(
  repo: TestRepository,
  options: { folder?: string; limit?: number; isTrusted?: boolean; id?: string } = {},
): Promise<GitState> {
  const { folder = ".", limit, isTrusted = true, id = runId } = options;
  const repository = await repo.open(isTrusted, folder);
  return await repository.createSnapshot({
    runId: id,
    prefixRoot: path.join(repo.folder, folder),
    ...(limit === undefined ? {} : { untrackedLimitBytes: limit }),
  });
}

/** Takes a snapshot of what `prepare` leaves behind and checks files and that nothing was touched. */
export async function check(
  prepare: (repo: TestRepository) => void,
  expected: Record<string, string>,
): Promise<{ repo: TestRepository; state: GitState }> {
  const repo = createRepository();
  prepare(repo);
  const before = repo.state();
  const state = await snapshot(repo);
  expect(repo.state()).toEqual(before);
  expect(state.snapshot).not.toBeNull();
  expect(repo.tree(state.snapshot!)).toEqual(expected);
  expect(repo.git("rev-parse", `refs/sextant/runs/${runId}`).trim()).toBe(state.snapshot);
  return { repo, state };
}
