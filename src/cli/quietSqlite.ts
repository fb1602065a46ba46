/**
 * Node calls `node:sqlite` experimental on stderr whenever it is loaded. That line is no news to
 * users of a command; all other warnings stay. Imported first, before anything loads the module.
 */
const emitWarning = process.emitWarning.bind(process) as (...args: readonly unknown[]) => void;

process.emitWarning = (...args: readonly unknown[]): void => {
  const [warning] = args;
  const text = warning instanceof Error ? warning.message : String(warning);
  if (!/^SQLite is an experimental feature/.test(text)) emitWarning(...args);
};
