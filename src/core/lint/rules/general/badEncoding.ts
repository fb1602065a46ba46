import type { LintFile } from "../../project/lintFile.ts";
import type { FileKind } from "../../project/classify.ts";
import type { Report, Rule } from "../../rule.ts";

/**
 * Reports files that are no UTF-8, and byte order marks where they break the file.
 *
 * ## Why it matters
 * DVC, MLflow and git read UTF-8. PowerShell's `>` writes UTF-16: git then ignores nothing that a
 * `.gitignore` names, DVC cannot load the file. A letter of another encoding ends in a
 * `UnicodeDecodeError`. JSON, TOML and Python files must not begin with a byte order mark.
 *
 * ## Example
 * ```yaml params.yaml
 * label: caf�
 * ```
 *
 * ## Use instead
 * ```yaml params.yaml
 * label: café
 * ```
 *
 * ## Limits
 * The replacement sign (U+FFFD) in a file of UTF-8 is taken for a letter that was lost.
 */
export const badEncoding: Rule = {
  id: "YML003",
  name: "bad-encoding",
  summary: "file that is not UTF-8",
  severity: "error",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: [
    "dvc-pipeline",
    "dvc-lock",
    "dvc-file",
    "dvc-config",
    "ignore",
    "params",
    "mlproject",
    "python-env",
    "conda",
    "requirements",
    "yolo",
    "kedro-catalog",
    "kedro-parameters",
    "deepspeed",
    "accelerate",
    "env",
  ],
  *check(file): Iterable<Report> {
    const at = { start: 0, end: Math.min(1, file.text.length) };
    const message = describe(file);
    if (message !== undefined) {
      const isRefused = refusing.some((kind) => file.kinds.has(kind)) || isMarked(file);
      yield { at, message, severity: isRefused ? "error" : "warning" };
      return;
    }
    const lost = file.text.indexOf("\uFFFD");
    if (lost < 0) return;
    yield {
      at: { start: lost, end: lost + 1 },
      message: "a letter is not UTF-8 here: save the file as UTF-8",
      severity: "warning",
      confidence: "medium",
    };
  },
};

/** Their readers take UTF-8 alone; pip and others look for byte order marks. */
const refusing: readonly FileKind[] = [
  "dvc-pipeline",
  "dvc-lock",
  "dvc-file",
  "params",
  "mlproject",
  "python-env",
  "ignore",
];

function describe(file: LintFile): string | undefined {
  switch (file.encoding) {
    case "utf-16le":
    case "utf-16be": {
      const effect = file.kinds.has("ignore") ? ": git and DVC find no pattern in it" : "";
      return `the file is UTF-16${effect}; save it as UTF-8`;
    }
    case "binary":
      return "the file is no text: it has bytes of zeros";
    case "utf-8-bom":
      return isMarked(file)
        ? "the file begins with a byte order mark, which its readers refuse; save it as UTF-8 without"
        : undefined;
    default:
      return undefined;
  }
}

function isMarked({ encoding, language }: LintFile): boolean {
  return encoding === "utf-8-bom" && ["json", "toml", "python"].includes(language);
}
