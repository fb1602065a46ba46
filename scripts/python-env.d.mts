/** The interpreter of the environment with that set of packages; throws a sentence when it cannot be made. */
export function ensurePythonEnv(set: string): string;
