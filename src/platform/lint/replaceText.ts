import {
  chmodSync,
  lstatSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { AppError, describeError } from "../../base/errors.ts";
import { decodeText, encodeText, hasWideMark } from "./decodeText.ts";

/**
 * Puts another text into a file, whole or not at all, in its encoding and with its mode. Whoever
 * reads it meanwhile reads the one or the other. False, and nothing is written, when the file does
 * not say `before` any more or holds bytes that would not come back as they are. AppError
 * `file-unwritable`.
 */
export function replaceText(file: string, before: string, after: string): boolean {
  let temporary: string | undefined;
  try {
    const real = realpathSync(file);
    if (!lstatSync(real).isFile()) return false;
    const bytes = readFileSync(real);
    const { text, encoding } = decodeText(bytes);
    if (text !== before || encoding === "binary") return false;
    const hadMark = hasWideMark(bytes);
    if (!encodeText(before, encoding, hadMark).equals(bytes)) return false;
    const { mode } = statSync(real);
    const name = `.${path.basename(real)}.${process.pid}-${Date.now()}.tmp`;
    temporary = path.join(path.dirname(real), name);
    writeFileSync(temporary, encodeText(after, encoding, hadMark), { flag: "wx", mode });
    chmodSync(temporary, mode);
    renameSync(temporary, real);
    return true;
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true });
    const reason = describeError(error);
    throw new AppError("file-unwritable", `${file} cannot be written: ${reason}.`);
  }
}
