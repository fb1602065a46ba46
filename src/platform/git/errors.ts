import { AppError } from "../../base/errors.ts";
import { withoutCredentialsInText } from "../../core/snapshots/remoteUrl.ts";

/** Every way git can fail us: the code, and a sentence with what to do next. */

export function gitMissing(): AppError {
  return new AppError(
    "git-missing",
    "git was not found on the search path; install git, or add its folder to PATH",
  );
}

export function gitTimeout(command: string, folder: string, timeoutMs: number): AppError {
  return new AppError(
    "git-timeout",
    `git ${command} gave no sign of life for ${timeoutMs / 1000} s in ${folder} and was stopped; ` +
      "look whether the disk answers, then try again",
    { details: { command, folder } },
  );
}

export interface GitFailure {
  readonly command: string;
  readonly folder: string;
  readonly exitCode: number;
  readonly stderr: string;
}

const known: readonly {
  readonly code: string;
  readonly pattern: RegExp;
  readonly sentence: (failure: GitFailure) => string;
}[] = [
  {
    code: "git-unsafe-owner",
    pattern: /dubious ownership|unsafe repository/,
    sentence: ({ folder }) =>
      `git refuses to read ${folder} because it belongs to another user; if you trust it, run ` +
      `git config --global --add safe.directory "${folder}"`,
  },
  {
    code: "git-locked",
    pattern: /\.lock': File exists|another git process seems to be running/i,
    sentence: ({ command, folder }) =>
      `git ${command} found a lock file in ${folder}: another git is at work, or one was killed; ` +
      "wait for it, or remove the lock file",
  },
  {
    code: "git-disk-full",
    pattern: /No space left on device|Disk quota exceeded/i,
    sentence: ({ command, folder }) =>
      `git ${command} found no space left on the disk of ${folder}; free some and try again`,
  },
  {
    code: "git-read-only",
    pattern: /insufficient permission for adding|Permission denied|Read-only file system/i,
    sentence: ({ command, folder, stderr }) =>
      `git ${command} may not write in the repository of ${folder} (${firstLine(stderr)}); ` +
      "check who may write to its .git folder",
  },
];

/** The error for a git command that ended with a code it should not end with. */
export function gitFailed(failure: GitFailure): AppError {
  const stderr = withoutCredentialsInText(failure.stderr);
  const clean = { ...failure, stderr };
  const match = known.find(({ pattern }) => pattern.test(stderr));
  const message =
    match?.sentence(clean) ??
    `git ${failure.command} failed in ${failure.folder} with code ${failure.exitCode}: ` +
      firstLine(stderr);
  return new AppError(match?.code ?? "git-failed", message, {
    details: { command: failure.command, folder: failure.folder, stderr },
  });
}

function firstLine(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  const telling = lines.find((line) => /^(fatal|error):/.test(line)) ?? lines[0];
  return telling?.replace(/^(fatal|error): /, "") ?? "git said nothing";
}
