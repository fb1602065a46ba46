import { isCard, isIban } from "./checksums.ts";

/** Personal data and secrets in texts: shapes first, then what the shapes cannot tell. */

export const leakKinds = [
  "email",
  "phone",
  "card",
  "iban",
  "ipv4",
  "ipv6",
  "aws-key",
  "github-token",
  "api-key",
  "private-key",
  "jwt",
] as const;
export type LeakKind = (typeof leakKinds)[number];

export interface Leak {
  readonly kind: LeakKind;
  /** Enough to find it by, too little to use it. */
  readonly masked: string;
}

interface Detector {
  readonly kind: LeakKind;
  readonly label: string;
  readonly isSecret: boolean;
  /** A cheap question before the pattern: texts that hold nothing of the kind. */
  readonly mayHold: (text: string) => boolean;
  /** Global. Invariant: every repetition is bounded, so that time is linear in the text. */
  readonly pattern: RegExp;
  readonly isReal: (match: string, place: Place) => boolean;
  readonly mask: (match: string) => string;
}

interface Place {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const hasDigit = (text: string) => /\d/.test(text);
const always = () => true;
const firstFour = (match: string) => `${match.slice(0, 4)}…`;

/** More of one kind in one text are not looked for. */
const MAX_MATCHES = 200;

const detectors: readonly Detector[] = [
  {
    kind: "private-key",
    label: "Private keys",
    isSecret: true,
    mayHold: (text) => text.includes("PRIVATE KEY"),
    pattern: /-----BEGIN (?:[A-Z]{2,20} ){0,2}PRIVATE KEY(?: BLOCK)?-----/g,
    isReal: always,
    mask: () => "-----BEGIN … PRIVATE KEY-----",
  },
  {
    kind: "aws-key",
    label: "Access keys of AWS",
    isSecret: true,
    mayHold: (text) => text.includes("AKIA") || text.includes("ASIA"),
    pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9])/g,
    isReal: always,
    mask: firstFour,
  },
  {
    kind: "github-token",
    label: "Tokens of GitHub",
    isSecret: true,
    mayHold: (text) => /gh[pousr]_|github_pat_/.test(text),
    pattern:
      /(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_\w{60,255})(?![A-Za-z0-9])/g,
    isReal: always,
    mask: firstFour,
  },
  {
    kind: "api-key",
    label: "Keys of model providers",
    isSecret: true,
    mayHold: (text) => /sk-|hf_|AIza|xox[abprs]-/.test(text),
    pattern:
      /(?<![\w-])(?:sk-[\w-]{20,250}|hf_[A-Za-z]{30,60}|AIza[\w-]{35}|xox[abprs]-[\w-]{24,250})(?![\w-])/g,
    // Words joined by hyphens (`sk-learn-compatible-estimator-api`) have no digits and capitals.
    isReal: (match) =>
      match.startsWith("hf_") || (/\d/.test(match) && /[A-Za-z]\d|\d[A-Za-z]/.test(match.slice(3))),
    mask: firstFour,
  },
  {
    kind: "jwt",
    label: "JSON web tokens",
    isSecret: true,
    mayHold: (text) => text.includes("eyJ"),
    pattern: /(?<![\w-])eyJ[\w-]{10,4000}\.eyJ[\w-]{10,8000}\.[\w-]{10,2000}(?![\w-])/g,
    isReal: always,
    mask: () => "eyJ….….…",
  },
  {
    kind: "email",
    label: "E-mail addresses",
    isSecret: false,
    mayHold: (text) => text.includes("@"),
    pattern:
      /(?<![\w.%+-])[\w%+-][\w.%+-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,6}[A-Za-z]{2,24}(?![\w-])/g,
    isReal: isEmail,
    mask: maskEmail,
  },
  {
    kind: "iban",
    label: "Bank accounts (IBAN)",
    isSecret: false,
    mayHold: hasDigit,
    pattern:
      /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])/g,
    isReal: (match) => isIban(match.replaceAll(" ", "")),
    mask: (match) => `${match.slice(0, 4)}…${match.slice(-2)}`,
  },
  {
    kind: "card",
    label: "Payment cards",
    isSecret: false,
    mayHold: hasDigit,
    pattern: /(?<![\w.,-])\d(?:[ -]?\d){12,18}(?![\w-]|[.,]\d)/g,
    isReal: (match) => isGrouped(match) && isCard(match.replaceAll(/[ -]/g, "")),
    mask: (match) => `${match.slice(0, 2)}…${match.slice(-2)}`,
  },
  {
    kind: "ipv4",
    label: "IPv4 addresses",
    isSecret: false,
    mayHold: hasDigit,
    pattern:
      /(?<![\w.-])(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?![\w-]|\.\d)/g,
    isReal: isIpv4,
    mask: (match) => `${match.split(".")[0] ?? ""}.….….…`,
  },
  {
    kind: "ipv6",
    label: "IPv6 addresses",
    isSecret: false,
    mayHold: (text) => text.includes(":"),
    pattern: /(?<![\w:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,8}(?![\w:])/g,
    isReal: isIpv6,
    mask: (match) => `${match.split(":")[0] ?? ""}:…`,
  },
  {
    kind: "phone",
    label: "Phone numbers",
    isSecret: false,
    mayHold: hasDigit,
    pattern:
      /(?<![\w.+/:,-])(?:\+\d{1,3}[ .-]?)?(?:\(\d{1,5}\)[ .-]?)?\d{1,12}(?:[ .-]\d{1,12}){0,6}(?![\w/:-]|[.,]\d)/g,
    isReal: isPhone,
    mask: (match) => `${match.slice(0, 3)}…${match.slice(-2)}`,
  },
];

/** Domains that are kept free for examples (RFC 2606). */
const exampleDomain =
  /@(?:[\w-]{1,63}\.)*(?:example(?:\.(?:com|net|org))?|test|invalid|localhost)$/i;
/** Names of files (`icon@2x.png`) and of packages are no addresses. */
const fileEnding = /\.(?:png|jpe?g|gif|svg|webp|js|ts|css|py|md|json|html?)$/i;

function isEmail(match: string): boolean {
  return !match.includes("..") && !exampleDomain.test(match) && !fileEnding.test(match);
}

function maskEmail(match: string): string {
  const ending = match.slice(match.lastIndexOf("."));
  return `${match.slice(0, 1)}…@…${ending}`;
}

/** Digits in a row, or in groups of four to six, as cards print them. */
function isGrouped(match: string): boolean {
  return /^\d{13,19}$/.test(match) || /^\d{4}([ -])\d{4,6}(?:\1\d{2,6}){1,3}$/.test(match);
}

/** A version (`version 1.2.3.4`, `v1.2.3.4`) and addresses that are nobody's are left out. */
function isIpv4(match: string, { text, start }: Place): boolean {
  const before = text.slice(Math.max(0, start - 24), start).toLowerCase();
  if (/(?:versions?|ver|release|build|revision|rev|section|chapter|§|v)[\s.:=#]{0,3}$/.test(before))
    return false;
  const parts = match.split(".").map(Number);
  const [first = 0, second = 0] = parts;
  if (first === 0 || first >= 224 || first === 127) return false;
  // RFC 5737: for documentation.
  if (/^(?:192\.0\.2|198\.51\.100|203\.0\.113)\./.test(match)) return false;
  // Versions are small numbers: 1.2.3.4, 2.0.0.1, 10.4.1.2 of a product; hosts seldom are.
  return !(parts.every((part) => part < 10) && first !== 8) || (first === 1 && second === 1);
}

/** Eight groups, or fewer with one `::`; clock times and C++ scopes have neither. */
function isIpv6(match: string): boolean {
  const halves = match.split("::");
  if (halves.length > 2) return false;
  const groups = match.split(":").filter((group) => group !== "");
  if (match.startsWith(":") !== match.startsWith("::")) return false;
  if (match.endsWith(":") !== match.endsWith("::")) return false;
  if (halves.length === 1) return groups.length === 8;
  const first = groups[0] ?? "";
  // Loopback, link-local and documentation (RFC 3849) are nobody's.
  if (/^fe80$/i.test(first) || /^2001:0?db8(?::|$)/i.test(match)) return false;
  return groups.length >= 3 && groups.length <= 7 && groups.some((group) => /\d/.test(group));
}

/** Dates as phones are written: 2024-01-31, 31.01.2024, 01-31-2024, with a time behind. */
const date =
  /(?:^|\D)(?:(?:19|20)\d\d[ .-](?:0?[1-9]|1[0-2])[ .-]\d{1,2}|\d{1,2}[ .-]\d{1,2}[ .-](?:19|20)\d\d)(?:\D|$)/;
const phoneWord =
  /(?:phone|tel|telephone|mobile|mob|cell|call|fax|whatsapp|sms|telefon|handy|rufnummer|téléphone|teléfono|móvil|telefono|cellulare|telefone|celular|телефон|电话|電話)[\s.:=#(]{0,4}(?:(?:number|no|nr|me|us|at|on|is|au|al)[\s.:=#]{0,3}){0,3}$/i;

/**
 * Numbers with a country (`+49 …`) of 8 to 15 digits (E.164), the form of North America with
 * separators (`(212) 555-0199`, `212-555-0199`), and others only behind a word for phone.
 */
function isPhone(match: string, { text, start }: Place): boolean {
  const digits = match.replaceAll(/\D/g, "");
  if (digits.length < 7 || digits.length > 15 || date.test(match) || /^(\d)\1*$/.test(digits))
    return false;
  if (match.startsWith("+")) return digits.length >= 8;
  const before = text.slice(Math.max(0, start - 40), start);
  if (phoneWord.test(before)) return true;
  if (/^\(\d{2,5}\)/.test(match)) return digits.length >= 9;
  return /^(?:1[ .-])?[2-9]\d{2}([ .-])[2-9]\d{2}\1\d{4}$/.test(match) && match.includes("-");
}

/** What each kind is called, and whether it is a secret or personal. */
export function describeLeak(kind: LeakKind): {
  readonly label: string;
  readonly isSecret: boolean;
} {
  const detector = detectors.find((each) => each.kind === kind);
  return { label: detector?.label ?? kind, isSecret: detector?.isSecret ?? false };
}

/**
 * Personal data and secrets in a text, masked; a part of the text is told once, by the first kind
 * it fits (a key before a number). Time is linear in the length of the text.
 */
export function findLeaks(text: string): readonly Leak[] {
  const leaks: Leak[] = [];
  const taken: (readonly [start: number, end: number])[] = [];
  for (const { kind, mayHold, pattern, isReal, mask } of detectors) {
    if (!mayHold(text)) continue;
    let found = 0;
    for (const { 0: match, index: start } of text.matchAll(pattern)) {
      if (found >= MAX_MATCHES) break;
      const end = start + match.length;
      if (!isReal(match, { text, start, end })) continue;
      if (taken.some(([from, to]) => start < to && end > from)) continue;
      found++;
      taken.push([start, end]);
      leaks.push({ kind, masked: mask(match) });
    }
  }
  return leaks;
}
