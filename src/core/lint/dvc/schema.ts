import type { FileKind } from "../project/classify.ts";
import type { KeyTable, Level, MapShape, Shape } from "./shape.ts";

/**
 * What DVC 3 takes in its files, as its loader really checks it: no key but these, null only where
 * it is named, and booleans as YAML 1.2 knows them. All rules on structure read this table, and
 * so does completion.
 */

const any: Shape = { kind: "any" };
const text: Shape = { kind: "text" };
const bool: Shape = { kind: "bool" };
const integer: Shape = { kind: "integer" };
const checksum: Shape = { kind: "checksum" };
const anyMap: Shape = { kind: "anyMap" };
const anyList: Shape = { kind: "anyList" };

function listOf(items: Shape): Shape {
  return { kind: "list", items };
}

function oneOf(...shapes: readonly Shape[]): Shape {
  return { kind: "either", shapes };
}

function mapOf(level: Level, entries: Shape): MapShape {
  return { kind: "map", level, keys: {}, entries };
}

const texts = listOf(text);
const orNull = (shape: Shape) => oneOf(shape, { kind: "null" });

const annotationKeys: KeyTable = {
  desc: { shape: text, summary: "What it is, for people" },
  type: { shape: text, summary: "What kind of thing it is, as `model` or `dataset`" },
  labels: { shape: texts, summary: "Labels to find it by" },
  meta: { shape: any, summary: "Anything of your own; DVC does not read it" },
};

const outputKeys: KeyTable = {
  cache: { shape: bool, summary: "Whether DVC keeps it in its cache; `false` leaves it to git" },
  persist: { shape: bool, summary: "Whether it stays when the stage runs again" },
  remote: { shape: text, summary: "The remote that it is pushed to" },
  push: { shape: bool, summary: "Whether `dvc push` uploads it" },
  checkpoint: { shape: bool, summary: "Without meaning since DVC 3.0" },
  ...annotationKeys,
};

const plotKeys: KeyTable = {
  x: { shape: text, summary: "The column of the x axis" },
  y: { shape: text, summary: "The column of the y axis" },
  x_label: { shape: text, summary: "The title of the x axis" },
  y_label: { shape: text, summary: "The title of the y axis" },
  title: { shape: text, summary: "The title of the plot" },
  template: { shape: text, summary: "A template's name or file, as `linear` or `confusion`" },
};

const plotOutputKeys: KeyTable = {
  ...plotKeys,
  header: { shape: bool, summary: "Whether the first line of a CSV or TSV file names the columns" },
  ...outputKeys,
};

const output: MapShape = { kind: "map", level: "output", keys: outputKeys };
const plotOutput: MapShape = { kind: "map", level: "output", keys: plotOutputKeys };
const outputs = listOf(oneOf(text, mapOf("output entry", output)));
const plotOutputs = listOf(oneOf(text, mapOf("output entry", plotOutput)));
const vars = listOf(oneOf(text, anyMap));

const stageKeys: KeyTable = {
  cmd: { shape: oneOf(text, anyList), summary: "What is run; each line and list entry by itself" },
  deps: { shape: texts, summary: "Files and folders that the stage reads" },
  params: {
    shape: listOf(oneOf(text, mapOf("settings", any))),
    summary: "Parameters that the stage reads, by key, or by file and keys",
  },
  outs: { shape: outputs, summary: "Files and folders that the stage makes" },
  metrics: { shape: outputs, summary: "Outputs that hold metrics" },
  plots: { shape: plotOutputs, summary: "Outputs that hold data of plots, or images" },
  wdir: { shape: text, summary: "Where the command runs and its paths start" },
  matrix: {
    shape: mapOf("axes", oneOf(text, anyList)),
    summary: "One stage for each combination of these values",
  },
  vars: { shape: vars, summary: "Values and files of values for templates of this stage" },
  frozen: { shape: bool, summary: "Whether `dvc repro` leaves the stage alone" },
  always_changed: { shape: bool, summary: "Whether the stage runs each time" },
  desc: { shape: text, summary: "What the stage does, for people" },
  meta: { shape: any, summary: "Anything of your own; DVC does not read it" },
};

const stageShape: MapShape = {
  kind: "map",
  level: "stage",
  keys: stageKeys,
  required: ["cmd"],
};

const loopShape: MapShape = {
  kind: "map",
  level: "loop",
  keys: {
    foreach: {
      shape: oneOf(anyMap, anyList, text),
      summary: "The values that stages are made of",
    },
    do: { shape: stageShape, summary: "The stage that is made for each value" },
  },
  required: ["foreach", "do"],
};

const columnsOf = (columns: Shape) => mapOf("settings", columns);

const topPlot: MapShape = {
  kind: "map",
  level: "plot",
  keys: {
    ...plotKeys,
    x: {
      shape: oneOf(text, columnsOf(text)),
      summary: "The column of the x axis, or file: column",
    },
    y: {
      shape: oneOf(text, texts, columnsOf(oneOf(text, texts))),
      summary: "The columns of the y axis, or file: columns",
    },
  },
};

const artifact: MapShape = {
  kind: "map",
  level: "artifact",
  keys: {
    path: { shape: text, summary: "The file or folder, relative to this file" },
    ...annotationKeys,
  },
  required: ["path"],
};

export const pipelineShape: MapShape = {
  kind: "map",
  level: "pipeline",
  keys: {
    stages: {
      shape: mapOf("stages", {
        kind: "choice",
        choices: [
          { when: ["foreach", "do"], shape: loopShape },
          { when: [], shape: stageShape },
        ],
      }),
      summary: "The steps of the pipeline, by name",
    },
    vars: { shape: vars, summary: "Values and files of values for templates" },
    params: { shape: texts, summary: "Files of parameters that are shown" },
    metrics: { shape: texts, summary: "Files of metrics that are shown" },
    plots: {
      shape: listOf(oneOf(text, mapOf("plot entry", orNull(topPlot)))),
      summary: "Plots that are shown: files, or names with their axes",
    },
    artifacts: { shape: mapOf("artifacts", artifact), summary: "Models and data sets by name" },
    datasets: { shape: any, summary: "Data sets that stages name as `ds://name`" },
  },
};

const hashKeys: KeyTable = {
  md5: { shape: checksum, summary: "The hash of the content" },
  checksum: { shape: checksum, summary: "The hash that HDFS gives" },
  etag: { shape: checksum, summary: "The hash that the cloud gives" },
};

const fileKeys: KeyTable = {
  ...hashKeys,
  size: { shape: integer, summary: "In bytes" },
  nfiles: { shape: integer, summary: "How many files the folder holds" },
  isexec: { shape: bool, summary: "Whether the file may be run" },
  version_id: { shape: text, summary: "The version in the cloud" },
};

const cloud = mapOf("settings", { kind: "map", level: "settings", keys: fileKeys });
const cloudEntry = { shape: cloud, summary: "What the cloud's own versioning says" };

const folderFile: MapShape = {
  kind: "map",
  level: "settings",
  keys: {
    relpath: { shape: text, summary: "The file's path in the folder" },
    ...fileKeys,
    cloud: cloudEntry,
  },
  required: ["relpath"],
};

const pathKeys: KeyTable = {
  path: { shape: text, summary: "The file or folder" },
  ...fileKeys,
  cloud: cloudEntry,
  hash: { shape: text, summary: "The name of the hash that counts" },
  files: { shape: listOf(folderFile), summary: "The files of the folder" },
};

const lockedPath: MapShape = {
  kind: "map",
  level: "locked path",
  keys: { ...pathKeys, dataset: { shape: anyMap, summary: "The data set of `datasets`" } },
  required: ["path"],
};

const lockedStage: MapShape = {
  kind: "map",
  level: "locked stage",
  keys: {
    cmd: { shape: oneOf(text, anyList), summary: "What was run" },
    deps: { shape: listOf(lockedPath), summary: "What was read" },
    params: {
      shape: mapOf("settings", mapOf("settings", any)),
      summary: "Values of parameters, by file",
    },
    outs: { shape: listOf(lockedPath), summary: "What was made" },
  },
  required: ["cmd"],
};

const lockShape: MapShape = {
  kind: "map",
  level: "lock",
  keys: {
    schema: { shape: { kind: "literal", value: "2.0" }, summary: "The version of the file's form" },
    stages: { shape: mapOf("stages", lockedStage), summary: "What each stage last ran with" },
    datasets: { shape: any, summary: "Versions of data sets" },
  },
  required: ["schema"],
};

const sharedTrackedKeys: KeyTable = {
  ...pathKeys,
  persist: { shape: bool, summary: "Whether it stays when it is made again" },
  fs_config: { shape: anyMap, summary: "Settings of the file system that it lies on" },
};

const repository: MapShape = {
  kind: "map",
  level: "settings",
  keys: {
    url: { shape: text, summary: "The repository that the data comes from" },
    rev: { shape: text, summary: "The branch, tag or commit asked for" },
    rev_lock: { shape: text, summary: "The commit that it is" },
    config: { shape: oneOf(text, anyMap), summary: "Settings of DVC for that repository" },
    remote: { shape: oneOf(text, anyMap), summary: "The remote of that repository" },
  },
  required: ["url"],
};

const database: MapShape = {
  kind: "map",
  level: "settings",
  keys: {
    query: { shape: text, summary: "The query" },
    connection: { shape: text, summary: "The connection of the configuration" },
    file_format: { shape: text, summary: "`csv` or `json`" },
    table: { shape: text, summary: "The table" },
  },
};

const importedPath: MapShape = {
  kind: "map",
  level: "tracked path",
  keys: {
    ...sharedTrackedKeys,
    repo: { shape: repository, summary: "The repository that it is imported from" },
    db: { shape: database, summary: "The database that it is imported from" },
  },
};

const trackingFileShape: MapShape = {
  kind: "map",
  level: "tracking file",
  keys: {
    outs: {
      shape: orNull(
        listOf({
          kind: "map",
          level: "tracked path",
          keys: {
            ...sharedTrackedKeys,
            ...annotationKeys,
            cache: { shape: bool, summary: "Whether DVC keeps it in its cache" },
            remote: { shape: text, summary: "The remote that it is pushed to" },
            push: { shape: bool, summary: "Whether `dvc push` uploads it" },
          },
          required: ["path"],
        }),
      ),
      summary: "The data that is tracked",
    },
    deps: {
      shape: orNull(
        listOf({
          kind: "choice",
          choices: [
            { when: ["db"], shape: importedPath },
            { when: [], shape: { ...importedPath, required: ["path"] } },
          ],
        }),
      ),
      summary: "Where the data was imported from",
    },
    md5: { shape: checksum, summary: "The hash of this file" },
    wdir: { shape: orNull(text), summary: "Where its paths start" },
    frozen: { shape: bool, summary: "Whether `dvc update` is needed to fetch it anew" },
    locked: { shape: bool, summary: "The old name of `frozen`" },
    always_changed: { shape: bool, summary: "Whether it is fetched each time" },
    desc: { shape: text, summary: "What it is, for people" },
    meta: { shape: any, summary: "Anything of your own; DVC does not read it" },
  },
};

/** The shape of a file of DVC; undefined for files of other kinds. */
export function shapeOfFile(kinds: ReadonlySet<FileKind>): MapShape | undefined {
  if (kinds.has("dvc-pipeline")) return pipelineShape;
  if (kinds.has("dvc-lock")) return lockShape;
  return kinds.has("dvc-file") ? trackingFileShape : undefined;
}
