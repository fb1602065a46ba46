const maxLength = 80;

/**
 * What a data set of a run is called: `data/train.csv.gz` is `train`, `data/*.parquet` is `data`. A
 * file's name on every system.
 */
export function runDataName(declared: string): string {
  const steps = declared
    .split(/[\\/]/)
    .filter((step) => step !== "" && step !== "." && step !== "..");
  const plain = steps.filter((step) => !/[*?[\]{}]/.test(step));
  const bare = (plain.at(-1) ?? "data").replace(
    /(\.(csv|tsv|tab|parquet|pq|parq|jsonl|ndjson|json|gz|zst))+$/i,
    "",
  );
  const name = bare.replace(/[^\w.-]+/g, "-").replace(/^[-.]+|[-.]+$/g, "");
  return name.slice(0, maxLength) || "data";
}
