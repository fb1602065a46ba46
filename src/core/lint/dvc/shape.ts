/** How a table says what a value of DVC's files may be. */
export type Shape =
  | { readonly kind: "any" | "null" | "text" | "bool" | "integer" }
  /** Any mapping, or any list. */
  | { readonly kind: "anyMap" | "anyList" }
  /** A hash: null, nothing, or a string or whole number of three characters or more. */
  | { readonly kind: "checksum" }
  /** This very text. */
  | { readonly kind: "literal"; readonly value: string }
  | { readonly kind: "list"; readonly items: Shape }
  | MapShape
  /** Decided by what kind of node the value is; at most one of them is a mapping, one a list. */
  | { readonly kind: "either"; readonly shapes: readonly Shape[] }
  /** Decided by keys: the first whose `when` is there, else the last. */
  | { readonly kind: "choice"; readonly choices: readonly Choice[] };

export interface Choice {
  readonly when: readonly string[];
  readonly shape: MapShape;
}

export interface MapShape {
  readonly kind: "map";
  /** What a mapping of this shape is called: "a stage". */
  readonly level: Level;
  /** The keys that it knows. */
  readonly keys: KeyTable;
  /** What stands below all other keys, where names are free. */
  readonly entries?: Shape;
  readonly required?: readonly string[];
}

/** The levels that rules tell apart. */
export type Level =
  | "pipeline"
  | "stages"
  | "stage"
  | "loop"
  | "output entry"
  | "output"
  | "plot entry"
  | "plot"
  | "axes"
  | "artifacts"
  | "artifact"
  | "lock"
  | "locked stage"
  | "locked path"
  | "tracking file"
  | "tracked path"
  | "settings";

export type KeyTable = Readonly<Record<string, KeyEntry>>;

export interface KeyEntry {
  readonly shape: Shape;
  /** One line for completion and hover. */
  readonly summary: string;
}

const descriptions: Readonly<Partial<Record<Shape["kind"], string>>> = {
  any: "any value",
  null: "nothing",
  text: "a string",
  bool: "`true` or `false`",
  integer: "a whole number",
  checksum: "a hash of three characters or more",
  anyList: "a list",
};

/** What a message says is allowed: "a list of strings". */
export function describeShape(shape: Shape): string {
  switch (shape.kind) {
    case "literal":
      return `\`"${shape.value}"\``;
    case "list":
      return `a list of ${pluralOf(shape.items)}`;
    case "either":
      return describeShapes(shape.shapes);
    default:
      return descriptions[shape.kind] ?? "a mapping";
  }
}

function describeShapes(shapes: readonly Shape[]): string {
  const parts = new Set(shapes.filter(({ kind }) => kind !== "null").map(describeShape));
  return [...parts].join(", ").replace(/, (?=[^,]*$)/, " or ");
}

function pluralOf(shape: Shape): string {
  switch (shape.kind) {
    case "text":
      return "strings";
    case "map":
    case "anyMap":
      return "mappings";
    case "either":
      return shape.shapes.map(pluralOf).join(" or ");
    default:
      return "values";
  }
}
