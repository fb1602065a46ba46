export interface KeyValue {
  readonly key: string;
  readonly value: string;
}

/** JSON has no NaN or infinity: the MLflow API writes them by name. */
export function finiteOrName(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

export function keyValues(map: ReadonlyMap<string, string>): readonly KeyValue[] {
  return [...map].map(([key, value]) => ({ key, value }));
}
