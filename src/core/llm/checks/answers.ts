/** What an answer shows by itself, or beside its prompt and context. */

export function isEmptyAnswer(response: string): boolean {
  return response.trim() === "";
}

export function isValidJson(response: string): boolean {
  try {
    JSON.parse(response);
    return true;
  } catch {
    return false;
  }
}

/** Words of a text, at most `most`; signs of scripts without blanks are words by themselves. */
export function wordsOf(text: string, most: number): readonly string[] {
  const words: string[] = [];
  const pattern =
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}]{1,100}/gu;
  for (const [word] of text.matchAll(pattern)) {
    words.push(word.toLowerCase());
    if (words.length >= most) break;
  }
  return words;
}

const MIN_TRIGRAMS = 30;
const LOOP_SHARE = 0.5;

/**
 * Whether an answer goes round in circles: of its three-word sequences, at least 30, more than half
 * occurred before. Ordinary prose repeats a few per cent.
 */
export function isLoop(trigrams: Uint32Array): boolean {
  if (trigrams.length < MIN_TRIGRAMS) return false;
  return 1 - new Set(trigrams).size / trigrams.length > LOOP_SHARE;
}

/** Numbers of a text as they are worth: `1,234.50` and `1 234,5` are 1234.5. */
export function numbersOf(text: string): ReadonlySet<number> {
  const numbers = new Set<number>();
  for (const [match] of text.matchAll(/(?<![\w.,])\d{1,20}(?:[.,\u00a0\u202f']\d{1,20}){0,8}/g)) {
    for (const value of readings(match)) numbers.add(value);
    if (numbers.size > 20_000) break;
  }
  return numbers;
}

/** What a number with separators may mean: the English way, and the continental. */
function readings(match: string): readonly number[] {
  const plain = match.replaceAll(/[\u00a0\u202f']/g, "");
  const english = Number(plain.replaceAll(",", ""));
  const continental = Number(plain.replaceAll(".", "").replace(",", "."));
  return [english, continental].filter((value) => Number.isFinite(value));
}

/** Numbers up to ten count things and number lists; they need no source. */
const LEAST_NUMBER = 10;

/**
 * Whether the answer has a number that neither context nor prompt has, whichever way its separators
 * are read. Numbers up to ten are left out. Null when the answer has no other numbers.
 */
export function hasUnsupportedNumber(
  response: string,
  context: string,
  prompt: string,
): boolean | null {
  const given = new Set([...numbersOf(context), ...numbersOf(prompt)]);
  let isAny = false;
  for (const [match] of response.matchAll(
    /(?<![\w.,])\d{1,20}(?:[.,\u00a0\u202f']\d{1,20}){0,8}/g,
  )) {
    const values = readings(match);
    if (values.every((value) => Number.isInteger(value) && value <= LEAST_NUMBER)) continue;
    isAny = true;
    if (!values.some((value) => given.has(value))) return true;
  }
  return isAny ? false : null;
}
