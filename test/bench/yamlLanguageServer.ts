import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { cacheFolder, say } from "../../scripts/checkout.ts";
import { runNpm } from "../../scripts/commands.ts";

export const yamlServerVersion = "2.0.0";

/** The folder of yaml-language-server, installed into the cache at the first use. */
export async function installYamlServer(): Promise<string> {
  const folder = path.join(cacheFolder, `yaml-language-server-${yamlServerVersion}`);
  const installed = path.join(folder, "node_modules/yaml-language-server");
  if (existsSync(installed)) return installed;
  say(`Installing yaml-language-server ${yamlServerVersion} …`);
  mkdirSync(cacheFolder, { recursive: true });
  const fresh = mkdtempSync(`${folder}-`);
  writeFileSync(path.join(fresh, "package.json"), '{ "private": true }\n');
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  await runNpm(["install", `yaml-language-server@${yamlServerVersion}`, ...quiet], { cwd: fresh });
  rmSync(folder, { recursive: true, force: true });
  renameSync(fresh, folder);
  return installed;
}

/** Validates a text; how many problems it finds. */
export type Validate = (name: string, version: number, text: string) => Promise<number>;

/** Its validation without the 200 ms that its server waits after each change. */
export async function openYamlServer(installed: string): Promise<Validate> {
  const load = async <T>(file: string): Promise<T> =>
    (await import(pathToFileURL(path.join(installed, file)).href)) as T;
  const { getLanguageService } = await load<ServiceModule>(
    "out/src/languageservice/yamlLanguageService.js",
  );
  const { SettingsState } = await load<SettingsModule>("out/src/yamlSettings.js");
  const { TextDocument } = await load<TextModule>(
    "../vscode-languageserver-textdocument/lib/esm/main.js",
  );
  const service = getLanguageService({
    schemaRequestService: () => Promise.reject(new Error("nothing is fetched")),
    workspaceContext: { resolveRelativePath: (relative) => relative },
    yamlSettings: new SettingsState(),
    clientCapabilities: {},
  });
  const uri = "https://bench.invalid/dvc.schema.json";
  service.configure({
    validate: true,
    schemas: [{ uri, fileMatch: ["dvc.yaml"], schema: pipelineSchema }],
  });
  return async (name, version, text) => {
    const document = TextDocument.create(`file:///${name}`, "yaml", version, text);
    return (await service.doValidation(document, false)).length;
  };
}

interface ServiceModule {
  readonly getLanguageService: (parameters: {
    readonly schemaRequestService: () => Promise<string>;
    readonly workspaceContext: { resolveRelativePath(relative: string): string };
    readonly yamlSettings: unknown;
    readonly clientCapabilities: object;
  }) => {
    configure(settings: object): void;
    doValidation(document: unknown, isKubernetes: boolean): Promise<readonly unknown[]>;
  };
}

interface SettingsModule {
  readonly SettingsState: new () => unknown;
}

interface TextModule {
  readonly TextDocument: {
    create(uri: string, language: string, version: number, text: string): unknown;
  };
}

const text = { type: "string" };
const texts = { type: "array", items: text };
const pathWithFlags = {
  oneOf: [
    text,
    {
      type: "object",
      additionalProperties: {
        type: "object",
        additionalProperties: false,
        properties: {
          cache: { type: ["boolean", "string"] },
          persist: { type: ["boolean", "string"] },
          desc: text,
          push: { type: "boolean" },
          remote: text,
          type: text,
          labels: texts,
          meta: { type: "object" },
        },
      },
    },
  ],
};
const paths = { type: "array", items: pathWithFlags };
const stageProperties = {
  cmd: { oneOf: [text, texts] },
  wdir: text,
  deps: texts,
  params: { type: "array", items: { oneOf: [text, { type: "object" }] } },
  outs: paths,
  metrics: paths,
  plots: paths,
  vars: { type: "array" },
  frozen: { type: "boolean" },
  always_changed: { type: "boolean" },
  desc: text,
  meta: { type: "object" },
};
const stage = { type: "object", additionalProperties: false, properties: stageProperties };

/** What the official schema demands, as far as stages go, in words of our own. */
const pipelineSchema = {
  $schema: "http://json-schema.org/draft-07/schema#",
  type: "object",
  properties: {
    vars: { type: "array" },
    stages: {
      type: "object",
      patternProperties: {
        "^[a-zA-Z0-9_-]+$": {
          oneOf: [
            { ...stage, required: ["cmd"] },
            {
              type: "object",
              additionalProperties: false,
              required: ["foreach", "do"],
              properties: { foreach: { type: ["string", "array", "object"] }, do: stage },
            },
            {
              ...stage,
              required: ["cmd", "matrix"],
              properties: { ...stageProperties, matrix: { type: "object" } },
            },
          ],
        },
      },
      additionalProperties: false,
    },
    metrics: { type: "array" },
    plots: { type: ["array", "object"] },
    params: { type: "array" },
    artifacts: { type: "object" },
  },
};
