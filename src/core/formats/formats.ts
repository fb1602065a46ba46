import { dvcliveFormat } from "./dvclive/dvcliveFormat.ts";
import type { RunFormat } from "./runFormat.ts";

/** Every format whose runs are folders of files. Of two that claim the same file the first gets it. */
export const runFormats: readonly RunFormat[] = [dvcliveFormat];
