import { createHash } from "node:crypto";
import manifest from "../../../../package.json" with { type: "json" };
import { alertKinds, type AlertKind, type AlertSeverity } from "../../../core/monitors/alert.ts";
import type {
  CheckedMonitor,
  ConfigPlace,
  DriftOutcome,
  PlacedAlert,
} from "../../drift/driftOutcome.ts";

const levels: Readonly<Record<AlertSeverity, string>> = {
  error: "error",
  warning: "warning",
  info: "note",
};

const descriptions: Readonly<Record<AlertKind, string>> = {
  performance: "The model does worse than on its reference data.",
  slice: "A group of rows does much worse than the rest.",
  drift: "The data have moved away from their reference.",
  validation: "The data break a rule of the project.",
  health: "The system around the model does worse than before.",
  llm: "The language model's log shows a change, or a leak.",
  rule: "A rule of the project fired.",
  failure: "The monitor could not be checked.",
};

/** SARIF 2.1.0: the alerts of all monitors, each at its line of the configuration. */
export function renderDriftSarif({ monitors }: DriftOutcome): string {
  const run = {
    tool: {
      driver: {
        name: "Sextant",
        version: manifest.version,
        semanticVersion: manifest.version,
        rules: alertKinds.map((kind) => ({
          id: ruleId(kind),
          shortDescription: { text: descriptions[kind] },
        })),
      },
    },
    columnKind: "utf16CodeUnits",
    originalUriBaseIds: { "%SRCROOT%": { description: { text: "The root of the project." } } },
    results: monitors.flatMap(resultsOf),
  };
  const schema = "https://json.schemastore.org/sarif-2.1.0.json";
  return `${JSON.stringify({ $schema: schema, version: "2.1.0", runs: [run] }, null, 2)}\n`;
}

function resultsOf(checked: CheckedMonitor) {
  const { name, place, failure, alerts } = checked;
  const told = alerts
    .filter(({ state }) => state === "open" || state === "acknowledged")
    .map((alert) => resultOf(place, { ...alert, line: alert.line ?? place?.line ?? null }));
  if (failure === null || alerts.some(({ kind }) => kind === "failure")) return told;
  const line = place?.line ?? null;
  const found = { kind: "failure", key: "failure", severity: "error", line } as const;
  return [...told, resultOf(place, { ...found, monitor: name, message: failure })];
}

type Finding = Pick<PlacedAlert, "kind" | "key" | "monitor" | "severity" | "message" | "line">;

function resultOf(place: ConfigPlace | null, finding: Finding) {
  const { kind, key, monitor, severity, message, line } = finding;
  const hash = createHash("sha256")
    .update(JSON.stringify([monitor, key]))
    .digest("hex");
  return {
    ruleId: ruleId(kind),
    ruleIndex: alertKinds.indexOf(kind),
    level: levels[severity],
    message: { text: `${monitor}: ${message}` },
    ...(place !== null && {
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: encodeURI(place.path), uriBaseId: "%SRCROOT%" },
            region: { startLine: (line ?? 0) + 1 },
          },
        },
      ],
    }),
    partialFingerprints: { alert: hash.slice(0, 16) },
  };
}

function ruleId(kind: AlertKind): string {
  return `monitor/${kind}`;
}
