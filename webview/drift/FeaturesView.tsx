import { useMemo, useRef } from "preact/hooks";
import { formatShare } from "../../src/core/drift/report/reportText.ts";
import type { DriftView } from "../../src/core/drift/report/reportView.ts";
import { useStore } from "../host/store.ts";
import { Checkbox } from "../ui/Checkbox.tsx";
import { Icon } from "../ui/Icon.tsx";
import { TextField } from "../ui/TextField.tsx";
import type { DriftModel } from "./driftModel.ts";
import { FeatureDetail } from "./FeatureDetail.tsx";
import { arrangeFeatures } from "./featureRows.ts";
import { FeatureTable } from "./FeatureTable.tsx";
import { LazyDetails } from "./LazyDetails.tsx";
import { useWidth } from "./useWidth.ts";
import { ProblemList } from "./VerdictHeader.tsx";
import { Verdict } from "./VerdictIcon.tsx";

export interface FeaturesViewProps {
  readonly model: DriftModel;
  readonly drift: DriftView;
}

/** Px from which a feature is shown beside the table, not in its place. */
const besideWidth = 900;

export function FeaturesView({ model, drift }: FeaturesViewProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const look = useStore(model.look, (state) => state);
  const { search, onlyMoved, sort, feature } = look;
  const rows = useMemo(
    () => arrangeFeatures(drift.features, { search, onlyMoved, sort }),
    [drift, search, onlyMoved, sort],
  );
  const isBeside = width >= besideWidth;
  const isTableShown = feature === null || isBeside;
  return (
    <div ref={frame} class="sx-features">
      {isTableShown && (
        <div class="sx-features-list">
          <div class="sx-bar sx-features-bar">
            <TextField
              class="sx-search"
              label="Search features by name, type or role"
              placeholder="Search features"
              value={search}
              onInput={(value) => model.look.set({ search: value })}
              onKeyDown={(event) => {
                if (event.key === "Escape") model.look.set({ search: "" });
              }}
            >
              <Icon name="search" slot="start" />
            </TextField>
            <Checkbox
              label="Only what moved"
              isChecked={onlyMoved}
              onChange={(value) => model.look.set({ onlyMoved: value })}
            />
            <span class="sx-count" role="status">
              {rows.length === drift.features.length
                ? `${rows.length.toLocaleString("en-US")} features`
                : `${rows.length.toLocaleString("en-US")} of ${drift.features.length.toLocaleString("en-US")} features`}
            </span>
          </div>
          <WholeTable drift={drift} />
          {width > 0 && <FeatureTable model={model} rows={rows} all={drift.features} />}
        </div>
      )}
      {feature !== null && width > 0 && (
        <FeatureDetail key={feature} model={model} name={feature} isBeside={isBeside} />
      )}
    </div>
  );
}

/** What is true of the data as a whole, in a line; the reasons on demand. */
function WholeTable({ drift }: { readonly drift: DriftView }) {
  const { schemaChanges, classifier, problems } = drift;
  return (
    <div class="sx-whole">
      <span>
        <strong>{formatShare(drift.driftedShare)}</strong> of features drifted, weighted by
        importance; {formatShare(drift.driftedShareThreshold)} are a verdict
      </span>
      {classifier !== null && (
        <span title="How well a classifier tells current rows from reference rows; 0.5 is not at all">
          Together: <Verdict verdict={classifier.verdict} /> AUC {classifier.auc.toFixed(2)} (
          {classifier.low.toFixed(2)}–{classifier.high.toFixed(2)})
          {classifier.reasons.length > 0 &&
            `, by ${classifier.reasons
              .slice(0, 3)
              .map(({ columns }) => columns.join(" with "))
              .join(", ")}`}
        </span>
      )}
      {schemaChanges.length > 0 && (
        <LazyDetails
          summary={`${schemaChanges.length} ${schemaChanges.length === 1 ? "change" : "changes"} of columns`}
        >
          {() => (
            <ul class="sx-plain">
              {schemaChanges.slice(0, 200).map((change, index) => (
                <li key={index}>{change.message}</li>
              ))}
            </ul>
          )}
        </LazyDetails>
      )}
      <LazyDetails summary="Method">
        {() => (
          <p class="sx-muted">
            Behaviour <code>{drift.behaviour}</code>
            {drift.threshold !== null && `, least effect that counts ${drift.threshold}`}, rate of
            false discoveries {drift.alpha} (Benjamini–Hochberg over all tests of the comparison).
          </p>
        )}
      </LazyDetails>
      <ProblemList problems={problems} />
    </div>
  );
}
