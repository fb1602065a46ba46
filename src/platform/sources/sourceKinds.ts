import { dvcKind } from "./dvc/dvcKind.ts";
import { mlflowFiles } from "./mlflow/mlflowFiles.ts";
import { mlflowSqlite } from "./mlflow/mlflowSqlite.ts";
import { optunaJournal } from "./optuna/optunaJournal.ts";
import { optunaSqlite } from "./optuna/optunaSqlite.ts";
import type { SourceKind } from "./runSource.ts";
import { trackioDatabase } from "./trackio/trackioDatabase.ts";
import { trackioInbox } from "./trackio/trackioInbox.ts";

/** Every kind of place with many runs that is looked for in folders. */
export const sourceKinds: readonly SourceKind[] = [
  dvcKind,
  mlflowFiles,
  mlflowSqlite,
  optunaSqlite,
  optunaJournal,
  trackioDatabase,
  trackioInbox,
];
