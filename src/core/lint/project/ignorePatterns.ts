/** No path is longer than this on any system that matters. */
const maxLength = 2000;
const maxStars = 4;
const maxGlobstars = 3;

/**
 * Whether a line of an ignore file is a pattern that somebody means. Others could keep us busy for
 * hours: what a line with very many `*` matches is found out by trying.
 */
export function isModestPattern(line: string): boolean {
  if (line.length > maxLength || / {100}/.test(line)) return false;
  if (!line.includes("*")) return true;
  let globstars = 0;
  for (const part of line.split("/")) {
    const stars = part.split(/\*+/).length - 1;
    if (part === "**") globstars += 1;
    else if (stars > maxStars) return false;
  }
  return globstars <= maxGlobstars;
}
