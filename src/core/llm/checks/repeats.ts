import { hashText, mix } from "./trigrams.ts";

/**
 * Answers that were given before, word for word or nearly. Near ones are found by MinHash (Broder
 * 1997): the share of equal minima over many hash functions estimates how many three-word sequences
 * two texts share. Memory is bounded: after so many different answers no new ones are kept.
 */

const HASHES = 16;
/** Equal minima of 16: with 13, texts that share 8 of 10 sequences are found more often than not. */
const NEAR = 13;
const BANDS = 4;
const ROWS = HASHES / BANDS;

const MAX_EXACT = 500_000;
const MAX_NEAR = 50_000;

/** Shorter answers (`Yes.`, a label) are rightly the same. */
const MIN_TRIGRAMS = 6;

const seeds = Array.from({ length: HASHES }, (_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 0);

export class AnswerMemory {
  /** Hash of an answer → hash of the prompt that it answered first. */
  readonly #exact = new Map<number, number>();
  readonly #signatures: Uint32Array[] = [];
  readonly #prompts: number[] = [];
  readonly #bands = new Map<number, number>();

  /**
   * Whether this answer, or one that is nearly the same, was given to another prompt before. Null
   * for answers of fewer than eight words.
   */
  add(trigrams: Uint32Array, prompt: string | null): boolean | null {
    if (trigrams.length < MIN_TRIGRAMS) return null;
    const promptHash = prompt === null ? -1 : hashText(prompt.slice(0, 20_000), 0);
    const key = exactKey(trigrams);
    const known = this.#exact.get(key);
    if (known !== undefined) return known !== promptHash || prompt === null;
    if (this.#exact.size < MAX_EXACT) this.#exact.set(key, promptHash);
    return this.#addNear(trigrams, promptHash);
  }

  #addNear(trigrams: Uint32Array, promptHash: number): boolean {
    const signature = signatureOf(trigrams);
    const keys = bandKeys(signature);
    const isNear = keys.some((key) => {
      const index = this.#bands.get(key);
      const other = index === undefined ? undefined : this.#signatures[index];
      if (index === undefined || other === undefined) return false;
      const isOtherPrompt = promptHash === -1 || this.#prompts[index] !== promptHash;
      return isOtherPrompt && equalMinima(signature, other) >= NEAR;
    });
    if (this.#signatures.length < MAX_NEAR) {
      const index = this.#signatures.push(signature) - 1;
      this.#prompts.push(promptHash);
      for (const key of keys) if (!this.#bands.has(key)) this.#bands.set(key, index);
    }
    return isNear;
  }
}

/** Texts that have four minima in a row in common share a key. */
function bandKeys(signature: Uint32Array): readonly number[] {
  return Array.from({ length: BANDS }, (_, band) => {
    let hash = band;
    for (const minimum of signature.subarray(band * ROWS, (band + 1) * ROWS)) {
      hash = mix(Math.imul(hash, 31) ^ minimum);
    }
    return hash * BANDS + band;
  });
}

/** 53 bits: a collision in half a million answers is one in 70,000. */
function exactKey(trigrams: Uint32Array): number {
  let one = 1;
  let two = 2;
  for (const trigram of trigrams) {
    one = Math.imul(one ^ trigram, 0x01000193);
    two = Math.imul(two, 31) + trigram;
  }
  return mix(one) * 0x200000 + (mix(two) & 0x1fffff);
}

function signatureOf(trigrams: Uint32Array): Uint32Array {
  const minima = new Uint32Array(HASHES).fill(0xffffffff);
  for (const trigram of trigrams) {
    for (let h = 0; h < HASHES; h++) {
      const hash = mix(trigram ^ (seeds[h] ?? 0));
      if (hash < (minima[h] ?? 0)) minima[h] = hash;
    }
  }
  return minima;
}

function equalMinima(a: Uint32Array, b: Uint32Array): number {
  let equal = 0;
  for (let h = 0; h < HASHES; h++) if (a[h] === b[h]) equal++;
  return equal;
}
