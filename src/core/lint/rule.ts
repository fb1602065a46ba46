import type { Applicability, Confidence, Report, Severity } from "./finding.ts";
import type { FileKind } from "./project/classify.ts";
import type { LintFile } from "./project/lintFile.ts";
import type { LintProject } from "./project/lintProject.ts";

export type { Report } from "./finding.ts";

/**
 * One check. Its file's leading doc comment is its page (`docs/rules/<id>.md`):
 * *What it does / Why it matters / Example / Use instead / Limits*, with the examples as fixtures.
 */
export interface Rule {
  /** Three letters and three digits: `DVC101`. Persisted in comments and settings. */
  readonly id: string;
  /** `unresolved-reference`. */
  readonly name: string;
  /** One line, lower-case start. */
  readonly summary: string;
  /** `off`: only when it is selected. */
  readonly severity: Severity | "off";
  readonly confidence: Confidence;
  /** The best that its fixes may be. */
  readonly fix: Applicability | "none";
  /** Version it came with. */
  readonly since: string;
  /** The kinds of files it looks at. */
  readonly files: readonly FileKind[];
  /**
   * Looks at one file and tells of places in that file. Never throws on content. What it reads of
   * others it asks of the project, which then knows when to ask again.
   */
  check(file: LintFile, project: LintProject): Iterable<Report>;
}
