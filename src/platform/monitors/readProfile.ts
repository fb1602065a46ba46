import { readFileSync, statSync } from "node:fs";
import { AppError, describeError } from "../../base/errors.ts";
import { parseProfile } from "../../core/drift/profile/parseProfile.ts";
import type { DataProfile } from "../../core/drift/profile/profile.ts";

const maxProfileBytes = 200 * 1024 * 1024;

/**
 * A profile from its file; `label` is what people call the file.
 * Throws AppError `profile-missing` or `profile-unreadable`.
 */
export function readProfile(file: string, label: string): DataProfile {
  const { value, problems } = parseProfile(readBounded(file, label), label);
  if (value) return value;
  const reason = problems[0]?.message ?? "it holds none";
  throw new AppError(
    "profile-unreadable",
    `${label} is no profile that can be read: ${reason}. Make it anew with \`sextant profile\`.`,
  );
}

function readBounded(file: string, label: string): string {
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats?.isFile() !== true) {
      throw new AppError(
        "profile-missing",
        `There is no profile ${label}. Make it with \`sextant profile\`, or accept current data as the reference.`,
      );
    }
    if (stats.size > maxProfileBytes) {
      throw new AppError("profile-unreadable", `${label} is too large to be a profile.`);
    }
    return readFileSync(file, "utf8");
  } catch (error) {
    if (AppError.is(error)) throw error;
    throw new AppError(
      "profile-unreadable",
      `${label} cannot be read: ${describeError(error)}. Check that it may be read.`,
      { cause: error },
    );
  }
}
