import type { Span } from "./nodes.ts";

/**
 * A requirement of pip: a name with extras, versions and a marker
 * (https://packaging.python.org/en/latest/specifications/dependency-specifiers/).
 */
export interface Requirement extends Span {
  /** As it is written. */
  readonly name: string;
  /** Lower case, with `-` for `_` and `.`: names that are equal for pip are equal here. */
  readonly plainName: string;
  /** As `s3,ssh`: sorted, without blanks. Empty for none. */
  readonly extras: string;
  /** As `==1.2,<2`: without blanks. Empty for any version. */
  readonly versions: string;
  /** Behind the `;`. */
  readonly marker: string;
  /** `name @ https://…`: the version is that of the address. */
  readonly isAddress: boolean;
}

/** The requirements of a `requirements.txt`. Options, paths, addresses and comments are no such. */
export function readRequirements(text: string): readonly Requirement[] {
  const found: Requirement[] = [];
  let start = 0;
  let isContinued = false;
  for (const line of text.split("\n")) {
    const requirement = isContinued ? undefined : readRequirement(line, start);
    if (requirement !== undefined) found.push(requirement);
    isContinued = line.trimEnd().endsWith("\\");
    start += line.length + 1;
  }
  return found;
}

const pattern =
  /^(?<name>[A-Za-z0-9][\w.-]*)\s*(?:\[(?<extras>[\w\s.,-]*)\])?\s*(?<versions>@\s*\S+|\(?\s*(?:[<>=!~]=?=?\s*[^\s,;()<>=!~]+\s*,?\s*)*\)?)\s*(?:;(?<marker>.*))?$/;
const maxLength = 2000;

/** One line of it, or an entry below `pip:` of a conda environment; `start`: its place. */
export function readRequirement(line: string, start: number): Requirement | undefined {
  // Long runs of blanks make the pattern slow; nobody writes them.
  if (line.length > maxLength || /\s{80}/.test(line)) return undefined;
  const lead = line.length - line.trimStart().length;
  const body = line.replace(/\s--(?:hash|config-settings|global-option)\b.*$/, "");
  const plain = body
    .replace(/(?:^|\s)#.*$/, "")
    .replace(/\\\s*$/, "")
    .trim();
  const groups = pattern.exec(plain)?.groups;
  const { name, extras = "", versions = "", marker = "" } = groups ?? {};
  // `model.whl`, `./folder` and `folder/` are paths; a name ends in a letter or digit.
  if (name === undefined || /\.(?:whl|zip|gz|txt)$|[-_.]$/.test(name)) return undefined;
  const isAddress = versions.startsWith("@");
  return {
    name,
    plainName: name.toLowerCase().replaceAll(/[-_.]+/g, "-"),
    extras: extras
      .split(",")
      .map((extra) => extra.trim())
      .sort()
      .join(","),
    versions: isAddress ? "" : versions.replaceAll(/[\s()]/g, "").replace(/,$/, ""),
    marker: marker.trim(),
    isAddress,
    start: start + lead,
    end: start + lead + plain.length,
  };
}
