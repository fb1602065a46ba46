import { renderHtml } from "../../../core/drift/report/renderHtml.ts";
import { escapeMarkdown, renderMarkdown } from "../../../core/drift/report/renderMarkdown.ts";
import type { DriftOutcome } from "../../drift/driftOutcome.ts";

/** One page of all monitors. */
export function renderDriftHtml({ monitors }: DriftOutcome): string {
  const reports = monitors.map(
    ({ name, report, failure }) => report ?? { monitor: name, failure: failure ?? "" },
  );
  return renderHtml(...reports);
}

/** The reports one after the other, with what failed. */
export function renderDriftMarkdown({ monitors }: DriftOutcome): string {
  return monitors
    .map(({ name, report, failure }) =>
      report === null
        ? `# ${escapeMarkdown(name)}: failed\n\n${escapeMarkdown(failure ?? "")}\n`
        : renderMarkdown(report),
    )
    .join("\n");
}
