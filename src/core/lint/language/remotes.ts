import { dvcOptionsOf } from "../dvc/dvcConfig.ts";
import type { LintProject } from "../project/lintProject.ts";

export interface Remote {
  readonly name: string;
  /** Without name and password; empty when it is not set. */
  readonly url: string;
}

/** The remotes of the DVC project that a file belongs to. */
export function remotesOf(project: LintProject, path: string): readonly Remote[] {
  const found = new Map<string, string>();
  for (const { section, key, value } of dvcOptionsOf(project, path)) {
    const name = /^remote\s+"([^"]+)"$/.exec(section.trim())?.[1];
    if (name === undefined) continue;
    found.set(name, key === "url" ? withoutSecrets(value) : (found.get(name) ?? ""));
  }
  return [...found].map(([name, url]) => ({ name, url }));
}

function withoutSecrets(url: string): string {
  return url.replace(/\/\/[^/@]*@/, "//").replace(/[?#].*$/, "");
}
