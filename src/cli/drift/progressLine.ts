import type { Output } from "../io.ts";
import { printable } from "../reporters/textTable.ts";

/** One line of a terminal that says what is being done, and is gone when it is done. */
export interface ProgressLine {
  /** `fraction` from 0 to 1; null while it cannot be told. */
  show(name: string, label: string, fraction: number | null): void;
  clear(): void;
}

/** Nothing where the output is no terminal. */
export function createProgressLine(output: Output): ProgressLine {
  let shown = "";
  const write = (line: string): void => {
    if (line === shown) return;
    shown = line;
    output.write(`\r\u001b[K${line}`);
  };
  if (!output.isTty) return { show: () => undefined, clear: () => undefined };
  return {
    show(name, label, fraction) {
      const share = fraction === null ? "" : ` ${Math.round(fraction * 100)} %`;
      const line = printable(`${name}: ${label}${share}`);
      write(
        Array.from(line)
          .slice(0, Math.max(10, output.columns - 1))
          .join(""),
      );
    },
    clear: () => write(""),
  };
}
