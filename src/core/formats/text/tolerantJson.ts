const bareNumber = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

/**
 * JSON as Python and JavaScript write it: bare `NaN`, `Infinity` and `-Infinity` are read as the
 * strings of those names. Undefined for what is not JSON even then.
 */
export function parseTolerantJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return parseWithBareNumbers(text);
  }
}

function parseWithBareNumbers(text: string): unknown {
  if (!text.includes("NaN") && !text.includes("Infinity")) return undefined;
  const quoted = text.replace(bareNumber, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  );
  try {
    return JSON.parse(quoted);
  } catch {
    return undefined;
  }
}

/** A number, or the name of a non-finite one; undefined for anything else. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value === "NaN") return NaN;
  if (value === "Infinity") return Infinity;
  if (value === "-Infinity") return -Infinity;
  return undefined;
}
