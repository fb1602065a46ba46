import type { FileText } from "../../ports.ts";
import type { ParsedSource } from "../source/parsedSource.ts";
import { LineIndex } from "../source/lineIndex.ts";
import { spanWithin } from "../source/spanWithin.ts";
import { parseJsonSource } from "../source/parseJson.ts";
import { parsePython } from "../source/parsePython.ts";
import { parseToml } from "../source/parseToml.ts";
import { parseYaml } from "../source/parseYaml.ts";
import { kindsByContent } from "./kindsByContent.ts";
import { kindsByPath, languageOf, type FileKind, type Language } from "./classify.ts";

/** A file as the rules see it: parsed once. */
export interface LintFile extends ParsedSource {
  /** Relative to the project's root, with `/`. */
  readonly path: string;
  /** The folder it is in; "" for the root. */
  readonly folder: string;
  readonly name: string;
  readonly kinds: ReadonlySet<FileKind>;
  readonly language: Language;
  readonly text: string;
  readonly encoding: FileText["encoding"];
  /** Made at the first use. */
  readonly lines: LineIndex;
}

/** Larger files are not parsed: nothing of theirs is a pipeline that someone wrote. */
const maxParsedLength = 8 * 1024 * 1024;

export function readLintFile(path: string, { text, encoding }: FileText): LintFile {
  const language = languageOf(path);
  const source = text.length > maxParsedLength ? nothing : parsers[language](text);
  const slash = path.lastIndexOf("/");
  const name = path.slice(slash + 1);
  const kinds = new Set(kindsByPath(path));
  for (const kind of kindsByContent(path, source.root)) kinds.add(kind);
  let lines: LineIndex | undefined;
  return {
    ...source,
    faults: source.faults.map((fault) => spanWithin(fault, text.length)),
    path,
    folder: slash < 0 ? "" : path.slice(0, slash),
    name,
    kinds,
    language,
    text,
    encoding,
    get lines() {
      return (lines ??= new LineIndex(text));
    },
  };
}

const nothing: ParsedSource = { root: undefined, faults: [], comments: [], documentCount: 0 };

/** Files of lines (`requirements.txt`, `.gitignore`, `.dvc/config`) are read by who needs them. */
const parsers: Readonly<Record<Language, (text: string) => ParsedSource>> = {
  yaml: parseYaml,
  json: parseJsonSource,
  toml: parseToml,
  python: parsePython,
  ini: () => nothing,
  lines: () => nothing,
};
