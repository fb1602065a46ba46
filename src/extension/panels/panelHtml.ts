export interface PanelPage {
  /** Fresh for each page; from `crypto.randomBytes`. */
  readonly nonce: string;
  /** The webview's own origin, where its style sheets and fonts come from. */
  readonly cspSource: string;
  readonly script: string;
  readonly style: string;
  readonly title: string;
  /** BCP 47 tag of the editor's language. */
  readonly language: string;
  /** Root folder of the project that is shown: the page keeps it in its state for reloads. */
  readonly root: string;
}

/**
 * The page of a panel: one script, one style sheet, an empty root.
 *
 * Invariant: nothing runs but the script with the nonce, nothing is fetched from outside, and no
 * data is written into markup but escaped attributes.
 */
export function renderPanelHtml(page: PanelPage): string {
  return `<!DOCTYPE html>
<html lang="${escapeHtml(page.language)}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(page)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="stylesheet" href="${escapeHtml(page.style)}" />
    <title>${escapeHtml(page.title)}</title>
  </head>
  <body data-project-root="${escapeHtml(page.root)}">
    <div id="root"></div>
    <script type="module" nonce="${page.nonce}" src="${escapeHtml(page.script)}"></script>
  </body>
</html>
`;
}

export function contentSecurityPolicy(page: Pick<PanelPage, "nonce" | "cspSource">): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${page.nonce}'`,
    `style-src ${page.cspSource}`,
    `font-src ${page.cspSource}`,
    // Charts are drawn into images for saving as PNG; images of runs come as blobs.
    `img-src ${page.cspSource} data: blob:`,
    "media-src blob:",
  ].join("; ");
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
