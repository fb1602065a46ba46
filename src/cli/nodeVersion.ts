/** The first release with `node:sqlite` ready for use. */
const required = { major: 22, minor: 13 };

/** What to tell somebody whose Node cannot run Sextant; null when it can. */
export function describeOldNode(version: string): string | null {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isOld = major < required.major || (major === required.major && minor < required.minor);
  if (!isOld) return null;
  return (
    `Sextant needs Node ${required.major}.${required.minor} or newer; this is Node ${version}. ` +
    "In a terminal of VS Code, `sextant` uses the editor's own."
  );
}
