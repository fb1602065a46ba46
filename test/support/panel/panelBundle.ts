import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Name of a file that a page asks for → its text. */
export type PanelFiles = ReadonlyMap<string, string>;

/** A panel as it is shipped, minified, and its host for tests: `panel.js`, `panel.css`, `host.js`. */
export async function bundlePanel(panel: string, host: string): Promise<PanelFiles> {
  return new Map([...(await bundle(panel, "panel")), ...(await bundle(host, "host"))]);
}

async function bundle(entry: string, name: string): Promise<[name: string, text: string][]> {
  const { outputFiles } = await build({
    entryPoints: { [name]: `${root}${entry}` },
    outdir: `${root}dist`,
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
  });
  return outputFiles.map(({ path, text }) => [path.replace(/^.*[\\/]/, ""), text]);
}

/** The content type of a file of a page; of the page itself without a name. */
export function typeOfFile(name: string): string {
  if (name.endsWith(".js")) return "text/javascript";
  return name.endsWith(".css") ? "text/css" : "text/html";
}
