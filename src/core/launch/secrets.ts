/** What stands in the place of a secret wherever something is stored or shown. */
export const maskedValue = "********";

/** Parameters or tags with the values of those that look secret masked. */
export function maskParameters<V extends string | null>(
  parameters: Readonly<Record<string, V>>,
): Record<string, V | string> {
  return Object.fromEntries(
    Object.entries(parameters).map(([key, value]) => [
      key,
      value === null ? value : maskValue(key, value),
    ]),
  );
}

/** A command line with secret values masked: `--api-key x`, `token=x`, `https://user:x@host`. */
export function maskArgv(argv: readonly string[]): readonly string[] {
  return argv.map((token, index) => {
    const assignment = /^([+-]*)([A-Za-z_][\w.@/:-]*)=(.*)$/s.exec(token);
    if (assignment) {
      const [, dashes = "", key = "", value = ""] = assignment;
      return `${dashes}${key}=${maskValue(key, value)}`;
    }
    const option = /^--?([A-Za-z_][\w.-]*)$/.exec(argv[index - 1] ?? "")?.[1];
    const isOptionValue = option !== undefined && !token.startsWith("--");
    return isOptionValue ? maskValue(option, token) : maskCredentials(token);
  });
}

/** A value as it may be stored: masked when its key, or a URL in it, says that it is secret. */
export function maskValue(key: string, value: string): string {
  return isSecret(key, value) ? maskedValue : maskCredentials(value);
}

/** The password of every `scheme://user:password@host`. */
function maskCredentials(text: string): string {
  return text.replaceAll(
    /([a-z][a-z\d+.-]*:\/\/[^\s:/@]*:)[^\s/@]+(@)/gi,
    (_all, before: string, after: string) => before + maskedValue + after,
  );
}

const secretWords = new Set(
  "password passwd passphrase pwd secret secrets credential credentials apikey authorization".split(
    " ",
  ),
);
const wordsBeforeKey = new Set("api access private secret auth account encryption".split(" "));
/** A language model's tokens: `pad_token`, `stop_token`. */
const wordsBeforePlainToken = new Set(
  "pad eos bos mask unk sep cls stop start end special image max min per next first last".split(
    " ",
  ),
);

/** True when a value should not be stored, by the words of its key. */
function isSecret(key: string, value: string): boolean {
  // Switches and counts (`use_token`, `token: 512`) say nothing.
  if (value === "" || /^(?:true|false|none|null|yes|no|\d{1,6})$/i.test(value)) return false;
  const words = wordsOf(key);
  if (words.some((word) => secretWords.has(word))) return true;
  return words.some((word, index) => {
    const before = words[index - 1] ?? "";
    if (word === "key") return wordsBeforeKey.has(before);
    return word === "token" && index === words.length - 1 && !wordsBeforePlainToken.has(before);
  });
}

/** "wandb.apiKey" and "WANDB_API_KEY" are the words wandb, api, key. */
function wordsOf(key: string): readonly string[] {
  return key
    .replaceAll(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== "");
}
