import tseslint from "typescript-eslint";

/**
 * What each layer may import. One table, one `no-restricted-imports` entry per layer; a second
 * entry for the same files would silently replace the first, so never add one.
 */
const layers = {
  base: { files: "src/base/**/*.ts", mayImport: [], packages: [] },
  core: {
    files: "src/core/**/*.ts",
    mayImport: ["base"],
    packages: ["zod", "zod/mini", "yaml", "ignore"],
  },
  protocol: {
    files: "src/protocol/**/*.ts",
    mayImport: ["base", "core"],
    packages: ["zod/mini"],
  },
  platform: {
    files: "src/platform/**/*.ts",
    mayImport: ["base", "core"],
    packages: [
      "zod",
      "zod/mini",
      "yaml",
      "simple-git",
      "pidusage",
      "picomatch",
      "@duckdb/node-api",
    ],
    node: true,
  },
  cli: {
    files: "src/cli/**/*.ts",
    mayImport: ["base", "core", "platform"],
    packages: ["zod", "yaml", "commander"],
    node: true,
  },
  extension: {
    files: "src/extension/**/*.ts",
    mayImport: ["base", "core", "platform", "protocol"],
    packages: ["vscode", "zod", "yaml"],
    node: true,
  },
  webview: {
    files: "webview/**/*.{ts,tsx}",
    mayImport: ["base", "core", "protocol"],
    packages: [
      "preact",
      "preact/hooks",
      "zod/mini",
      "uplot",
      "uplot/dist/uPlot.min.css",
      "@dagrejs/dagre",
      "@tanstack/virtual-core",
      "@vscode/webview-ui-toolkit",
    ],
  },
};

const advice = {
  base: "base imports nothing",
  core: "core does no I/O: take a port from core/ports.ts",
  protocol: "protocol holds message schemas only: types from base and core, zod/mini",
  platform: "platform holds adapters: it knows base and core only",
  cli: "the CLI knows base, core and platform only",
  extension: "the extension reaches the outside through platform",
  webview: "webviews talk to the host by the protocol only",
};

function layerRule(name) {
  const { mayImport, packages, node } = layers[name];
  const foreign = Object.keys(layers).filter(
    (other) => other !== name && !mayImport.includes(other),
  );
  const group = foreign.map((other) => `**/${other}/**`);
  const allowedPackages = packages.map((p) => p.replaceAll("/", "\\/")).join("|");
  const allowed = [allowedPackages && `(?:${allowedPackages})$`, node && "node:"].filter(Boolean);
  return {
    patterns: [
      { group, message: advice[name] },
      {
        regex: `^(?!\\.)${allowed.length > 0 ? `(?!${allowed.join("|")})` : ""}.*$`,
        message: `${advice[name]} (package not allowed in this layer)`,
      },
    ],
  };
}

const zodImport = {
  selector: "ImportDeclaration[source.value=/^zod/] ImportSpecifier[imported.name='z']",
  message: 'write import * as z from "zod": the named import costs 380 KB',
};

export default tseslint.config(
  {
    ignores: [
      "dist/**",
      ".cache/**",
      "node_modules/**",
      "examples/**",
      "**/*.mjs",
      "**/*.d.ts",
      "**/*.d.mts",
      "*.config.ts",
      ".vscode-test/**",
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "no-console": "error",
      "no-restricted-syntax": ["error", zodImport],
      "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
      complexity: ["error", 12],
      "max-params": ["error", 4],
      "no-empty": ["error", { allowEmptyCatch: false }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    files: ["src/extension/**/*.ts"],
    ignores: ["src/extension/notifications.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        zodImport,
        {
          selector: "MemberExpression[property.name=/^show(Information|Warning|Error)Message$/]",
          message: "use notifications.ts: a text from outside may hold links that run commands",
        },
      ],
    },
  },
  ...Object.keys(layers).map((name) => ({
    files: [layers[name].files],
    rules: { "no-restricted-imports": ["error", layerRule(name)] },
  })),
  {
    files: ["test/**/*.{ts,tsx}"],
    rules: {
      "max-lines-per-function": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unused-expressions": "off",
    },
  },
  {
    // Views written as components are markup: their length is that of the page they draw.
    files: ["webview/**/*.tsx"],
    rules: {
      "max-lines-per-function": ["error", { max: 120, skipBlankLines: true, skipComments: true }],
    },
  },
);
