/** One entry of `overrides.yaml`, as it was typed: `lr=0.1`, `+model.depth=3`, `~dropout`. */
export interface Override {
  readonly text: string;
  /** Without the marks before it; a group's name for the choice of a group. */
  readonly name: string;
  /** Undefined for one that takes a value away. */
  readonly value: string | undefined;
}

const form = /^(\+\+|\+|~)?([^=]+)(?:=([\s\S]*))?$/;

export function parseOverrides(value: unknown): readonly Override[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown): Override[] => {
    if (typeof item !== "string") return [];
    const [, mark, name, text] = form.exec(item) ?? [];
    if (name === undefined) return [];
    return [{ text: item, name: name.trim(), value: mark === "~" ? undefined : unquote(text) }];
  });
}

/** Hydra's grammar puts quotes around texts with special characters. */
function unquote(text: string | undefined): string | undefined {
  const quoted = /^(['"])([\s\S]*)\1$/.exec(text ?? "");
  return quoted?.[2] ?? text;
}
