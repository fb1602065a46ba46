import { formatRelativeTime, formatTime } from "../../src/core/charts/format.ts";
import type { GroupRow } from "../../src/core/runs/view.ts";
import { guessedCommit } from "../../src/core/snapshots/describe.ts";
import { Icon } from "../ui/Icon.tsx";
import { memo } from "../ui/memo.ts";
import { cellId, rowHeight } from "./tableMetrics.ts";

export interface GroupHeaderProps {
  readonly index: number;
  readonly row: GroupRow;
  readonly isFocused: boolean;
  readonly isCommit: boolean;
  /** Width of what is in sight, in px: the header stays within it while columns scroll. */
  readonly width: number;
  readonly minute: number;
}

/** The line above the runs of one commit or experiment. */
export const GroupHeader = memo(function GroupHeader(props: GroupHeaderProps) {
  const { index, row, isFocused, isCommit, width, minute } = props;
  return (
    <div
      class="sx-row sx-group"
      role="row"
      aria-rowindex={index + 2}
      aria-level={1}
      aria-expanded={!row.isCollapsed}
      data-index={index}
      style={{ transform: `translateY(${index * rowHeight}px)` }}
    >
      <div
        id={cellId(index, 0)}
        class={isFocused ? "sx-group-content is-focused" : "sx-group-content"}
        role="gridcell"
        style={{ width: `${width}px` }}
      >
        <span class="sx-twisty">
          <Icon name={row.isCollapsed ? "chevronRight" : "chevronDown"} />
        </span>
        {isCommit && <Icon name="commit" />}
        <span
          class={isCommit ? "sx-hash" : "sx-group-label"}
          title={row.isGuess ? guessedCommit : undefined}
        >
          {row.label}
        </span>
        {row.isGuess && (
          <span class="sx-guess" title={guessedCommit}>
            guessed
          </span>
        )}
        {row.branch !== "" && (
          <span class="sx-branch" title={`Branch ${row.branch}`}>
            <Icon name="branch" />
            {row.branch}
          </span>
        )}
        <span class="sx-subject" title={row.subject}>
          {row.subject}
        </span>
        {row.isOrphaned && (
          <span class="sx-note" title="No branch reaches this commit any more">
            <Icon name="warning" /> not on a branch
          </span>
        )}
        <span class="sx-group-facts">
          {row.author !== "" && <span class="sx-author">{row.author}</span>}
          <span title={formatTime(row.time)}>{formatRelativeTime(row.time, minute * 60_000)}</span>
          <span class="sx-badge" title={`${row.runCount} runs`}>
            {row.runCount}
          </span>
        </span>
      </div>
    </div>
  );
});
