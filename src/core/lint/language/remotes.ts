import { dvcRootOf } from "../dvc/dvcRoot.ts";
import type { LintProject } from "../project/lintProject.ts";

export interface Remote {
  readonly name: string;
  /** Without name and password; empty when it is not set. */
  readonly url: string;
}

/** The remotes of the DVC project that a file belongs to. */
export function remotesOf(project: LintProject, path: string): readonly Remote[] {
  const root = dvcRootOf(project, path);
  const lead = root === "" ? "" : `${root}/`;
  const found = new Map<string, string>();
  for (const name of [".dvc/config", ".dvc/config.local"]) {
    const file = `${lead}${name}`;
    if (project.kindOf(file) !== "file") continue;
    for (const remote of readRemotes(project.file(file)?.text ?? "")) {
      found.set(remote.name, remote.url || (found.get(remote.name) ?? ""));
    }
  }
  return [...found].map(([name, url]) => ({ name, url }));
}

const maxLines = 10_000;

function readRemotes(text: string): readonly Remote[] {
  const found: { name: string; url: string }[] = [];
  let current: { name: string; url: string } | undefined;
  for (const line of text.split("\n", maxLines)) {
    const written = line.trim();
    if (written.startsWith("[")) {
      const name = /^\[\s*'?\s*remote\s+"([^"]+)"\s*'?\s*\]/.exec(written)?.[1];
      current = name === undefined ? undefined : { name, url: "" };
      if (current !== undefined) found.push(current);
    } else if (current !== undefined && /^url\s*=/.test(written)) {
      current.url = withoutSecrets(written.slice(written.indexOf("=") + 1).trim());
    }
  }
  return found;
}

function withoutSecrets(url: string): string {
  return url.replace(/\/\/[^/@]*@/, "//").replace(/[?#].*$/, "");
}
