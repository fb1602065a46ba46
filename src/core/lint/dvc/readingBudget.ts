/**
 * How much of a file may still be read. Aliases can make a short file one of billions of values:
 * all that follows them takes what it reads from here, and stops, without a finding, at the end.
 */
export interface ReadingBudget {
  /** Values of trees. */
  values: number;
}

export function createBudget(values: number): ReadingBudget {
  return { values };
}

/** False when no more may be read. */
export function spend(budget: ReadingBudget, values = 1): boolean {
  budget.values -= values;
  return budget.values >= 0;
}
