import type { Log } from "../../base/logging.ts";
import { fixFiles } from "../../platform/lint/fixFiles.ts";
import { LintService } from "../../platform/lint/lintService.ts";
import type { LintOverrides } from "../../platform/lint/lintSettings.ts";
import type { FixedFile, LintReport, ProjectReport, ReportedFinding } from "./lintReport.ts";
import { pathsInScope, type LintTarget } from "./lintTargets.ts";

export interface LintRun {
  readonly overrides: LintOverrides;
  readonly trackedFiles?: readonly string[];
  /** Null: nothing is written. */
  readonly fix: "safe" | "unsafe" | null;
  readonly log: Log;
  readonly signal: AbortSignal;
}

export interface LintOutcome extends LintReport {
  /** Files that could not be linted for a bug. */
  readonly failureCount: number;
}

export async function lintProjects(
  targets: readonly LintTarget[],
  run: LintRun,
): Promise<LintOutcome> {
  const projects: ProjectReport[] = [];
  const fixed: FixedFile[] = [];
  let failureCount = 0;
  for (const { root, scopes } of targets) {
    const { overrides, trackedFiles, log, signal } = run;
    // Who lints a folder has not asked to start what its git configuration names.
    const service = await LintService.open({
      ...{ root, isTrusted: false, overrides, log, signal, isOneShot: run.fix === null },
      ...(trackedFiles !== undefined && { trackedFiles }),
    });
    const paths = pathsInScope(service.paths, scopes);
    if (run.fix !== null) {
      const done = await fixFiles(service, { paths, allowsUnsafe: run.fix === "unsafe" });
      fixed.push(...done.files.map(({ path, count }) => ({ root, path, count })));
      for (const path of done.skipped) log.warn(`${path} was not fixed: it is left as it is`);
    }
    for (const path of paths) {
      if (service.project.file(path) === undefined) log.warn(`${path} cannot be read`);
    }
    const findings = paths.flatMap((path) => reportedFindings(service, path));
    projects.push({ root, fileCount: paths.length, findings });
    failureCount += service.failureCount;
  }
  return { projects, fixed, failureCount };
}

function reportedFindings(service: LintService, path: string): ReportedFinding[] {
  const { findings } = service.findings(path);
  if (findings.length === 0) return [];
  const file = service.project.file(path);
  return findings.map((finding) => {
    const { line } = finding.range.start;
    const start = file?.lines.lineStart(line) ?? 0;
    const end = file?.lines.lineStart(line + 1) ?? 0;
    return { ...finding, sourceLine: file?.text.slice(start, end) ?? "" };
  });
}
