// Builds the bundles: `node scripts/build.mjs [--watch] [--production] [--out=FOLDER] [target …]`.
import { readdirSync, readFileSync } from "node:fs";
import { context } from "esbuild";

const isWatching = process.argv.includes("--watch");
const isProduction = process.argv.includes("--production");
const outdir =
  process.argv.find((argument) => argument.startsWith("--out="))?.slice("--out=".length) ?? "dist";
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));

const node = {
  platform: "node",
  format: "cjs",
  target: "node22",
  external: ["node:sqlite"],
};
const browser = {
  platform: "browser",
  format: "esm",
  target: "es2022",
  jsx: "automatic",
  jsxImportSource: "preact",
};

/**
 * Imports `vscode` once for the whole bundle. Left to itself, esbuild copies the editor's whole
 * interface, property by property, for each file that imports it: a fifth of the time to load.
 */
const vscodeOnce = {
  name: "vscode-once",
  setup(build) {
    const types = readFileSync("node_modules/@types/vscode/index.d.ts", "utf8");
    const names = types.matchAll(/^\texport (?:const|class|enum|function|namespace) (\w+)/gm);
    const topLevel = [...new Set([...names].map(([, name]) => name))];
    build.onResolve({ filter: /^vscode$/ }, ({ importer }) =>
      importer === "vscode"
        ? { path: "vscode", external: true }
        : { path: "vscode", namespace: "vscode-once" },
    );
    build.onLoad({ filter: /.*/, namespace: "vscode-once" }, () => ({
      contents: [
        'const editor = require("vscode");',
        ...topLevel.map((name) => `export const ${name} = editor.${name};`),
      ].join("\n"),
    }));
  },
};

/** Puts the pages of the lint rules into the bundle, where the sources read them from docs/rules. */
const rulePages = {
  name: "rule-pages",
  setup(build) {
    build.onLoad({ filter: /[/\\]cli[/\\]lint[/\\]rulePages\.ts$/ }, () => {
      const pages = readdirSync("docs/rules").map((name) => [
        name.replace(/\.md$/, ""),
        readFileSync(`docs/rules/${name}`, "utf8"),
      ]);
      return {
        contents: `const pages = new Map(${JSON.stringify(pages)});
          export function readRulePage(id) { return pages.get(id); }`,
      };
    });
  },
};

/** Puts the script that Spark runs into the bundle, where the sources read the file beside them. */
const sparkScript = {
  name: "spark-script",
  setup(build) {
    build.onLoad({ filter: /[/\\]profile[/\\]spark[/\\]sparkScript\.ts$/ }, () => {
      const script = readFileSync("src/platform/profile/spark/profile_spark.py", "utf8");
      return {
        contents: `export function readSparkScript() { return ${JSON.stringify(script)}; }`,
      };
    });
  },
};

/** The CLI and the worker must not reach `vscode`: they do not declare it external. */
const targets = {
  extension: {
    ...node,
    entryPoints: { extension: "src/extension/extension.ts" },
    outExtension: { ".js": ".cjs" },
    plugins: [vscodeOnce],
    outdir,
  },
  worker: {
    ...node,
    entryPoints: {
      indexWorker: "src/platform/index/indexWorker.ts",
      lintWorker: "src/platform/lint/lintWorker.ts",
    },
    outExtension: { ".js": ".cjs" },
    outdir,
  },
  data: {
    ...node,
    entryPoints: { dataProcess: "src/platform/profile/dataProcess.ts" },
    outExtension: { ".js": ".cjs" },
    // DuckDB is a program of its own for each system, and is loaded from beside the bundle.
    external: [...node.external, "@duckdb/node-api", "@duckdb/node-bindings*"],
    outdir,
  },
  cli: {
    ...node,
    entryPoints: { cli: "src/cli/main.ts" },
    outExtension: { ".js": ".cjs" },
    banner: { js: "#!/usr/bin/env node" },
    plugins: [rulePages, sparkScript],
    outdir,
  },
  webview: {
    ...browser,
    entryPoints: {
      "webview/runs": "webview/runs/main.tsx",
      "webview/pipeline": "webview/pipeline/main.tsx",
      "webview/drift": "webview/drift/main.tsx",
    },
    outdir,
    loader: { ".css": "css" },
  },
};

for (const [name, options] of Object.entries(targets)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const build = await context({
    bundle: true,
    sourcemap: isProduction ? false : "linked",
    minify: isProduction,
    logLevel: "warning",
    logOverride: { "empty-import-meta": "silent" },
    ...options,
  });
  if (isWatching) await build.watch();
  else {
    await build.rebuild();
    await build.dispose();
  }
}
