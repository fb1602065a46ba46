/** Makes a `switch` exhaustive at compile time; reached at run time only by a bug. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
