/** What a browser shows for the link that the MLflow client prints at the end of a run. */
export function landingPage(runId: string): string {
  return `<!doctype html>
<meta charset="utf-8">
<title>Sextant</title>
<h1>This run is in Sextant</h1>
<p>Open the Runs panel in VS Code (<b>Sextant: Show Runs</b>) and look for <code>${escaped(runId)}</code>.</p>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
