/** FNV-1a, 32 bits, with a final mix. */
export function hashText(text: string, seed: number): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mix(hash);
}

/** MurmurHash3's final mix: every bit depends on every bit. */
export function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A hash for each three words in a row, in their order; empty for fewer than three words. */
export function trigramHashes(words: readonly string[]): Uint32Array {
  const trigrams = new Uint32Array(Math.max(0, words.length - 2));
  let first = 0;
  let second = 0;
  words.forEach((word, i) => {
    const third = hashText(word, 7);
    if (i >= 2) {
      trigrams[i - 2] = mix(Math.imul(Math.imul(first, 31) ^ second, 0x9e3779b1) ^ third);
    }
    first = second;
    second = third;
  });
  return trigrams;
}
