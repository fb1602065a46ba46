/**
 * What a table says of a name that somebody else chose: `constructor` and `__proto__` are names too,
 * and no table of ours has them.
 */
export function ownValue<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
