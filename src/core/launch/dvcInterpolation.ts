/** DVC's `${key.path}` in stage definitions, for values known without running DVC. */

/** Values by their first name: those of params.yaml and `vars`, `item` and `key` of a loop. */
export type Scope = Readonly<Record<string, unknown>>;

const reference = /\$\{\s*([^{}]*?)\s*\}/g;

/** The value that a text of nothing but one reference stands for; undefined for other texts. */
export function resolveReference(text: string, scope: Scope): unknown {
  const whole = /^\$\{\s*([^{}]*?)\s*\}$/.exec(text.trim());
  return whole?.[1] === undefined ? undefined : lookUp(whole[1], scope);
}

export type Interpolated =
  | { readonly text: string }
  /** Names the reference that has no plain value. */
  | { readonly missing: string };

/**
 * The text with its references replaced by values that mean the same to any shell: letters,
 * digits and `_ @ % + = : , . / -`. Others only DVC itself may put into a command.
 */
export function interpolate(text: string, scope: Scope): Interpolated {
  let missing: string | undefined;
  const result = text.replace(reference, (all, path: string) => {
    const value = lookUp(path, scope);
    const plain = typeof value === "string" || typeof value === "boolean" ? String(value) : "";
    if (/^[\w@%+=:,./-]+$/.test(plain)) return plain;
    missing ??= all;
    return "";
  });
  return missing === undefined ? { text: result } : { missing };
}

/** `a.b`, `a[0].b`, `a["b"]`; undefined when there is nothing. */
function lookUp(path: string, scope: Scope): unknown {
  const steps = path
    .replace(/\[\s*(?:"([^"]*)"|'([^']*)'|([^\]]*))\s*\]/g, (_all, a, b, c) => {
      const key: unknown = a ?? b ?? c;
      return `.${String(key)}`;
    })
    .split(".");
  let value: unknown = scope;
  for (const step of steps) {
    const isContainer = typeof value === "object" && value !== null && Object.hasOwn(value, step);
    value = isContainer ? (value as Record<string, unknown>)[step] : undefined;
  }
  return value;
}
