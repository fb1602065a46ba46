import type { ColumnSelection, Monitor } from "../../monitors/monitor.ts";
import type { Behaviour, ColumnRole } from "../report/driftReport.ts";

/** What a comparison is asked to do, independent of where the data come from. */
export interface CompareOptions {
  readonly behaviour: Behaviour;
  /** The least effect that counts: share of rows that moved, 0 … 1. */
  readonly threshold: number;
  /** Rate of false discoveries that is accepted. */
  readonly alpha: number;
  /** From this share of drifted features on the whole data set has drifted. */
  readonly driftedShare: number;
  readonly columns: ColumnSelection;
  /** Columns that are more than features. */
  readonly roles: Readonly<Record<string, ColumnRole>>;
  /** Columns that tell when a row was made, or which it is: they always move, and are left out. */
  readonly ignored: readonly string[];
}

/** The least effect: as many rows as a shift of a normal mean by 0.25 σ moves. */
export const defaultThreshold = 0.1;
export const defaultAlpha = 0.05;
export const defaultDriftedShare = 0.3;

const everyColumn: ColumnSelection = { include: null, exclude: [], types: {}, importance: {} };

export const defaultCompareOptions: CompareOptions = {
  behaviour: "robust",
  threshold: defaultThreshold,
  alpha: defaultAlpha,
  driftedShare: defaultDriftedShare,
  columns: everyColumn,
  roles: {},
  ignored: [],
};

/** The options that a monitor stands for. */
export function compareOptionsOf(monitor: Monitor): CompareOptions {
  return {
    ...defaultCompareOptions,
    behaviour: monitor.behaviour,
    threshold: monitor.threshold ?? defaultThreshold,
    driftedShare: monitor.driftedShare ?? defaultDriftedShare,
    columns: monitor.columns,
    roles: rolesOf(monitor),
    ignored: [monitor.time, monitor.id].filter((name) => name !== null),
  };
}

function rolesOf({ target, prediction, probability }: Monitor): Record<string, ColumnRole> {
  const roles: Record<string, ColumnRole> = {};
  const names = typeof probability === "string" ? [probability] : Object.values(probability ?? {});
  for (const name of names) roles[name] = "probability";
  if (prediction !== null) roles[prediction] = "prediction";
  if (target !== null) roles[target] = "target";
  return roles;
}

/** Whether a column is compared; columns with a role are, whatever the selection says. */
export function isSelected(name: string, { columns, roles, ignored }: CompareOptions): boolean {
  if (ignored.includes(name)) return false;
  if (Object.hasOwn(roles, name)) return true;
  if (columns.exclude.includes(name)) return false;
  return columns.include === null || columns.include.includes(name);
}

export function roleOf(name: string, { roles }: CompareOptions): ColumnRole {
  return Object.hasOwn(roles, name) ? (roles[name] ?? "feature") : "feature";
}

/** As configured; null when importances are not known. A column without one, beside others, has 0. */
export function importanceOf(name: string, { columns }: CompareOptions): number | null {
  const { importance } = columns;
  if (Object.hasOwn(importance, name)) return importance[name] ?? null;
  return Object.keys(importance).length > 0 ? 0 : null;
}
