import type { RunAction } from "../../src/protocol/runsPanel.ts";
import type { MenuItem } from "../ui/Menu.tsx";

interface RowAction {
  readonly action: RunAction;
  readonly label: string;
  /** For how many runs at once it can be asked. */
  readonly takes: "one" | "two" | "many";
  readonly isFirstOfGroup?: boolean;
  /** For runs that Sextant launched, or only for those that it did not; for all when left out. */
  readonly isFor?: "own" | "outside";
}

const rowActions: readonly RowAction[] = [
  { action: "rerun", label: "Re-run", takes: "one", isFor: "own" },
  {
    action: "rerunWithParameters",
    label: "Run with Other Parameters…",
    takes: "one",
    isFor: "own",
  },
  { action: "stop", label: "Stop Run", takes: "many", isFor: "own" },
  { action: "openLog", label: "Open Log", takes: "one", isFirstOfGroup: true, isFor: "own" },
  { action: "openArtifacts", label: "Open Artifacts", takes: "one", isFor: "own" },
  { action: "openLocation", label: "Open Location", takes: "one", isFor: "outside" },
  {
    action: "revealLocation",
    label: "Reveal in File Manager",
    takes: "one",
    isFor: "outside",
  },
  {
    action: "diffWithWorkingTree",
    label: "Diff Code with Working Tree",
    takes: "one",
    isFirstOfGroup: true,
  },
  { action: "diffRuns", label: "Diff Code of Both Runs", takes: "two" },
  { action: "restoreCode", label: "Restore Code…", takes: "one" },
  { action: "rename", label: "Rename…", takes: "one", isFirstOfGroup: true, isFor: "own" },
  { action: "editTags", label: "Edit Tags…", takes: "many", isFor: "own" },
  { action: "editNote", label: "Edit Note…", takes: "one", isFor: "own" },
  { action: "import", label: "Import", takes: "many", isFirstOfGroup: true, isFor: "outside" },
  { action: "copyId", label: "Copy Id", takes: "many" },
  { action: "exportCsv", label: "Export as CSV…", takes: "many", isFirstOfGroup: true },
  { action: "exportJson", label: "Export as JSON…", takes: "many" },
  { action: "delete", label: "Delete…", takes: "many", isFirstOfGroup: true, isFor: "own" },
];

export interface RowMenuTarget {
  readonly runIds: readonly string[];
  /** Whether any of them still runs. */
  readonly isRunning: boolean;
  /** Whether the exact code of each is recorded. */
  readonly hasCode: boolean;
  /** Whether any of them was written by another tool. */
  readonly isOutside: boolean;
}

/**
 * What can be done to one run, or to all selected ones; what cannot be now is greyed, with the
 * reason. Of runs that other tools wrote, what makes no sense is left out.
 */
export function rowMenuItems(
  { runIds, isRunning, hasCode, isOutside }: RowMenuTarget,
  act: (action: RunAction, runIds: readonly string[]) => void,
): MenuItem[] {
  const fits = { one: runIds.length === 1, two: runIds.length === 2, many: runIds.length > 0 };
  return rowActions
    .filter(({ takes }) => takes !== "two" || fits.two)
    .filter(({ isFor }) => isFor === undefined || isFor === (isOutside ? "outside" : "own"))
    .map(({ action, label, takes, isFirstOfGroup = false }) => ({
      label: labelOf(label, {
        runCount: takes === "many" ? runIds.length : 1,
        lacksCode: ofCode.has(action) && !hasCode,
      }),
      isDisabled:
        !fits[takes] || (action === "stop" && !isRunning) || (ofCode.has(action) && !hasCode),
      isFirstOfGroup,
      run: () => act(action, runIds),
    }));
}

const ofCode: ReadonlySet<RunAction> = new Set(["diffWithWorkingTree", "diffRuns", "restoreCode"]);

/** With what it is about and, where it cannot be done, the reason. */
function labelOf(
  label: string,
  { runCount, lacksCode }: { readonly runCount: number; readonly lacksCode: boolean },
): string {
  if (lacksCode) return `${label} (code not recorded)`;
  return runCount > 1 ? `${label} (${runCount} Runs)` : label;
}
