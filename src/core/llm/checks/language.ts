import { wordsOf } from "./answers.ts";

/** The script, and for Latin the language, of a text: only where it is plain. */

const scripts = [
  ["Latin", /\p{Script=Latin}/gu],
  ["Cyrillic", /\p{Script=Cyrillic}/gu],
  ["Greek", /\p{Script=Greek}/gu],
  ["Arabic", /\p{Script=Arabic}/gu],
  ["Hebrew", /\p{Script=Hebrew}/gu],
  ["Devanagari", /\p{Script=Devanagari}/gu],
  ["Thai", /\p{Script=Thai}/gu],
  ["Hangul", /\p{Script=Hangul}/gu],
  // Japanese mixes kana with Han; Chinese has no kana.
  ["Kana", /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ["Han", /\p{Script=Han}/gu],
] as const;

const SAMPLE = 800;
const MIN_LETTERS = 12;

/** Small words that only one of these languages has, or has far more often. */
const smallWords: Readonly<Record<string, ReadonlySet<string>>> = {
  English: new Set(
    "the and of to is that it you for with are this was be have not on as by or from".split(" "),
  ),
  German: new Set(
    "der die das und ist nicht ein eine ich sie mit für auf den dem zu von es sich auch wird".split(
      " ",
    ),
  ),
  French: new Set(
    "le les des et est une dans pour que qui pas vous nous sur du avec au ce cette sont je".split(
      " ",
    ),
  ),
  Spanish: new Set(
    "el los las y es una para que del por con no se su lo como más pero está son muy".split(" "),
  ),
  Portuguese: new Set(
    "o os as e é uma para que do da em com não se um por mais dos mas ao você".split(" "),
  ),
  Italian: new Set(
    "il gli e è una per che di del della non con sono si un le da più ma questo nel".split(" "),
  ),
  Dutch: new Set(
    "de het een en is van niet dat ik je op te zijn voor met aan er maar om ook wordt".split(" "),
  ),
};

/** `Latin/German`, `Cyrillic`, …; null for too few letters, or where nothing stands out. */
export function languageOf(text: string): string | null {
  const sample = text.slice(0, SAMPLE);
  const counts = scripts.map(
    ([name, pattern]) => [name, sample.match(pattern)?.length ?? 0] as const,
  );
  const letters = counts.reduce((sum, [, count]) => sum + count, 0);
  const [script, most] = counts.reduce((a, b) => (b[1] > a[1] ? b : a));
  const kana = counts.find(([name]) => name === "Kana")?.[1] ?? 0;
  if (letters < MIN_LETTERS) return script === "Han" && most >= 5 ? "Han" : null;
  if (kana / letters > 0.1 && (script === "Han" || script === "Kana")) return "Japanese";
  if (most / letters < 0.6) return null;
  if (script !== "Latin") return script;
  const language = latinLanguage(sample);
  return language === null ? "Latin" : `Latin/${language}`;
}

function latinLanguage(text: string): string | null {
  const words = wordsOf(text, 400);
  if (words.length < 12) return null;
  const ranked = Object.entries(smallWords)
    .map(([name, small]) => [name, words.filter((word) => small.has(word)).length] as const)
    .sort((a, b) => b[1] - a[1]);
  const [first, second] = ranked;
  if (first === undefined || second === undefined) return null;
  const isPlain = first[1] / words.length >= 0.12 && first[1] >= second[1] * 1.5;
  return isPlain ? first[0] : null;
}

/**
 * Whether the answer is in another script, or another language, than the prompt. Null where one of
 * them cannot be told, or only one of two Latin languages can.
 */
export function isLanguageFlip(prompt: string, response: string): boolean | null {
  const asked = languageOf(prompt);
  const answered = languageOf(response);
  if (asked === null || answered === null) return null;
  if (asked === answered) return asked === "Latin" ? null : false;
  const isHalfKnown = asked === "Latin" || answered === "Latin";
  if (isHalfKnown && asked.startsWith("Latin") && answered.startsWith("Latin")) return null;
  return true;
}
