/** Values that look like keys and passwords. */

/** Shapes that their makers gave to keys, so that scanners find them. */
const tokens: readonly (readonly [string, RegExp])[] = [
  ["an access key of AWS", /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/],
  ["a token of GitHub", /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{60,})/],
  ["a token of GitLab", /\bglpat-[\w-]{20,}/],
  ["a token of Hugging Face", /\bhf_[A-Za-z]{30,}\b/],
  ["a key of OpenAI", /\bsk-(?:proj-|svcacct-)?[A-Za-z0-9_-]{20,}T3BlbkFJ[A-Za-z0-9_-]{20,}/],
  ["a key of Anthropic", /\bsk-ant-[a-z]+\d\d-[\w-]{40,}/],
  ["a token of Slack", /\bxox[abprs]-\d{8,}-[\w-]{16,}/],
  ["a key of Google", /\bAIza[\w-]{35}\b/],
  ["a client secret of Google", /\bGOCSPX-[\w-]{28}\b/],
  ["a token of PyPI", /\bpypi-AgE[\w-]{50,}/],
  ["a key of Azure storage", /AccountKey=[A-Za-z0-9+/]{80,}={0,2}/],
  ["a private key", /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/],
];

const maxLength = 10_000;
const beginnings =
  /AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|hf_|sk-|xox[abprs]-|AIza|GOCSPX-|pypi-|AccountKey|PRIVATE KEY/;

/** Whether a file is worth looking through for keys. */
export function mayHoldTokens(text: string): boolean {
  return beginnings.test(text);
}

/** What a value shows itself to be. */
export function describeToken(value: string): string | undefined {
  if (value.length < 16 || value.length > maxLength) return undefined;
  if (isPlaceholder(value)) return undefined;
  return tokens.find(([, shape]) => shape.test(value))?.[0];
}

/** A value that stands for one that is filled in elsewhere, or a made-up one of an example. */
export function isPlaceholder(value: string): boolean {
  if (value.length < 6 || /[<>{}$%]|\*{3}|\.{3}|(.)\1{4}/.test(value)) return true;
  return /your|example|change|placeholder|dummy|replace|secret|password|token|todo|insert|here|none|null|test|sample|default|fake/i.test(
    value,
  );
}

/** The words of keys whose values are secret: `api_key`, `secretAccessKey`, `password`. */
const secretKey =
  /(?:^|[_.-])(?:passw(?:or)?d|passphrase|secret|secret[_-]?key|api[_-]?key|access[_-]?key|private[_-]?key|auth[_-]?token|access[_-]?token|account[_-]?key|client[_-]?secret)$/;

export function isSecretKey(key: string): boolean {
  return secretKey.test(key.replaceAll(/([a-z\d])([A-Z])/g, "$1_$2").toLowerCase());
}

/**
 * Whether a value is as mixed as a generated key: 16 characters or more without blanks, digits and
 * letters, and more than 3.5 bits a character by Shannon's measure.
 */
export function isRandom(value: string): boolean {
  if (value.length < 16 || value.length > 200 || !/^[\w+/=.~-]+$/.test(value)) return false;
  if (isPlaceholder(value) || /\/.*\/|\.\w{1,5}$/.test(value)) return false;
  // Paths and words joined by signs have no part that mixes letters and digits.
  const parts = value.split(/[-_./=+~]+/);
  if (!parts.some((part) => part.length >= 8 && /\d/.test(part) && /[A-Za-z]/.test(part))) {
    return false;
  }
  const counts = new Map<string, number>();
  for (const sign of value) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) {
    bits -= (count / value.length) * Math.log2(count / value.length);
  }
  return bits > 3.5;
}

/** Enough to find it by, too little to use it. */
export function mask(value: string): string {
  return `${value.slice(0, 4)}…`;
}
