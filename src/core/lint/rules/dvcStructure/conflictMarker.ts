import type { Report } from "../../finding.ts";
import type { Rule } from "../../rule.ts";

/**
 * Reports the marks that git leaves where it could not merge two versions.
 *
 * ## Why it matters
 * DVC refuses the file, and with it every command on the project's pipelines.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   train:
 * <<<<<<< HEAD
 *     cmd: python train.py --epochs 10
 * =======
 *     cmd: python train.py --epochs 20
 * >>>>>>> feature
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py --epochs 20
 * ```
 */
export const conflictMarker: Rule = {
  id: "DVC011",
  name: "merge-conflict-marker",
  summary: "mark of a merge that is not finished",
  severity: "error",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["dvc-pipeline", "dvc-lock", "dvc-file"],
  *check(file): Iterable<Report> {
    let isOpen = false;
    for (const { isStart, at } of markersOf(file.text)) {
      if (isStart || !isOpen) {
        const message =
          "git left a merge conflict here: keep one of the two versions and delete the marks";
        yield { at: { start: at, end: at + markLength }, message };
      }
      isOpen = isStart;
    }
  },
};

const markLength = 7;

/** Nothing in the text of a mapping can begin a line with these but a conflict. */
function* markersOf(text: string): Iterable<{ readonly isStart: boolean; readonly at: number }> {
  if (!text.includes("<<<<<<< ") && !text.includes(">>>>>>> ")) return;
  for (const { index } of text.matchAll(/^(?:<{7}|>{7}) /gm)) {
    yield { isStart: text[index] === "<", at: index };
  }
}
