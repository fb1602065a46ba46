import type { ScalarNode } from "../source/nodes.ts";
import { resolvePlain } from "../source/scalars.ts";

/** Whether new names can stand where old ones stood. A refusal is a sentence for people. */

const punctuation = /[!"#$%&'()*+,./:;<=>?@[\\\]^`{|}~\s]/;

export function refuseStageName(name: string): string | undefined {
  if (name === "") return "A stage needs a name";
  const found = punctuation.exec(name);
  if (found !== null)
    return `A stage's name cannot hold \`${found[0]}\`: only letters, digits, - and _`;
  return refuseOtherType(name);
}

export function refuseKey(name: string): string | undefined {
  if (name === "") return "A parameter needs a name";
  if (name === "item" || name === "key") return `Loops call their own values \`${name}\``;
  const found = /[.[\]{}$\n\r]/.exec(name);
  if (found !== null)
    return `A parameter's name cannot hold \`${found[0].trim()}\`, which has a meaning in templates`;
  if (!/^[\p{L}_][\p{L}\p{N}_-]*$/u.test(name)) {
    return "A parameter's name begins with a letter or _ and holds letters, digits, - and _";
  }
  return refuseOtherType(name);
}

/** `yes`, `null` and numbers are no texts for some that read YAML. */
function refuseOtherType(name: string): string | undefined {
  const isText =
    resolvePlain(name, "ruamel-1.2").type === "str" &&
    resolvePlain(name, "pyyaml-1.1").type === "str";
  return isText ? undefined : `\`${name}\` is no text in YAML unless it is quoted`;
}

export function refusePlaceholder(name: string): string | undefined {
  if (/^[A-Za-z_]\w*$/.test(name)) return undefined;
  return "A parameter's name begins with a letter or _ and holds letters, digits and _";
}

/** How a string is written in the place of another, inside the quotes that stand there. */
export function writeScalar(text: string, { style }: ScalarNode): string | undefined {
  if (style === "plain") return isPlain(text) ? text : JSON.stringify(text);
  if (style === "single") return text.replaceAll("'", "''");
  const isSafe = !/["\\\n]/.test(text);
  return isSafe ? text : undefined;
}

/** Whether YAML reads a string as itself without quotes, in flow lists too. */
function isPlain(text: string): boolean {
  if (!/^[\p{L}\p{N}_./~-]/u.test(text) || /[[\]{},"'`\n]|:\s|\s#|[:\s]$/u.test(text)) return false;
  if (text.startsWith("- ") || text === "-" || text.startsWith("~")) return false;
  return (
    resolvePlain(text, "ruamel-1.2").type === "str" &&
    resolvePlain(text, "pyyaml-1.1").type === "str"
  );
}

/** A word that no shell reads otherwise. */
export function isShellWord(text: string): boolean {
  return /^[\p{L}\p{N}_@%+:./-]+$/u.test(text);
}
