import type { RunAction } from "../../src/protocol/runsPanel.ts";
import type { MenuItem } from "../ui/Menu.tsx";

interface RowAction {
  readonly action: RunAction;
  readonly label: string;
  /** For how many runs at once it can be asked. */
  readonly takes: "one" | "two" | "many";
  readonly isFirstOfGroup?: boolean;
}

const rowActions: readonly RowAction[] = [
  { action: "rerun", label: "Re-run", takes: "one" },
  { action: "rerunWithParameters", label: "Run with Other Parameters…", takes: "one" },
  { action: "stop", label: "Stop Run", takes: "many" },
  { action: "openLog", label: "Open Log", takes: "one", isFirstOfGroup: true },
  { action: "openArtifacts", label: "Open Artifacts", takes: "one" },
  {
    action: "diffWithWorkingTree",
    label: "Diff Code with Working Tree",
    takes: "one",
    isFirstOfGroup: true,
  },
  { action: "diffRuns", label: "Diff Code of Both Runs", takes: "two" },
  { action: "restoreCode", label: "Restore Code…", takes: "one" },
  { action: "rename", label: "Rename…", takes: "one", isFirstOfGroup: true },
  { action: "editTags", label: "Edit Tags…", takes: "many" },
  { action: "editNote", label: "Edit Note…", takes: "one" },
  { action: "copyId", label: "Copy Id", takes: "many" },
  { action: "exportCsv", label: "Export as CSV…", takes: "many", isFirstOfGroup: true },
  { action: "exportJson", label: "Export as JSON…", takes: "many" },
  { action: "delete", label: "Delete…", takes: "many", isFirstOfGroup: true },
];

export interface RowMenuTarget {
  readonly runIds: readonly string[];
  /** Whether any of them still runs. */
  readonly isRunning: boolean;
}

/** What can be done to one run, or to all selected ones; what cannot be now is greyed. */
export function rowMenuItems(
  { runIds, isRunning }: RowMenuTarget,
  act: (action: RunAction, runIds: readonly string[]) => void,
): MenuItem[] {
  const fits = { one: runIds.length === 1, two: runIds.length === 2, many: runIds.length > 0 };
  return rowActions
    .filter(({ takes }) => takes !== "two" || fits.two)
    .map(({ action, label, takes, isFirstOfGroup = false }) => ({
      label: takes === "many" && runIds.length > 1 ? `${label} (${runIds.length} Runs)` : label,
      isDisabled: !fits[takes] || (action === "stop" && !isRunning),
      isFirstOfGroup,
      run: () => act(action, runIds),
    }));
}
