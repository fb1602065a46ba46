import { renameSync, rmSync, writeFileSync } from "node:fs";

/** In one step: who reads meanwhile has the old text or the new. */
export function replaceFile(file: string, text: string): void {
  const temporary = `${file}.${String(process.pid)}.tmp`;
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, file);
  } finally {
    rmSync(temporary, { force: true });
  }
}
