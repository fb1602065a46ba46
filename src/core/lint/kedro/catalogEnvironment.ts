import type { FileKind } from "../project/classify.ts";
import type { LintFile } from "../project/lintFile.ts";
import type { LintProject } from "../project/lintProject.ts";
import {
  asMap,
  asScalar,
  isLeftOut,
  keyText,
  pairsOf,
  valueAt,
  type MapNode,
  type Pair,
} from "../source/nodes.ts";

/** The files of one folder below `conf`, which Kedro reads as one: `conf/base`, `conf/local`. */
export interface KedroEnvironment {
  readonly folder: string;
  /** The `conf` folder. */
  readonly source: string;
  readonly files: readonly LintFile[];
}

/** An entry of a catalog: a data set, a pattern of data sets, or what entries share (`_shared`). */
export interface CatalogEntry {
  readonly name: string;
  readonly pair: Pair;
  /** Undefined for an entry that is no mapping. */
  readonly config: MapNode | undefined;
}

/** The folder below `conf` that a file belongs to; undefined for files elsewhere. */
export function environmentOf(path: string): string | undefined {
  return /^(?:.*?\/)?conf\/[^/]+(?=\/)/.exec(path)?.[0];
}

/** The environment of a file with all its files of a kind. Hidden ones are not read by Kedro. */
export function readEnvironment(
  path: string,
  kind: FileKind,
  project: LintProject,
): KedroEnvironment | undefined {
  const folder = environmentOf(path);
  if (folder === undefined) return undefined;
  return project.remember(`kedro:${kind}:${folder}`, () => {
    const files = [...project.paths]
      .filter((it) => it.startsWith(`${folder}/`) && !it.includes("/."))
      .sort()
      .flatMap((it) => project.file(it) ?? [])
      .filter((file) => file.kinds.has(kind));
    return { folder, source: folder.slice(0, folder.lastIndexOf("/")), files };
  });
}

/** All entries of a file, in its order; the same name twice gives two. */
export function entriesOf(file: LintFile): readonly CatalogEntry[] {
  const map = asMap(file.root);
  return (map?.pairs ?? []).flatMap((pair) => {
    const name = keyText(pair);
    return name === undefined || name === "<<" ? [] : [{ name, pair, config: asMap(pair.value) }];
  });
}

/** Names with a leading `_` are no data sets: they hold what others share. */
export function isShared({ name }: CatalogEntry): boolean {
  return name.startsWith("_");
}

/** A factory: its name has `{placeholders}`. */
export function isPattern({ name }: CatalogEntry): boolean {
  return name.includes("{");
}

/** The class of a data set as written; undefined when it is missing or a reference. */
function typeOf({ config }: CatalogEntry) {
  const type = asScalar(valueAt(config, "type"));
  return type === undefined || isLeftOut(type) ? undefined : type;
}

const dataset = /data_?set/i;

/** The catalogs of all environments below a `conf` folder. */
export function allCatalogs(source: string, project: LintProject): readonly LintFile[] {
  return project.remember(`kedro:catalogs:${source}`, () =>
    [...project.paths]
      .filter((path) => path.startsWith(`${source}/`) && path.includes("catalog"))
      .flatMap((path) => project.file(path) ?? [])
      .filter((file) => file.kinds.has("kedro-catalog")),
  );
}

/**
 * Whether the files are catalogs of Kedro: other tools have a `conf/…/catalog.yml` too. One entry
 * with a data set's class in any environment is enough, or a project that names Kedro.
 */
export function isKedroCatalog({ source }: KedroEnvironment, project: LintProject): boolean {
  return project.remember(`kedro:is:${source}`, () => {
    const hasType = allCatalogs(source, project).some((file) =>
      entriesOf(file).some((entry) => dataset.test(typeOf(entry)?.text ?? "")),
    );
    if (hasType) return true;
    const parent = source.slice(0, Math.max(0, source.lastIndexOf("/")));
    const settings = project.file(parent === "" ? "pyproject.toml" : `${parent}/pyproject.toml`);
    return settings?.text.includes("[tool.kedro]") ?? false;
  });
}

/** Entries whose value is only known after interpolation (`${globals:…}`) or templates. */
export function isOpenValue(pair: Pair): boolean {
  const scalar = asScalar(pair.value);
  if (scalar === undefined) return false;
  return scalar.text.includes("${") || scalar.text.includes("{{");
}

/** The keys of a mapping with those of nested ones, joined with dots, as Kedro compares parameters. */
export function leafKeys(map: MapNode, lead = "", depth = 0): readonly (readonly [string, Pair])[] {
  return pairsOf(map).flatMap((pair): readonly (readonly [string, Pair])[] => {
    const key = `${lead}${keyText(pair) ?? ""}`;
    const inner = asMap(pair.value);
    if (inner === undefined || depth > 20) return [[key, pair]];
    return leafKeys(inner, `${key}.`, depth + 1);
  });
}
