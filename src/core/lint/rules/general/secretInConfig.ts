import { readIni, type IniOption } from "../../source/readIni.ts";
import { keyText, visitTree, type Span } from "../../source/nodes.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { Report, Rule } from "../../rule.ts";
import {
  describeToken,
  isPlaceholder,
  isRandom,
  isSecretKey,
  mask,
  mayHoldTokens,
} from "./secretShapes.ts";

/**
 * Reports passwords and keys in files that are shared: `.dvc/config`, parameters, environments.
 *
 * ## Why it matters
 * Who can read the repository, now or later, can use them. A secret that was pushed has to be
 * renewed: removing it from the file leaves it in the history.
 *
 * ## Example
 * ```ini .dvc/config
 * ['remote "storage"']
 *     url = s3://bucket/data
 *     secret_access_key = kJ82mVq0Zp5RtYw3XcNb
 * ```
 *
 * ## Use instead
 * ```ini .dvc/config
 * ['remote "storage"']
 *     url = s3://bucket/data
 * ```
 * and `dvc remote modify --local storage secret_access_key …`, which writes `.dvc/config.local`.
 *
 * ## Limits
 * Files that git does not track are not looked at, where there is a repository. Values that stand
 * for others, as `<token>`, `${TOKEN}` and `changeme`, are let be.
 */
export const secretInConfig: Rule = {
  id: "SEC001",
  name: "secret-in-config",
  summary: "password or key in a shared file",
  severity: "error",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: [
    "dvc-config",
    "dvc-pipeline",
    "params",
    "mlproject",
    "conda",
    "python-env",
    "env",
    "hydra",
    "kedro-catalog",
    "kedro-parameters",
    "requirements",
    "sextant",
  ],
  *check(file, project): Iterable<Report> {
    const isTracked = project.isTracked(file.path);
    if (isTracked === false) return;
    // Without a repository nobody knows what is shared; these two are made to be kept.
    const isPrivate = file.name === "config.local" || file.kinds.has("env");
    if (isPrivate && isTracked !== true) return;
    if (file.kinds.has("dvc-config")) yield* checkOptions(file);
    else if (file.kinds.has("env")) yield* checkValues(file, readIni(file.text).map(entryOf));
    else if (file.kinds.has("requirements")) yield* checkAddresses(file);
    else yield* checkValues(file, entriesOf(file));
  },
};

interface Entry {
  readonly key: string;
  readonly value: string;
  readonly at: Span;
}

function entryOf({ key, value, valueSpan }: IniOption): Entry {
  return { key: key.replace(/^export\s+/, ""), value, at: valueSpan };
}

function* entriesOf(file: LintFile): Iterable<Entry> {
  for (const { node, pair } of visitTree(file.root)) {
    if (node.kind !== "scalar" || node.text.length < 6) continue;
    const key = pair === undefined ? "" : (keyText(pair) ?? "");
    yield { key, value: node.text, at: node };
  }
}

function* checkValues({ text }: LintFile, entries: Iterable<Entry>): Iterable<Report> {
  const hasTokens = mayHoldTokens(text);
  for (const { key, value, at } of entries) {
    const token = hasTokens ? describeToken(value) : undefined;
    if (token !== undefined) {
      yield { at, message: `${token} stands in a file that is shared (\`${mask(value)}\`)` };
    } else if (isSecretKey(key) && isRandom(value)) {
      const message = `\`${key}\` looks like a secret in a file that is shared (\`${mask(value)}\`)`;
      yield { at, message, severity: "warning", confidence: "medium" };
    }
  }
}

/** Options of DVC's remotes that are secrets by their names. */
const secretOptions = new Set([
  "password",
  "token",
  "secret_access_key",
  "session_token",
  "account_key",
  "connection_string",
  "sas_token",
  "client_secret",
  "oss_key_secret",
  "gdrive_client_secret",
]);

function* checkOptions(file: LintFile): Iterable<Report> {
  for (const option of readIni(file.text)) {
    const { key, value, section, valueSpan } = option;
    const isSecret = secretOptions.has(key.toLowerCase()) && !isPlaceholder(value);
    if (isSecret || describeToken(value) !== undefined || hasPassword(value)) {
      const remote = /"([^"]+)"/.exec(section)?.[1] ?? "<remote>";
      const message = `\`${key}\` is a secret: keep it in \`.dvc/config.local\`, as \`dvc remote modify --local ${remote} ${key} …\` does`;
      yield { at: valueSpan, message };
    }
  }
}

/** `https://user:password@host`. */
function hasPassword(value: string): boolean {
  const password = /^[a-z+]+:\/\/[^\s:/@]+:([^\s/@]+)@/i.exec(value)?.[1];
  return password !== undefined && !isPlaceholder(password);
}

/** Of package indexes and repositories, which may hold a token. */
function* checkAddresses({ text }: LintFile): Iterable<Report> {
  for (const match of text.matchAll(/[a-z+]{3,12}:\/\/[^\s:/@]{1,200}:[^\s/@]{6,200}@/gi)) {
    if (!hasPassword(match[0])) continue;
    const at = { start: match.index, end: match.index + match[0].length };
    yield { at, message: "the address holds a password: have pip read it from a `.netrc` file" };
  }
}
