import { formatCount, formatValue, none } from "../../src/core/drift/report/reportText.ts";
import type { LlmReport } from "../../src/core/llm/llmReport.ts";
import type { DriftModel } from "./driftModel.ts";

/** What each language model was asked and what that cost. */
export function Models({ report }: { readonly report: LlmReport }) {
  const { models, currency } = report;
  if (models.length === 0) return null;
  return (
    <section>
      <h3>Models</h3>
      <div class="sx-scroll-x" tabIndex={0} role="region" aria-label="Models">
        <table class="sx-facts is-wide">
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col">Requests</th>
              <th scope="col">Input tokens</th>
              <th scope="col">Output tokens</th>
              <th scope="col">Cost</th>
            </tr>
          </thead>
          <tbody>
            {models.slice(0, 200).map((one) => (
              <tr key={one.name}>
                <th scope="row">
                  {one.name} {one.isNew && <span class="sx-role">new</span>}
                </th>
                <td>{formatCount(one.rows)}</td>
                <td>{formatCount(one.inputTokens)}</td>
                <td>{formatCount(one.outputTokens)}</td>
                <td>{one.cost === null ? none : formatValue(one.cost, "currency", currency)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

export interface LeaksProps {
  readonly model: DriftModel;
  readonly leaks: LlmReport["leaks"];
}

/** Personal data and secrets in the log, masked; each example leads to its line. */
export function Leaks({ model, leaks }: LeaksProps) {
  if (leaks.length === 0) return null;
  return (
    <section>
      <h3>Personal data and secrets</h3>
      <ul class="sx-plain">
        {leaks.map(({ kind, label, rows, examples }) => (
          <li key={kind}>
            {label} in {formatCount(rows)} {rows === 1 ? "request" : "requests"}
            <ul class="sx-plain">
              {examples.slice(0, 20).map(({ masked, file, line, field }, index) => (
                <li key={index}>
                  <code>{masked}</code> <span class="sx-muted">in {field},</span>{" "}
                  <button type="button" class="sx-link" onClick={() => model.openFile(file, line)}>
                    {file}:{line}
                  </button>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}
