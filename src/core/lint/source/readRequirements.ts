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

const pattern = /^(?<name>[A-Za-z0-9][\w.-]*) ?(?:\[(?<extras>[\w ,.-]*)\] ?)?(?<rest>\W.*)?$/;
const version = /^(?:[<>=!~]=|===|[<>])[^\s()<>=!~]+$/;
const maxLength = 2000;

/** One line of it, or an entry below `pip:` of a conda environment; `start`: its place. */
export function readRequirement(line: string, start: number): Requirement | undefined {
  // Long runs of blanks make patterns slow; nobody writes them.
  if (line.length > maxLength || /\s{80}/.test(line)) return undefined;
  const lead = line.length - line.trimStart().length;
  const body = line.replace(/\s+--(?:hash|config-settings|global-option)\b.*$/, "");
  const plain = body
    .replace(/(?:^|\s)#.*$/, "")
    .replace(/\\\s*$/, "")
    .trim();
  const parts = readParts(plain.replaceAll(/\s+/g, " "));
  return parts && { ...parts, start: start + lead, end: start + lead + plain.length };
}

function readParts(text: string): Omit<Requirement, "start" | "end"> | undefined {
  const { name, extras = "", rest = "" } = pattern.exec(text)?.groups ?? {};
  // `model.whl`, `./folder` and `folder/` are paths; a name ends in a letter or digit.
  if (name === undefined || /\.(?:whl|zip|gz|txt)$|[-_.]$/.test(name)) return undefined;
  const isAddress = rest.startsWith("@");
  const semicolon = rest.indexOf(isAddress ? " ;" : ";");
  const end = semicolon < 0 ? rest.length : semicolon;
  const versions = isAddress ? "" : readVersions(rest.slice(0, end));
  if (versions === undefined) return undefined;
  const marker = rest.slice(end).replace(/^[ ;]+/, "");
  return {
    name,
    plainName: name.toLowerCase().replaceAll(/[-_.]+/g, "-"),
    extras: sortList(extras),
    ...{ versions, marker, isAddress },
  };
}

function sortList(text: string): string {
  const items = text.split(",").map((item) => item.trim());
  return items.sort().join(",");
}

/** Without blanks and brackets; undefined for what is no list of versions. */
function readVersions(text: string): string | undefined {
  const plain = text
    .replaceAll(" ", "")
    .replace(/^\((.*)\)$/, "$1")
    .replace(/,$/, "");
  const isList = plain === "" || plain.split(",").every((one) => version.test(one));
  return isList ? plain : undefined;
}
