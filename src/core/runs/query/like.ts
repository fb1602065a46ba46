/** SQL's LIKE: `%` is any text, `_` any one character. Takes |text| × |pattern| steps at most. */
export function createLikeTest(
  pattern: string,
  isCaseSensitive: boolean,
): (text: string) => boolean {
  const wanted = Array.from(isCaseSensitive ? pattern : pattern.toLowerCase());
  return (text) => matchesLike(wanted, Array.from(isCaseSensitive ? text : text.toLowerCase()));
}

/** Greedy, going back to the last `%` only: what came before it stays matched. */
function matchesLike(pattern: readonly string[], text: readonly string[]): boolean {
  let at = 0;
  let next = 0;
  let lastAny = -1;
  let resume = 0;
  while (at < text.length) {
    const wanted = pattern[next];
    if (wanted === "%") {
      lastAny = next++;
      resume = at;
    } else if (wanted !== undefined && (wanted === "_" || wanted === text[at])) {
      at++;
      next++;
    } else if (lastAny >= 0) {
      next = lastAny + 1;
      at = ++resume;
    } else return false;
  }
  return pattern.slice(next).every((rest) => rest === "%");
}
