/** An eigenvalue with its eigenvector of length 1. */
export interface EigenPair {
  readonly value: number;
  readonly vector: readonly number[];
}

/**
 * All eigenpairs of a small symmetric matrix, by Jacobi's cyclic rotations (1846).
 */
export function symmetricEigen(matrix: readonly (readonly number[])[]): readonly EigenPair[] {
  const size = matrix.length;
  const a = matrix.map((row) => [...row]);
  const vectors = matrix.map((_, i) => matrix.map((__, j) => (i === j ? 1 : 0)));
  for (let round = 0; round < 60; round++) {
    let offDiagonal = 0;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        offDiagonal += Math.abs(entry(a, p, q));
        rotate(a, vectors, [p, q]);
      }
    }
    if (offDiagonal === 0) break;
  }
  return a.map((_, i) => ({ value: entry(a, i, i), vector: vectors.map((row) => row[i] ?? 0) }));
}

function entry(matrix: readonly (readonly number[])[], i: number, j: number): number {
  return matrix[i]?.[j] ?? 0;
}

/** Makes a[p][q] zero. */
function rotate(a: number[][], vectors: number[][], [p, q]: readonly [number, number]): void {
  const off = entry(a, p, q);
  if (off === 0) return;
  const theta = (entry(a, q, q) - entry(a, p, p)) / (2 * off);
  const tangent = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  for (const row of [...a, ...vectors]) turn(row, [p, q], [cosine, sine]);
  const rowP = a[p] ?? [];
  const rowQ = a[q] ?? [];
  rowP.forEach((atP, k) => {
    const atQ = rowQ[k] ?? 0;
    rowP[k] = cosine * atP - sine * atQ;
    rowQ[k] = sine * atP + cosine * atQ;
  });
  rowP[q] = 0;
  rowQ[p] = 0;
}

function turn(
  row: number[],
  [p, q]: readonly [number, number],
  [cosine, sine]: readonly [number, number],
): void {
  const atP = row[p] ?? 0;
  const atQ = row[q] ?? 0;
  row[p] = cosine * atP - sine * atQ;
  row[q] = sine * atP + cosine * atQ;
}
