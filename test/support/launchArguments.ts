/** What we take from VS Code's command line; every other switch is accepted and ignored. */
export interface LaunchArguments {
  readonly folder?: string;
  readonly extensionDevelopmentPath?: string;
  readonly extensionTestsPath?: string;
  readonly userDataDir?: string;
  readonly extensionsDir?: string;
  readonly isTrustDisabled: boolean;
}

const valueSwitches: Readonly<Record<string, keyof LaunchArguments>> = {
  "--extensionDevelopmentPath": "extensionDevelopmentPath",
  "--extensionTestsPath": "extensionTestsPath",
  "--user-data-dir": "userDataDir",
  "--extensions-dir": "extensionsDir",
};

/** Reads `--switch=value` and `--switch value`; the first word that is no switch is the folder. */
export function parseLaunchArguments(args: readonly string[]): LaunchArguments {
  const found: Record<string, string> = {};
  const words = [...args];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (!word.startsWith("-")) {
      found["folder"] ??= word;
      continue;
    }
    const [name, inline] = splitOnce(word);
    const key = valueSwitches[name];
    if (key === undefined) continue;
    const value = inline ?? words.shift();
    if (value !== undefined) found[key] = value;
  }
  return { ...found, isTrustDisabled: args.includes("--disable-workspace-trust") };
}

function splitOnce(word: string): [string, string | undefined] {
  const at = word.indexOf("=");
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}
