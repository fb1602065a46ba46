import type { Layout } from "../../src/protocol/runsPanel.ts";

/** How the panel looks before the user arranged anything. */
export const defaultLayout: Layout = {
  order: [],
  hidden: [],
  pinned: [],
  widths: {},
  rollups: {},
  query: { filter: "", search: "", sort: [], group: "commit", collapsed: [] },
  selected: [],
  charts: {
    smoothing: 0,
    isLogY: false,
    isLogX: false,
    showRestarts: false,
    xAxis: "step",
    foldedGroups: [],
    unfoldedGroups: [],
  },
  tab: "charts",
  split: 0.58,
  stackedSplit: 0.42,
  onlyDiffering: true,
  onlyDifferingColumns: false,
  baseline: null,
  recentFilters: [],
};
