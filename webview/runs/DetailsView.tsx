import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { formatNumber, formatRelativeTime, formatTime } from "../../src/core/charts/format.ts";
import { describePlace } from "../../src/core/runs/problemPlace.ts";
import { describeLastWrite, isOutsideRun, sourceLabel } from "../../src/core/runs/runSources.ts";
import { guessedCommit, markGuess } from "../../src/core/snapshots/describe.ts";
import { metricRank } from "../../src/core/runs/metricNames.ts";
import { isEnded, snapshotErrorTag, type Run } from "../../src/core/runs/run.ts";
import type { RunAction } from "../../src/protocol/runsPanel.ts";
import { useStore } from "../host/store.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { SourceIcon } from "../ui/SourceIcon.tsx";
import { StatusIcon, statusLabels } from "../ui/StatusIcon.tsx";
import { durationOf } from "./compareRows.ts";
import type { PanelModel } from "./panelModel.ts";

/** All that is known of one run: the first of the selected. */
export function DetailsView({ model }: { readonly model: PanelModel }) {
  const run = useStore(model.shown, (state) => state.runs[0]);
  if (run === undefined) return <p class="sx-hint">Select a run in the table to see it whole.</p>;
  const act = (action: RunAction) => void model.act(action, [run.id]);
  return (
    <article class="sx-details" aria-label={run.name}>
      <header class="sx-details-head">
        <h2>
          <StatusIcon status={run.status} /> {run.name}
        </h2>
        <p class="sx-hint">{headline(run)}</p>
        <div class="sx-actions">
          {isOutsideRun(run) ? (
            <OutsideActions run={run} act={act} />
          ) : (
            <OwnActions run={run} act={act} />
          )}
        </div>
      </header>
      {run.note !== "" && <p class="sx-run-note">{run.note}</p>}
      <Problems problems={run.problems} />
      {isOutsideRun(run) && <Origin run={run} />}
      <Execution run={run} />
      {run.git !== null && <Code git={run.git} />}
      {run.git === null && !isOutsideRun(run) && <MissingCode tags={run.tags} />}
      <Table title="Parameters" entries={Object.entries(run.params)} />
      <Metrics run={run} title="Metrics" isSystem={false} />
      <Table title="Tags" entries={Object.entries(run.tags)} />
      <Table
        title="Data sets"
        entries={run.datasets.map(({ name, source, digest }) => [name, `${source} (${digest})`])}
      />
      <Metrics run={run} title="System" isSystem={true} />
    </article>
  );
}

interface ActionsProps {
  readonly run: Run;
  readonly act: (action: RunAction) => void;
}

function OwnActions({ run, act }: ActionsProps) {
  return (
    <>
      <Button onPress={() => act("openLog")}>Open Log</Button>
      <Button onPress={() => act("openArtifacts")}>Artifacts</Button>
      {run.git !== null && <Button onPress={() => act("diffWithWorkingTree")}>Diff Code</Button>}
      {isEnded(run.status) ? (
        <Button onPress={() => act("rerun")}>Re-run</Button>
      ) : (
        <Button onPress={() => act("stop")}>Stop</Button>
      )}
    </>
  );
}

/** What else the buttons of a run do cannot be done to one that Sextant did not launch. */
function OutsideActions({ run, act }: ActionsProps) {
  const isServer = /^https?:/i.test(run.location?.path ?? "");
  return (
    <>
      <Button onPress={() => act("openLocation")}>Open Location</Button>
      {!isServer && <Button onPress={() => act("revealLocation")}>Reveal</Button>}
      <Button onPress={() => act("import")}>Import</Button>
      {run.git?.snapshot != null && (
        <Button onPress={() => act("diffWithWorkingTree")}>Diff Code</Button>
      )}
      <span class="sx-hint">
        Written by {sourceLabel(run.source)}: Sextant only reads it. Import makes a copy that can be
        edited.
      </span>
    </>
  );
}

/** What is wrong with a run's files: they were read as far as they are good. */
function Problems({ problems }: Pick<Run, "problems">) {
  if (problems.length === 0) return null;
  return (
    <section class="sx-section">
      <h3>Problems with its files</h3>
      <ul class="sx-problems">
        {problems.map(({ message, location }, index) => (
          // Problems may be alike.
          <li key={index}>
            <Icon name="warning" />
            <span>
              {message}
              <span class="sx-problem-place">{describePlace(location)}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Origin({ run }: { readonly run: Run }) {
  const { location, sources } = run;
  return (
    <Section title="Source">
      <Fact label="Written by">
        <span class="sx-source-list">
          {sources.map((source) => (
            <span key={source}>
              <SourceIcon source={source} />
              {sourceLabel(source)}
            </span>
          ))}
        </span>
      </Fact>
      <Fact label="Location">
        {location !== null && <code>{location.path === "" ? "." : location.path}</code>}
      </Fact>
      <Fact label="Its id there">{location?.key}</Fact>
      <Fact label="Last write">
        {run.updatedAt !== null &&
          `${formatTime(run.updatedAt)} (${formatRelativeTime(run.updatedAt, Date.now())})`}
      </Fact>
    </Section>
  );
}

function headline(run: Run): string {
  const duration = durationOf(run);
  const parts = [statusLabels[run.status]];
  if (run.startTime !== null) parts.push(`started ${formatTime(run.startTime)}`);
  if (duration !== null) parts.push(`took ${duration}`);
  const lastWrite = describeLastWrite(run, Date.now());
  if (lastWrite !== "") parts.push(lastWrite);
  return parts.join(", ");
}

function Execution({ run }: { readonly run: Run }) {
  const end = run.signal === null ? run.exitCode?.toString() : `ended by ${run.signal}`;
  return (
    <Section title="Execution">
      <Fact label="Command">
        {run.command !== null && <code class="sx-command">{run.command.argv.join(" ")}</code>}
      </Fact>
      <Fact label="In">{run.command?.cwd}</Fact>
      <Fact label="Exit code">{end}</Fact>
      <Fact label="Entry point">{run.entryPoint}</Fact>
      <Fact label="Experiment">{run.experiment}</Fact>
      <Fact label="Where">{[run.user, run.host].filter(Boolean).join(" on ")}</Fact>
      <Fact label="Id">
        <code>{run.id}</code>
      </Fact>
    </Section>
  );
}

function MissingCode({ tags }: Pick<Run, "tags">) {
  return (
    <Section title="Code">
      <Fact label="Not recorded">{tags[snapshotErrorTag] ?? "no reason was recorded"}</Fact>
    </Section>
  );
}

function Code({ git }: { readonly git: NonNullable<Run["git"]> }) {
  const isSnapshot = git.isDirty && git.snapshot !== null;
  return (
    <Section title="Code">
      <Fact label="Commit">
        {git.commit !== null && (
          <>
            <code>{markGuess(git.commit.slice(0, 10), git)}</code>{" "}
            {git.isGuess === true && (
              <span class="sx-guess" title={guessedCommit}>
                guessed from the time the run began
              </span>
            )}{" "}
            {git.subject}
          </>
        )}
      </Fact>
      <Fact label="Branch">{git.branch ?? (git.snapshot === null ? null : "none (detached)")}</Fact>
      <Fact label="Author">{git.author}</Fact>
      <Fact label="Uncommitted">{describeChanges(git)}</Fact>
      <Fact label="Snapshot">{isSnapshot && <code>{git.snapshot.slice(0, 10)}</code>}</Fact>
      <Fact label="Left out">{git.omitted.map(({ path }) => path).join(", ")}</Fact>
    </Section>
  );
}

/** Only our own launches look at the working tree: a snapshot says that one did. */
function describeChanges(git: NonNullable<Run["git"]>): string {
  if (git.isDirty)
    return git.snapshot === null ? "changes, not kept" : "changes, kept in the snapshot";
  return git.snapshot === null ? "not known" : "no changes";
}

const byName = new Intl.Collator("en", { numeric: true });
/** So many metrics are listed until all are asked for. */
const firstMetrics = 100;

function Metrics(props: { readonly run: Run; readonly title: string; readonly isSystem: boolean }) {
  const { run, title, isSystem } = props;
  const [isWhole, setIsWhole] = useState(false);
  const entries = Object.entries(run.metrics)
    .filter(([key]) => key.startsWith("system/") === isSystem)
    .sort(([a], [b]) => metricRank(a) - metricRank(b) || byName.compare(a, b));
  if (entries.length === 0) return null;
  const shown = isWhole ? entries : entries.slice(0, firstMetrics);
  return (
    <Section title={title}>
      <div class="sx-metric-scroll">
        <table class="sx-metric-table">
          <thead>
            <tr>
              {["Metric", "Last", "Min", "Max", "Step", "Points"].map((label) => (
                <th key={label} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(([key, { last, min, max, lastStep, count }]) => (
              <tr key={key}>
                <th scope="row" title={key}>
                  {isSystem ? key.slice("system/".length) : key}
                </th>
                {[last, min, max, lastStep, count].map((value, index) => (
                  // The columns are fixed: their position is their key.
                  <td key={index} class="is-numeric">
                    {formatNumber(value)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {shown.length < entries.length && (
          <button type="button" class="sx-link" onClick={() => setIsWhole(true)}>
            Show all {entries.length.toLocaleString("en-US")}
          </button>
        )}
      </div>
    </Section>
  );
}

function Table(props: {
  readonly title: string;
  readonly entries: readonly (readonly [string, string])[];
}) {
  if (props.entries.length === 0) return null;
  const entries = [...props.entries].sort(([a], [b]) =>
    a.localeCompare(b, "en", { numeric: true }),
  );
  return (
    <Section title={props.title}>
      {entries.map(([key, value]) => (
        <Fact key={key} label={key}>
          {value}
        </Fact>
      ))}
    </Section>
  );
}

function Section(props: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <section class="sx-section">
      <h3>{props.title}</h3>
      <dl>{props.children}</dl>
    </section>
  );
}

/** One line; none where nothing was recorded. */
function Fact(props: { readonly label: string; readonly children?: ComponentChildren }) {
  const { label, children } = props;
  if (children === undefined || children === null || children === false || children === "") {
    return null;
  }
  return (
    <div class="sx-fact">
      <dt title={label}>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
