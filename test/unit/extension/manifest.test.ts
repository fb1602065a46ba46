import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import {
  alertMarks,
  commandIds,
  contextKeys,
  contextValues,
  panelIds,
  monitorMarks,
  runMarks,
  schemes,
  viewIds,
  walkthroughIds,
} from "../../../src/extension/ids.ts";
import { defaultSettings, settingIds } from "../../../src/extension/settings.ts";

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<
      Record<string, readonly { readonly command: string; readonly when?: string }[]>
    >;
    readonly keybindings: readonly { readonly command: string; readonly args: { view: string } }[];
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string }[] };
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string }[];
    readonly walkthroughs: readonly {
      readonly id: string;
      readonly steps: readonly { readonly media: { readonly svg: string } }[];
    }[];
    readonly configurationDefaults: { readonly "remote.portsAttributes": object };
    readonly configuration: {
      readonly properties: Readonly<Record<string, { readonly default: unknown }>>;
    };
  };
}

const root = path.resolve(import.meta.dirname, "../../..");
const manifestText = readFileSync(path.join(root, "package.json"), "utf8");
const manifest = JSON.parse(manifestText) as Manifest;
const { contributes } = manifest;
const nls = JSON.parse(readFileSync(path.join(root, "package.nls.json"), "utf8")) as Record<
  string,
  string
>;

/** The same names on both sides, whatever their order. */
function checkSame(actual: Iterable<string>, expected: Iterable<string>): void {
  expect([...new Set(actual)].sort()).toEqual([...new Set(expected)].sort());
}

/** Names of one kind anywhere in when clauses, links and welcome pages. */
function mentioned(pattern: RegExp): string[] {
  const text = manifestText + JSON.stringify(nls);
  return [...text.matchAll(pattern)].map((match) => match[1] ?? "");
}

describe("the manifest and the tables of ids", () => {
  test("commands", () => {
    checkSame(
      contributes.commands.map(({ command }) => command),
      commandIds,
    );
  });

  test("commands of menus, key bindings, links and completion events exist", () => {
    const inMenus = Object.values(contributes.menus).flat();
    const used = [
      ...inMenus.map(({ command }) => command),
      ...contributes.keybindings.map(({ command }) => command),
      ...mentioned(/\(command:(sextant[\w.]*)/g),
      ...mentioned(/onCommand:(sextant[\w.]*)/g),
    ];
    expect(used.filter((command) => !(commandIds as readonly string[]).includes(command))).toEqual(
      [],
    );
  });

  test("views", () => {
    checkSame(
      Object.values(contributes.views).flatMap((views) => views.map(({ id }) => id)),
      [viewIds.experiments, viewIds.runs, viewIds.monitors],
    );
    checkSame(
      contributes.viewsContainers.activitybar.map(({ id }) => id),
      [viewIds.container],
    );
    checkSame(Object.keys(contributes.views), [viewIds.container]);
    checkSame(
      contributes.viewsWelcome.map(({ view }) => view),
      [viewIds.experiments, viewIds.runs, viewIds.monitors],
    );
    for (const { args } of contributes.keybindings) {
      expect([viewIds.experiments, viewIds.runs]).toContain(args.view);
    }
  });

  test("settings, with the same defaults", () => {
    checkSame(Object.keys(contributes.configuration.properties), settingIds);
    for (const id of settingIds) {
      expect(contributes.configuration.properties[id]?.default, id).toEqual(defaultSettings[id]);
    }
  });

  test("context keys", () => {
    const known: readonly string[] = Object.values(contextKeys);
    checkSame(mentioned(/\b(sextant\.(?:is|has)\w+)/g), known);
  });

  test("kinds and marks of tree nodes", () => {
    const kinds = Object.values(contextValues).map((value) => value.replace("sextant.", ""));
    const usedKinds = mentioned(/viewItem =~ \/\^sextant\\\\\.(\w+|\([\w|]+\))/g).flatMap((group) =>
      group.replaceAll(/[()]/g, "").split("|"),
    );
    expect(usedKinds.length).toBeGreaterThan(0);
    for (const kind of usedKinds) expect(kinds).toContain(kind);
    const usedMarks = mentioned(/\.\*\\\\b(\w+)\\\\b\//g);
    expect(usedMarks.length).toBeGreaterThan(0);
    const marks: readonly string[] = [...runMarks, ...monitorMarks, ...alertMarks];
    for (const mark of usedMarks) expect(marks).toContain(mark);
  });

  test("walkthrough, with pictures that exist", () => {
    checkSame(
      contributes.walkthroughs.map(({ id }) => id),
      [walkthroughIds.start],
    );
    for (const { media } of contributes.walkthroughs.flatMap(({ steps }) => steps)) {
      expect(existsSync(path.join(root, media.svg)), media.svg).toBe(true);
    }
  });

  test("activation events are narrow and cover panels and documents", () => {
    checkSame(manifest.activationEvents, [
      "workspaceContains:.sextant",
      "workspaceContains:sextant.yaml",
      "workspaceContains:**/dvc.yaml",
      "workspaceContains:**/MLproject",
      // Most of what is linted is YAML, under names that cannot all be listed.
      "onLanguage:yaml",
      `onWebviewPanel:${panelIds.runs}`,
      `onWebviewPanel:${panelIds.pipeline}`,
      `onWebviewPanel:${panelIds.drift}`,
      `onFileSystem:${schemes.git}`,
      `onFileSystem:${schemes.run}`,
    ]);
  });

  test("texts", () => {
    checkSame(
      [...manifestText.matchAll(/"%([\w.]+)%"/g)].map((match) => match[1] ?? ""),
      Object.keys(nls),
    );
  });
});

describe("ports that the editor need not announce", () => {
  const [pattern = "", ...others] = Object.keys(
    contributes.configurationDefaults["remote.portsAttributes"],
  );

  // The editor reads /proc, where a zero byte stands between two arguments.
  test.each([
    ["/usr/bin/node", "/src/dist/cli.cjs", "run", "--quiet", "--id", "20261120-182501-k3f9ab"],
    ["/usr/bin/node", "/src/dist/cli.cjs", "adopt", "20261120-182501-k3f9ab"],
    ["node", "/home/a/.vscode/extensions/sextant.sextant-1.2.3/dist/cli.cjs", "run", "--", "x"],
    ["node.exe", "C:\\ext\\sextant.sextant-1.2.3\\dist\\cli.cjs", "run", "--", "x"],
  ])("are those of a supervisor: %s %s %s", (...argv) => {
    expect(others).toEqual([]);
    for (const separator of [" ", "\0"]) {
      expect(argv.join(separator)).toMatch(new RegExp(pattern));
    }
  });

  test.each(["node /app/dist/cli.cjs run dev", "python3 -m http.server", "node sextant/server.js"])(
    "are not those of %s",
    (commandLine) => {
      expect(commandLine).not.toMatch(new RegExp(pattern));
    },
  );
});

test("texts of the code stand in the bundle that translators get (`vitest -u` writes it)", async () => {
  const texts = [...new Set(collectTexts(path.join(root, "src/extension")))].sort();
  const bundle = JSON.stringify(Object.fromEntries(texts.map((text) => [text, text])), null, 2);
  await expect(`${bundle}\n`).toMatchFileSnapshot(path.join(root, "l10n/bundle.l10n.json"));
});

/** The first argument of every `l10n.t` call below a folder. */
function collectTexts(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return collectTexts(file);
    const calls = readFileSync(file, "utf8").matchAll(/l10n\s*\.t\(\s*("(?:[^"\\]|\\.)*")/g);
    return [...calls].map((match) => JSON.parse(match[1] ?? '""') as string);
  });
}
