import { formatCount } from "../../src/core/drift/report/reportText.ts";
import type { ValidationReport } from "../../src/core/validation/validationReport.ts";
import { useStore } from "../host/store.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import type { DriftModel } from "./driftModel.ts";
import { Prose } from "./Prose.tsx";

type Result = ValidationReport["results"][number];

const outcomes: Readonly<Record<Result["outcome"], string>> = {
  passed: "Passed",
  failed: "Failed",
  "not-applicable": "Not applicable",
};

const shapes: Readonly<Record<Result["outcome"], string>> = {
  passed: "m3 8.6 3.2 3.2L13 4.6",
  failed: "m4 4 8 8M12 4l-8 8",
  "not-applicable": "M3 8h10",
};

export interface ValidationViewProps {
  readonly model: DriftModel;
  readonly report: ValidationReport;
}

export function ValidationView({ model, report }: ValidationViewProps) {
  return (
    <div class="sx-part-body">
      <p class="sx-part-lead">
        <Prose text={report.reason} />
      </p>
      <p class="sx-muted">{formatCount(report.rows)} rows were looked at.</p>
      <div class="sx-scroll-x" tabIndex={0} role="region" aria-label="Rules">
        <table class="sx-facts is-wide is-text">
          <thead>
            <tr>
              <th scope="col">Result</th>
              <th scope="col">Rule</th>
              <th scope="col">Found</th>
              <th scope="col" class="is-number">
                Failed rows
              </th>
            </tr>
          </thead>
          <tbody>
            {report.results.slice(0, 1000).map((result) => (
              <ResultRow key={result.index} model={model} result={result} />
            ))}
          </tbody>
        </table>
      </div>
      <Suggestions model={model} />
    </div>
  );
}

function ResultRow({ model, result }: { readonly model: DriftModel; readonly result: Result }) {
  const { outcome, level, rule, message, failedRows, index } = result;
  const word = outcome === "failed" && level === "warning" ? "Warning" : outcomes[outcome];
  return (
    <tr>
      <td>
        <span class="sx-verdict-word">
          <svg
            class={`sx-icon sx-outcome is-${outcome} is-${level}`}
            viewBox="0 0 16 16"
            aria-hidden="true"
          >
            <path d={shapes[outcome]} />
          </svg>
          {word}
        </span>
      </td>
      <th scope="row">
        <button
          type="button"
          class="sx-link"
          title="Show the rule in sextant.yaml"
          onClick={() => model.openConfig(index)}
        >
          {rule}
        </button>
      </th>
      <td>{message}</td>
      <td class="is-number">{formatCount(failedRows)}</td>
    </tr>
  );
}

/** Rules that the reference would hold, to be taken one by one. */
function Suggestions({ model }: { readonly model: DriftModel }) {
  const { suggestions, suggestionError, accepted } = useStore(model.opened, (state) => state);
  return (
    <section>
      <h3>Suggested rules</h3>
      {suggestionError !== "" && (
        <p class="sx-failure" role="alert">
          <Icon name="warning" />
          {suggestionError}
        </p>
      )}
      {suggestions === null ? (
        <>
          <p class="sx-muted">
            Types, presence, ranges and sets that the reference holds can become rules. Each is
            added to <code>sextant.yaml</code> only when it is accepted.
          </p>
          <Button onPress={() => void model.suggestRules()}>Suggest Rules</Button>
        </>
      ) : (
        <ul class="sx-suggestions">
          {suggestions.length === 0 && <li class="sx-muted">Every rule that fits is there.</li>}
          {suggestions.slice(0, 300).map(({ id, rule, reason, yaml }) => (
            <li key={id}>
              <div>
                <strong>{rule}</strong>
                <p class="sx-muted">{reason}</p>
                <pre class="sx-sample">{yaml}</pre>
              </div>
              {accepted.has(id) ? (
                <span class="sx-verdict-word">
                  <Icon name="check" />
                  Accepted
                </span>
              ) : (
                <Button label={`Accept the rule ${rule}`} onPress={() => void model.acceptRule(id)}>
                  Accept
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
