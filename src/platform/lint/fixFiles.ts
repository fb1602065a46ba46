import { applyFixes } from "../../core/lint/fixes/applyFixes.ts";
import type { Applicability, Finding } from "../../core/lint/finding.ts";
import { syntaxFault } from "../../core/lint/rules/general/syntaxFault.ts";
import type { LintService } from "./lintService.ts";
import { replaceText } from "./replaceText.ts";

/** A fix may make room for another; two that undo each other do so no longer. */
const maxPasses = 10;

export interface FixedCount {
  readonly path: string;
  /** Findings of the file that were mended. */
  readonly count: number;
}

export interface Fixed {
  readonly files: readonly FixedCount[];
  /** Files that were left as they are: they changed meanwhile, or a fix would have broken them. */
  readonly skipped: readonly string[];
}

interface FixOptions {
  readonly paths: readonly string[];
  /** Beside the safe ones. */
  readonly allowsUnsafe: boolean;
}

interface Original {
  readonly text: string;
  readonly faultCount: number;
}

/**
 * Applies what mends itself in files of a project, again and again until nothing is left, and
 * writes each file once. AppError `file-unwritable`.
 */
export async function fixFiles(service: LintService, options: FixOptions): Promise<Fixed> {
  const allowed = new Set<Applicability>(options.allowsUnsafe ? ["safe", "unsafe"] : ["safe"]);
  const originals = new Map<string, Original>();
  const fixed: Finding[] = [];
  for (let pass = 0; pass < maxPasses; pass++) {
    const { project } = service;
    const findings = options.paths
      .flatMap((path) => service.rawFindings(path))
      .filter((one) => one.rule === syntaxFault.id || isOfSoundFiles(one, service));
    const done = applyFixes(findings, allowed, (path) => editableText(service, path));
    if (done.texts.size === 0) break;
    fixed.push(...done.fixed);
    for (const [path, text] of done.texts) {
      const file = project.file(path);
      if (file === undefined) continue;
      if (!originals.has(path)) {
        originals.set(path, { text: file.text, faultCount: file.faults.length });
      }
      service.setText(path, pass, text);
    }
  }
  return write(service, originals, fixed);
}

/** Behind a fault of syntax is guessed what is meant: nothing is to be written on top of it. */
function isOfSoundFiles({ fixes = [] }: Finding, { project }: LintService): boolean {
  const paths = new Set(fixes.flatMap(({ edits }) => edits.map(({ path }) => path)));
  return [...paths].every((path) => (project.file(path)?.faults.length ?? 0) === 0);
}

function editableText(service: LintService, path: string): string | undefined {
  const file = service.project.file(path);
  if (file === undefined || file.encoding === "binary" || file.encoding === "too-large") {
    return undefined;
  }
  return file.text;
}

async function write(
  service: LintService,
  originals: ReadonlyMap<string, Original>,
  fixed: readonly Finding[],
): Promise<Fixed> {
  const files: FixedCount[] = [];
  const skipped: string[] = [];
  const texts = new Map<string, string | undefined>();
  for (const [path, { faultCount }] of originals) {
    const now = service.project.file(path);
    texts.set(path, (now?.faults.length ?? Infinity) > faultCount ? undefined : now?.text);
  }
  for (const [path, { text }] of originals) {
    service.setText(path, 0, null);
    const after = texts.get(path);
    if (after === text) continue;
    if (after !== undefined && replaceText(service.absolute(path), text, after)) {
      files.push({ path, count: fixed.filter((one) => one.path === path).length });
    } else skipped.push(path);
  }
  await service.refresh([...originals.keys()]);
  return { files, skipped };
}
