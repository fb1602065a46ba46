import { maskArgv } from "../launch/secrets.ts";
import { withoutCredentials } from "../snapshots/remoteUrl.ts";
import type { RunChannel } from "./runChannel.ts";

/**
 * The command of a run: `python <program> <arguments>`, secrets masked. Text that was typed into a
 * notebook or an interpreter has no program: it is named "<…>".
 */
export function setCommand(
  channel: RunChannel,
  program: string | undefined,
  args: readonly string[],
): void {
  if (program === undefined || program === "" || program.startsWith("<")) return;
  const argv = maskArgv(["python", program, ...args.slice(0, 1000)]);
  channel.facts.command = { argv, cwd: "." };
}

/** The commit and the remote that a writer recorded; what is no hash, or empty, is left out. */
export function setGit(
  channel: RunChannel,
  remote: string | undefined,
  commit: string | undefined,
): void {
  if (commit !== undefined && /^[0-9a-f]{40,64}$/i.test(commit)) channel.facts.commit = commit;
  if (remote !== undefined && remote !== "") channel.facts.remote = withoutCredentials(remote);
}
