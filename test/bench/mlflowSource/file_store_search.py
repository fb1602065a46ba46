"""How long MLflow itself takes to list a file store.

python file_store_search.py folder   prints {"version": ..., "searchMs": ..., "runs": ...}
"""

import json
import os
import sys
import time

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"

import mlflow  # noqa: E402
from mlflow.entities import ViewType  # noqa: E402
from mlflow.store.tracking.file_store import FileStore  # noqa: E402

store = FileStore(sys.argv[1])
start = time.perf_counter()
runs = list(store.search_runs(["1"], "", ViewType.ALL, max_results=50000))
took = (time.perf_counter() - start) * 1000
print(json.dumps({"version": mlflow.__version__, "searchMs": took, "runs": len(runs)}))
