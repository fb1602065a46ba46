const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const nonFinite: Readonly<Record<string, number>> = {
  nan: NaN,
  inf: Infinity,
  "+inf": Infinity,
  "-inf": -Infinity,
  infinity: Infinity,
  "+infinity": Infinity,
  "-infinity": -Infinity,
};
const unitsMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** The number that a whole text is, "nan" and "inf" too; undefined for other text. */
export function parseNumber(text: string): number | undefined {
  const first = text.charCodeAt(0);
  // Most text is told from a number by its first letter: that of nan and inf, or a sign or digit.
  const mayBeNumber = first < 0x3a || (first | 0x20) === 0x6e || (first | 0x20) === 0x69;
  if (!mayBeNumber || text.length > 400) return undefined;
  if (number.test(text)) return Number(text);
  const name = text.toLowerCase();
  return Object.hasOwn(nonFinite, name) ? nonFinite[name] : undefined;
}

/** Milliseconds of `90s`, `1.5h`, or plain seconds. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)?$/i.exec(text);
  const unit = unitsMs[(match?.[2] ?? "s").toLowerCase()];
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}

/**
 * Milliseconds since the epoch of `now`, `now-7d`, `today`, `2026-01-01`, `2026-01-01 12:00`,
 * `2026-01-01T12:00:00Z`, or a number of them. Days and times without a zone are local.
 */
export function parseTime(text: string, now: number): number | undefined {
  const relative = /^now(?:\s*-\s*(\d+(?:\.\d+)?(?:ms|s|m|h|d|w)))?$/i.exec(text);
  if (relative !== null) return now - (parseDuration(relative[1] ?? "0s") ?? 0);
  if (/^today$/i.test(text)) return new Date(now).setHours(0, 0, 0, 0);
  if (/^\d{10,14}$/.test(text)) return text.length > 11 ? Number(text) : Number(text) * 1000;
  const date = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}.*))?$/.exec(text);
  if (date === null) return undefined;
  const time = Date.parse(`${date[1] ?? ""}T${date[2] ?? "00:00"}`);
  return Number.isNaN(time) ? undefined : time;
}
