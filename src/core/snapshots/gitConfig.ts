import { withoutCredentials } from "./remoteUrl.ts";

/** Keys as git prints them (section and name in lower case), each with its values in order. */
export type GitConfig = ReadonlyMap<string, readonly string[]>;

/** Reads the output of `git config --list -z`: `key\nvalue\0`, or `key\0` for a bare true. */
export function parseConfig(text: string): GitConfig {
  const config = new Map<string, string[]>();
  for (const record of text.split("\0")) {
    if (record === "") continue;
    const newline = record.indexOf("\n");
    const key = newline < 0 ? record : record.slice(0, newline);
    const value = newline < 0 ? "true" : record.slice(newline + 1);
    const values = config.get(key);
    if (values === undefined) config.set(key, [value]);
    else values.push(value);
  }
  return config;
}

/** Names of the content filters that are configured, whoever configured them. */
export function filterNames(config: GitConfig): string[] {
  const names = new Set<string>();
  for (const key of config.keys()) {
    const name = /^filter\.(.*)\.(?:clean|smudge|process|required)$/s.exec(key)?.[1];
    if (name !== undefined) names.add(name);
  }
  return [...names];
}

/** URL of the remote a branch belongs to, else of `origin`, else of the only remote. */
export function remoteUrl(config: GitConfig, branch: string | null): string | null {
  const ofBranch = branch === null ? undefined : config.get(`branch.${branch}.remote`)?.at(-1);
  const names = [...config.keys()].flatMap((key) => /^remote\.(.+)\.url$/s.exec(key)?.[1] ?? []);
  const name = [ofBranch, "origin", names.length === 1 ? names[0] : undefined].find(
    (candidate) => candidate !== undefined && names.includes(candidate),
  );
  const url = name === undefined ? undefined : config.get(`remote.${name}.url`)?.[0];
  return url === undefined ? null : withoutCredentials(url);
}
