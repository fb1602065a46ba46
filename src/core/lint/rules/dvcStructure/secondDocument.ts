import type { LintFile } from "../../project/lintFile.ts";
import type { Span } from "../../source/nodes.ts";

/** Where the second YAML document of a file begins; undefined when there is only one. */
export function secondDocument(file: LintFile): Span | undefined {
  if (file.documentCount < 2) return undefined;
  const marker = /^---(?=\s|$)/gm;
  for (let found = marker.exec(file.text); found !== null; found = marker.exec(file.text)) {
    const { index } = found;
    const before = file.text.slice(0, index);
    const isFirst = !/^[^#%\s]/m.test(before);
    if (!isFirst) return { start: index, end: index + 3 };
  }
  return undefined;
}
