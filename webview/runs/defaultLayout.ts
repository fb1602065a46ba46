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
  charts: { smoothing: 0, isLogY: false, isLogX: false, xAxis: "step", foldedGroups: [] },
  tab: "charts",
  split: 0.5,
  onlyDiffering: true,
  recentFilters: [],
};
