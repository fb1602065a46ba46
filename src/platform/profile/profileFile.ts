import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { AppError, describeError } from "../../base/errors.ts";
import type { DataProfile } from "../../core/drift/profile/profile.ts";

/** Writes a profile so that a reader never sees half of it; makes its folder. */
export function writeProfileFile(file: string, profile: DataProfile): void {
  const draft = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(draft, renderProfile(profile));
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new AppError(
      "profile-not-written",
      `The profile could not be written to ${file}: ${describeError(error)}.`,
      { cause: error },
    );
  }
}

/** As it is committed: a line a column, so that a diff shows which columns changed. */
export function renderProfile({ columns, ...rest }: DataProfile): string {
  const head = JSON.stringify(rest, null, 2).replace(/\n\}$/, "");
  const lines = columns.map((column) => `    ${JSON.stringify(column)}`).join(",\n");
  return `${head},\n  "columns": [\n${lines}\n  ]\n}\n`;
}
