// Builds the bundles: `node scripts/build.mjs [--watch] [--production] [--out=FOLDER] [target …]`.
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

/** The CLI and the worker must not reach `vscode`: they do not declare it external. */
const targets = {
  extension: {
    ...node,
    entryPoints: { extension: "src/extension/extension.ts" },
    outExtension: { ".js": ".cjs" },
    external: ["vscode", ...node.external],
    outdir,
  },
  worker: {
    ...node,
    entryPoints: { indexWorker: "src/platform/index/indexWorker.ts" },
    outExtension: { ".js": ".cjs" },
    outdir,
  },
  cli: {
    ...node,
    entryPoints: { cli: "src/cli/main.ts" },
    outExtension: { ".js": ".cjs" },
    banner: { js: "#!/usr/bin/env node" },
    outdir,
  },
  webview: {
    ...browser,
    entryPoints: { "webview/runs": "webview/runs/main.tsx" },
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
