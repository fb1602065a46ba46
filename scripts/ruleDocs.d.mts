export function readRuleComments(): ReadonlyMap<string, string>;
export function renderRulePages(): ReadonlyMap<string, string>;
export function readExample(
  comment: string,
  section: string,
): {
  readonly files: Readonly<Record<string, string>>;
  readonly tracked: readonly string[] | undefined;
};
