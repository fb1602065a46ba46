import { asSeq, asScalar, valueAt } from "../../source/nodes.ts";
import type { LintFile } from "../../project/lintFile.ts";
import {
  readRequirement,
  readRequirements,
  type Requirement,
} from "../../source/readRequirements.ts";

/** The requirements of pip in a file: of a list, or below `pip:` of an environment of conda. */
export function requirementsOf(file: LintFile): readonly Requirement[] {
  if (file.kinds.has("requirements")) return readRequirements(file.text);
  const listed = asSeq(valueAt(file.root, "dependencies"))?.items ?? [];
  const items = file.kinds.has("conda")
    ? listed.flatMap((item) => asSeq(valueAt(item, "pip"))?.items ?? [])
    : listed;
  return items.flatMap((item) => {
    const scalar = asScalar(item);
    const text = scalar === undefined ? "" : file.text.slice(scalar.start, scalar.end);
    const lead = /^["']/.test(text) ? 1 : 0;
    const plain = lead > 0 ? text.slice(1, -1) : text;
    return scalar === undefined ? [] : (readRequirement(plain, scalar.start + lead) ?? []);
  });
}

/** A package of conda: `numpy=1.21.0=py39h1`, `numpy >=1.2`, `conda-forge::numpy`. */
export interface CondaPackage {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly version: string;
  /** Behind the second `=`. */
  readonly build: string;
}

export function condaPackages(file: LintFile): readonly CondaPackage[] {
  const items = asSeq(valueAt(file.root, "dependencies"))?.items ?? [];
  return items.flatMap((item) => {
    if (item.kind !== "scalar") return [];
    const match = pattern.exec(item.text);
    const { name = "", version, range = "", build = "" } = match?.groups ?? {};
    const { start, end } = item;
    return match === null ? [] : [{ start, end, name, version: version ?? range, build }];
  });
}

const pattern =
  /^(?:[\w./-]+::)?(?<name>[\w.-]+)\s*(?:(?<version>={1,2}[^=\s]+)(?:=(?<build>[\w*]+))?|(?<range>[<>!~].*))?$/;
